// Elementary functions that Swift on Linux does not lower to one instruction. Inlined, they become LLVM intrinsics and
// the loops around them vectorise; `Double.squareRoot()` in Swift stays scalar there.
#pragma once

static inline double elementary_sqrt(double x) { return __builtin_elementwise_sqrt(x); }
static inline double elementary_fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
// a·b + c, fused where the target has the instruction and two roundings elsewhere: never a call of the C library's fma.
static inline double elementary_multiply_add(double a, double b, double c) {
#pragma STDC FP_CONTRACT ON
  return a * b + c;
}
// Eight lanes at once, for chains that a compiler does not vectorise across (Horner's rule for a block of arguments).
typedef double elementary_lanes __attribute__((ext_vector_type(8)));
static inline __attribute__((always_inline)) elementary_lanes elementary_multiply_add_lanes(
    elementary_lanes a, elementary_lanes b, elementary_lanes c) {
#pragma STDC FP_CONTRACT ON
  return a * b + c;
}
// a·b + c with one rounding in any case: what error-free products need.
static inline __attribute__((always_inline)) elementary_lanes elementary_fma_lanes(
    elementary_lanes a, elementary_lanes b, elementary_lanes c) {
  return __builtin_elementwise_fma(a, b, c);
}
// c − a·b
static inline __attribute__((always_inline)) elementary_lanes elementary_subtract_product_lanes(
    elementary_lanes a, elementary_lanes b, elementary_lanes c) {
#pragma STDC FP_CONTRACT ON
  return c - a * b;
}
// Neighbours along a row of vectors: the lanes of `own` moved by one, the free place taken from the vector beside it.
static inline __attribute__((always_inline)) elementary_lanes elementary_left_neighbours(
    elementary_lanes before, elementary_lanes own) {
  return __builtin_shufflevector(before, own, 7, 8, 9, 10, 11, 12, 13, 14);
}
static inline __attribute__((always_inline)) elementary_lanes elementary_right_neighbours(
    elementary_lanes own, elementary_lanes after) {
  return __builtin_shufflevector(own, after, 1, 2, 3, 4, 5, 6, 7, 8);
}
static inline __attribute__((always_inline)) elementary_lanes elementary_sqrt_lanes(elementary_lanes x) {
  return __builtin_elementwise_sqrt(x);
}
static inline double elementary_min(double a, double b) { return a < b ? a : b; }
static inline double elementary_max(double a, double b) { return a > b ? a : b; }
typedef long long elementary_lane_bits __attribute__((ext_vector_type(8)));
// The smaller and the larger of two, lane by lane, as one instruction each (Swift's `replacing` goes lane by lane).
static inline __attribute__((always_inline)) elementary_lanes elementary_min_lanes(elementary_lanes a, elementary_lanes b) {
  elementary_lane_bits less = (elementary_lane_bits)(a < b);
  return (elementary_lanes)((less & (elementary_lane_bits)a) | (~less & (elementary_lane_bits)b));
}
static inline __attribute__((always_inline)) elementary_lanes elementary_max_lanes(elementary_lanes a, elementary_lanes b) {
  elementary_lane_bits less = (elementary_lane_bits)(a < b);
  return (elementary_lanes)((less & (elementary_lane_bits)b) | (~less & (elementary_lane_bits)a));
}
// The largest of all lanes.
static inline __attribute__((always_inline)) double elementary_largest_lane(elementary_lanes x) {
  elementary_lanes y = elementary_max_lanes(x, __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3));
  y = elementary_max_lanes(y, __builtin_shufflevector(y, y, 2, 3, 0, 1, 6, 7, 4, 5));
  return elementary_max(y[0], y[1]);
}
// √x, or 0 below the threshold, which is positive. Numbers that are not negative compare like their bits, and comparing
// integers leaves the units free that multiply. NaN gives NaN or 0, by its sign.
static inline __attribute__((always_inline)) elementary_lanes elementary_cut_root_lanes(elementary_lanes x, double threshold) {
  elementary_lane_bits bits = (elementary_lane_bits)x, limit = (elementary_lane_bits)(elementary_lanes)threshold;
  return __builtin_elementwise_sqrt((elementary_lanes)((elementary_lane_bits)(bits >= limit) & bits));
}
// Where x ≥ 0 is above the threshold, the one number, else the other.
static inline __attribute__((always_inline)) elementary_lanes elementary_choose_lanes(
    elementary_lanes x, double threshold, double above, double below) {
  elementary_lane_bits isAbove =
      (elementary_lane_bits)((elementary_lane_bits)x > (elementary_lane_bits)(elementary_lanes)threshold);
  return (elementary_lanes)((isAbove & (elementary_lane_bits)(elementary_lanes)above) |
                            (~isAbove & (elementary_lane_bits)(elementary_lanes)below));
}
// 1/x of x ≥ 0, and 0 for 0.
static inline __attribute__((always_inline)) elementary_lanes elementary_inverse_lanes(elementary_lanes x) {
  return (elementary_lanes)((elementary_lane_bits)(x > 0) & (elementary_lane_bits)(1 / x));
}
static inline __attribute__((always_inline)) elementary_lanes elementary_magnitude_lanes(elementary_lanes x) {
  return (elementary_lanes)((elementary_lane_bits)x & 0x7fffffffffffffffLL);
}
// x with the sign of y turned into it: −x where y is negative.
static inline __attribute__((always_inline)) elementary_lanes elementary_signed_lanes(elementary_lanes x, elementary_lanes y) {
  return (elementary_lanes)((elementary_lane_bits)x ^ ((elementary_lane_bits)y & ~0x7fffffffffffffffLL));
}
