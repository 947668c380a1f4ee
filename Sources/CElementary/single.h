// The same in single precision, for the loops that train networks.
#pragma once

static inline float elementary_sqrt_single(float x) { return __builtin_elementwise_sqrt(x); }
// a·b + c, fused where the target has the instruction and two roundings elsewhere.
static inline float elementary_multiply_add_single(float a, float b, float c) {
#pragma STDC FP_CONTRACT ON
  return a * b + c;
}
