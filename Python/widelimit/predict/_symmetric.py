"""Kernel matrices of training inputs: solved, and in their eigenbasis."""

from __future__ import annotations

from functools import cached_property
from typing import Tuple

import numpy as np

from .. import _rounding


class Symmetric:
    """A symmetric positive semi-definite matrix K, regularised on its diagonal.

    K + r I is decomposed at most once into K + r I = V diag(λ) Vᵀ, for finite times, and at most once into Cholesky
    factors, for systems of equations, which need n² operations a column with SciPy and n³ without. All numbers are
    float64; the lower triangle is read.

    Parameters
    ----------
    matrix
        K, [n, n].
    diag_reg, is_absolute
        r ≥ 0 is ``diag_reg``, or, unless absolute, ``diag_reg`` times the mean of K's diagonal.
    """

    def __init__(self, matrix: np.ndarray, diag_reg: float, is_absolute: bool) -> None:
        n = len(matrix)
        if not np.isfinite(matrix).all():
            raise ValueError("the kernel of the training inputs has entries that are not finite")
        ridge = diag_reg if is_absolute or n == 0 else diag_reg * np.trace(matrix) / n
        self.matrix = matrix.copy()
        self.matrix[np.diag_indices(n)] += ridge

    @cached_property
    def spectrum(self) -> Tuple[np.ndarray, np.ndarray]:
        """λ ascending, what is rounding's as 0, and V with eigenvectors as columns."""
        values, vectors = np.linalg.eigh(self.matrix)
        return np.where(_rounding.null(values), 0.0, values), vectors

    def solve(self, right: np.ndarray) -> np.ndarray:
        """(K + r I)⁻¹ ``right``, [n, k].

        Raises
        ------
        numpy.linalg.LinAlgError
            If K + r I is not positive definite in float64.
        """
        factor = self._factor
        try:
            from scipy.linalg import cho_solve
        except ImportError:
            return np.linalg.solve(factor.T, np.linalg.solve(factor, right))
        return cho_solve((factor, True), right, check_finite=False)

    @cached_property
    def _factor(self) -> np.ndarray:
        """L with K + r I = L Lᵀ, by NumPy in any case: what is singular does not depend on whether SciPy is there."""
        try:
            factor = np.linalg.cholesky(self.matrix)
        except np.linalg.LinAlgError:
            raise _singular() from None
        if not _rounding.is_definite(factor, np.diagonal(self.matrix)):
            raise _singular()
        return factor


def _singular() -> np.linalg.LinAlgError:
    return np.linalg.LinAlgError(
        "the kernel of the training inputs is not positive definite in float64: two inputs may be the same; "
        "give diag_reg, for instance 1e-6"
    )
