// Products aᵀ b tile by tile, for gradients of weights that the optimiser takes over while they are in the cache: a
// library's product ends in memory, where nothing can follow it into a tile.
#pragma once

// A tile's sums stay in registers: 24 of 32 with AVX-512, 12 of 16 with AVX2; the rest holds a row of b and a number of
// a. Rows are written out by the preprocessor: what loops over them would have to be unrolled before sums become
// registers, which the Swift compiler does not do.
#ifdef __AVX512F__
enum { tile_rows = 12, tile_vectors = 2 };
#define TILE_ROWS(row) row(0) row(1) row(2) row(3) row(4) row(5) row(6) row(7) row(8) row(9) row(10) row(11)
#define TILE_SECOND(code) code
#else
enum { tile_rows = 6, tile_vectors = 1 };
#define TILE_ROWS(row) row(0) row(1) row(2) row(3) row(4) row(5)
#define TILE_SECOND(code)
#endif
#define TILE_CLEAR(i) lanes sum##i = {0}; TILE_SECOND(lanes second##i = {0};)
#define TILE_ADD(i) \
  sum##i = (lanes)a[i] * b0 + sum##i; \
  TILE_SECOND(second##i = (lanes)a[i] * b1 + second##i;)
#define TILE_WRITE(i) \
  *(unaligned *)(to + i * stride) = sum##i; \
  TILE_SECOND(*(unaligned *)(to + i * stride + TILE_WIDTH) = second##i;)
// One row of a and one of b.
#define TILE_STEP \
  { \
    lanes b0 = *(const unaligned *)b; \
    TILE_SECOND(lanes b1 = *(const unaligned *)(b + TILE_WIDTH);) \
    TILE_ROWS(TILE_ADD) \
    a += tile_rows; \
    b += tile_vectors * TILE_WIDTH; \
  }

static inline long tile_row_count(void) { return tile_rows; }

#define TILE_NUMBER float
#define TILE_NAME(name) name##_single
#define TILE_WIDTH 16
#include "tiles.h"
#undef TILE_NUMBER
#undef TILE_NAME
#undef TILE_WIDTH

#define TILE_NUMBER double
#define TILE_NAME(name) name##_double
#define TILE_WIDTH 8
#include "tiles.h"
#undef TILE_NUMBER
#undef TILE_NAME
#undef TILE_WIDTH
#undef TILE_ROWS
#undef TILE_SECOND
#undef TILE_CLEAR
#undef TILE_ADD
#undef TILE_WRITE
#undef TILE_STEP
