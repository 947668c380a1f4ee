"""What float64 cannot tell from 0 in a symmetric positive semi-definite matrix."""

from __future__ import annotations

import numpy as np

_EPSILON = float(np.finfo(np.float64).eps)


def null(eigenvalues: np.ndarray) -> np.ndarray:
    """Which of the eigenvalues [n], ascending, are rounding's: those ≤ n ε λ_max."""
    return eigenvalues <= len(eigenvalues) * _EPSILON * np.max(eigenvalues, initial=0.0)


def is_definite(factor: np.ndarray, diagonal: np.ndarray) -> bool:
    """Whether the Cholesky factor L, lower, of a matrix with that diagonal has a meaning.

    A singular matrix often has one too: its last pivot L_ii² is then the rounding of a sum of n products, n ε max K_ii.
    """
    pivots = np.diagonal(factor) ** 2
    return bool(np.all(pivots > len(factor) * _EPSILON * np.max(diagonal, initial=0.0)))
