"""Functions of eigenvalues at times, and of matrices by them.

Gradient flow at unit rate on half the mean of squares of N numbers multiplies the part of the error along an
eigenvector of the kernel by exp(−λ t/N).
"""

from __future__ import annotations

from typing import Callable

import numpy as np

from ._symmetric import Symmetric

#: From eigenvalues [n] to values [..., n], behind the axes of times.
Function = Callable[[np.ndarray], np.ndarray]


def remaining(times: np.ndarray, count: int) -> Function:
    """exp(−λ t/N)."""
    return lambda values: np.exp(-_progress(values, times, count))


def learned(times: np.ndarray, count: int) -> Function:
    """1 − exp(−λ t/N)."""
    return lambda values: -np.expm1(-_progress(values, times, count))


def weights(times: np.ndarray, count: int) -> Function:
    """(1 − exp(−λ t/N))/λ; nothing for λ = 0, as where inputs coincide."""
    return lambda values: learned(times, count)(values) / np.where(values > 0, values, np.inf)


def apply(system: Symmetric, function: Function, right: np.ndarray) -> np.ndarray:
    """function(K) ``right``, [..., n, k]."""
    values, vectors = system.spectrum
    return vectors @ (function(values)[..., None] * (vectors.T @ right))


def _progress(values: np.ndarray, times: np.ndarray, count: int) -> np.ndarray:
    """λ t/N; 0 for λ = 0 at t = ∞ too."""
    is_moving = values > 0
    return np.where(is_moving, times[..., None] * np.where(is_moving, values, 1.0) / count, 0.0)
