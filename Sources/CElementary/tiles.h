// The loops of products.h for one type; included there with TILE_NUMBER, TILE_NAME and TILE_WIDTH.

// A vector of 64 bytes: one register with AVX-512, two with AVX2.
typedef TILE_NUMBER TILE_NAME(tile_lanes) __attribute__((ext_vector_type(TILE_WIDTH)));
typedef TILE_NAME(tile_lanes) TILE_NAME(tile_unaligned) __attribute__((aligned(sizeof(TILE_NUMBER))));

static inline long TILE_NAME(tile_columns)(void) { return tile_vectors * TILE_WIDTH; }

// Columns 0 ..< count of a row-major matrix [depth, ·] in panels of `width`, panel by panel, each [depth, width]; what
// is beyond the last column is 0.
static inline __attribute__((always_inline)) void TILE_NAME(tile_pack)(
    const TILE_NUMBER *source, long stride, long depth, long count, TILE_NUMBER *panels, long width) {
  for (long first = 0; first < count; first += width) {
    const TILE_NUMBER *from = source + first;
    TILE_NUMBER *panel = panels + first * depth;
    long own = count - first;
    for (long r = 0; r < depth; r++, from += stride, panel += width) {
      if (own >= width)
        __builtin_memcpy(panel, from, width * sizeof(TILE_NUMBER));
      else
        for (long j = 0; j < width; j++) panel[j] = j < own ? from[j] : 0;
    }
  }
}

static inline void TILE_NAME(tile_pack_left)(
    const TILE_NUMBER *source, long stride, long depth, long count, TILE_NUMBER *panels) {
  TILE_NAME(tile_pack)(source, stride, depth, count, panels, tile_rows);
}

static inline void TILE_NAME(tile_pack_right)(
    const TILE_NUMBER *source, long stride, long depth, long count, TILE_NUMBER *panels) {
  TILE_NAME(tile_pack)(source, stride, depth, count, panels, tile_vectors * TILE_WIDTH);
}

// result[i][j] ← Σ_r left[r][i] right[r][j], r in order, for one panel on the left and `panels` on the right.
//
// result has `stride` numbers a row and is written in whole tiles, from the last panel to the first and each from the
// first row to the last: where a row ends within a tile, what stands behind it is the next row's and written later.
//
// Meanwhile what stands in the places of the result in three other matrices, of `rows` rows with `other_stride` numbers
// each, is brought into the second cache: memory has nothing to do while products are formed. None if `first` is null.
static __attribute__((noinline, min_vector_width(512))) void TILE_NAME(tile_strip)(
    const TILE_NUMBER *left, const TILE_NUMBER *right, long depth, long panels, TILE_NUMBER *result, long stride,
    const TILE_NUMBER *first, const TILE_NUMBER *second, const TILE_NUMBER *third, long other_stride, long rows) {
  // Fused where the target has the instruction and two roundings elsewhere: never a call of the C library's fma.
#pragma STDC FP_CONTRACT ON
  typedef TILE_NAME(tile_lanes) lanes;
  typedef TILE_NAME(tile_unaligned) unaligned;
  enum { columns = tile_vectors * TILE_WIDTH, fetches = 3 * tile_rows };
  const TILE_NUMBER *places[fetches];
  if (first) {
    const TILE_NUMBER *others[3] = {first, second, third};
    for (long k = 0; k < fetches; k++) {
      long row = k % tile_rows;
      places[k] = others[k / tile_rows] + (row < rows ? row : 0) * other_stride;
    }
  }
  for (long panel = panels - 1; panel >= 0; panel--) {
    const TILE_NUMBER *a = left, *b = right + panel * depth * columns;
    TILE_NUMBER *to = result + panel * columns;
    TILE_ROWS(TILE_CLEAR)
    long r = 0;
    if (first)
      for (long k = 0; k < fetches; k++) {
        __builtin_prefetch(places[k] + panel * columns, 0, 2);
        TILE_SECOND(__builtin_prefetch(places[k] + panel * columns + TILE_WIDTH, 0, 2);)
        for (long end = (k + 1) * depth / fetches; r < end; r++) TILE_STEP
      }
    for (; r < depth; r++) TILE_STEP
    TILE_ROWS(TILE_WRITE)
  }
}
