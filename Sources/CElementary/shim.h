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
static inline double elementary_min(double a, double b) { return a < b ? a : b; }
static inline double elementary_max(double a, double b) { return a > b ? a : b; }
