// Polynomials of degree 9 on pieces, one function or two at a time.
#pragma once

typedef double piece_two __attribute__((ext_vector_type(2)));
typedef double piece_four __attribute__((ext_vector_type(4), aligned(8)));

enum { piece_degree = 9 };

// The cells of places, of `cell_count` cells of the width 1/scale, half of them on either side of 0: positive places are
// counted from the first cell on, negative ones from the last one back. What is not a number has some cell too.
static inline void piece_cells(const double *places, long count, double scale, long cell_count, int *cells) {
  int end = (int)cell_count - 1;
  double last = (double)(cell_count / 2 - 1);
  for (long k = 0; k < count; k++) {
    double distance = (places[k] < 0 ? -places[k] : places[k]) * scale;
    int cell = (int)(distance < last ? distance : last);
    cells[k] = places[k] < 0 ? end - cell : cell;
  }
}

// A piece is its centre, its inverse half-width, then the coefficients of tᵏ, t ∈ [−1, 1]: those of one function, or of
// two functions k by k. Sums of pairs of terms make short chains, so that many places are in flight together.
//
// target may be where the places are.
static inline void pieces_of_one(
    const double *places, const int *cells, long count, const int *piece_of_cell, const double *pieces,
    double *target) {
#pragma STDC FP_CONTRACT ON
  for (long k = 0; k < count; k++) {
    const double *c = pieces + (long)piece_of_cell[cells[k]] * (2 + piece_degree + 1);
    double t = (places[k] - c[0]) * c[1], t2 = t * t, t4 = t2 * t2;
    c += 2;
    double low = (c[1] * t + c[0]) + t2 * (c[3] * t + c[2]);
    double high = (c[5] * t + c[4]) + t2 * (c[7] * t + c[6]);
    target[k] = t4 * (t4 * (c[9] * t + c[8]) + high) + low;
  }
}

static inline void pieces_of_two(
    const double *places, const int *cells, long count, const int *piece_of_cell, const double *pieces, double *first,
    double *second) {
#pragma STDC FP_CONTRACT ON
  for (long k = 0; k < count; k++) {
    const double *c = pieces + (long)piece_of_cell[cells[k]] * (2 + 2 * (piece_degree + 1));
    double t = (places[k] - c[0]) * c[1], t2 = t * t;
    // Terms of even powers on the left, of odd ones on the right.
    const piece_four *a = (const piece_four *)(c + 2);
    piece_four square = t2, fourth = t2 * t2;
    piece_four sum = (a[4] * square + a[3]) * fourth + (a[2] * square + a[1]);
    sum = sum * square + a[0];
    piece_two values = sum.hi * (piece_two)t + sum.lo;
    first[k] = values.x;
    second[k] = values.y;
  }
}
