// Transposes a matrix of eight rows: to[j][i] = from[i][j], i < 8, in blocks of four columns; the columns behind the
// last whole block are left.
#pragma once

typedef double transpose_four __attribute__((ext_vector_type(4), aligned(8)));

#define TRANSPOSE_PAIR(a, b, low, high) \
  transpose_four low = __builtin_shufflevector(a, b, 0, 4, 2, 6); \
  transpose_four high = __builtin_shufflevector(a, b, 1, 5, 3, 7);
#define TRANSPOSE_STORE(column, half, a, b, ...) \
  *(transpose_four *)(to + (j + column) * to_stride + half) = __builtin_shufflevector(a, b, __VA_ARGS__);
#define TRANSPOSE_HALF(half) \
  { \
    const double *rows = from + half * stride + j; \
    transpose_four a = *(const transpose_four *)rows, b = *(const transpose_four *)(rows + stride); \
    transpose_four c = *(const transpose_four *)(rows + 2 * stride), d = *(const transpose_four *)(rows + 3 * stride); \
    TRANSPOSE_PAIR(a, b, p, q) \
    TRANSPOSE_PAIR(c, d, r, s) \
    TRANSPOSE_STORE(0, half, p, r, 0, 1, 4, 5) \
    TRANSPOSE_STORE(1, half, q, s, 0, 1, 4, 5) \
    TRANSPOSE_STORE(2, half, p, r, 2, 3, 6, 7) \
    TRANSPOSE_STORE(3, half, q, s, 2, 3, 6, 7) \
  }

static inline void transpose_eight_rows(
    const double *from, long stride, long columns, double *to, long to_stride) {
  for (long j = 0; j + 4 <= columns; j += 4) {
    TRANSPOSE_HALF(0)
    TRANSPOSE_HALF(4)
  }
}
#undef TRANSPOSE_PAIR
#undef TRANSPOSE_STORE
#undef TRANSPOSE_HALF
