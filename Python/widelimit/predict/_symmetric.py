"""Kernel matrices of training inputs: solved, and in their eigenbasis."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Optional, Tuple

import numpy as np


class Symmetric:
    """A symmetric positive semi-definite matrix K, regularised on its diagonal.

    K + r I is decomposed at most once into K + r I = V diag(λ) Vᵀ, for finite times, and at most once into Cholesky
    factors, for systems of equations; without SciPy systems are solved in the eigenbasis too, which costs about ten
    times as much. All numbers are float64; the lower triangle is read.

    Parameters
    ----------
    matrix
        K, [n, n].
    diag_reg, is_absolute
        r is ``diag_reg``, or, unless absolute, ``diag_reg`` times the mean of K's diagonal.
    """

    def __init__(self, matrix: np.ndarray, diag_reg: float, is_absolute: bool) -> None:
        n = len(matrix)
        if matrix.shape != (n, n):
            raise ValueError(f"the kernel of the training inputs has shape {matrix.shape}, not that of a square")
        ridge = diag_reg if is_absolute or n == 0 else diag_reg * np.trace(matrix) / n
        self.matrix = matrix.copy()
        self.matrix[np.diag_indices(n)] += ridge

    @cached_property
    def spectrum(self) -> Tuple[np.ndarray, np.ndarray]:
        """λ ascending, those that rounding made negative as 0, and V with eigenvectors as columns."""
        values, vectors = np.linalg.eigh(self.matrix)
        return np.maximum(values, 0.0), vectors

    def solve(self, right: np.ndarray) -> np.ndarray:
        """(K + r I)⁻¹ ``right``, [n, k].

        Raises
        ------
        numpy.linalg.LinAlgError
            If K + r I is not positive definite in float64.
        """
        factor = self._factor
        if factor is not None:
            import scipy.linalg

            return scipy.linalg.cho_solve(factor, right, check_finite=False)
        values, vectors = self.spectrum
        # Below this an eigenvalue is rounding's.
        if len(values) and not values[0] > np.finfo(np.float64).eps * values[-1]:
            raise _singular()
        return vectors @ ((vectors.T @ right) / values[:, None])

    @cached_property
    def _factor(self) -> Optional[Any]:
        try:
            import scipy.linalg
        except ImportError:
            return None
        try:
            return scipy.linalg.cho_factor(self.matrix, lower=True, check_finite=False)
        except np.linalg.LinAlgError:
            raise _singular() from None


def _singular() -> np.linalg.LinAlgError:
    return np.linalg.LinAlgError(
        "the kernel of the training inputs is not positive definite in float64: two inputs may be the same; "
        "give diag_reg, for instance 1e-6"
    )
