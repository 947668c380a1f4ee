"""Means with covariances, and the covariance of an ensemble."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..stax._kernel import Array


class Gaussian(NamedTuple):
    """Means with the outputs' shape, and covariances with that of a kernel."""

    mean: Array
    covariance: Array


def posterior_covariance(weights: np.ndarray, test: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """K(x, x) − K(x, X) A with A = ``weights`` [..., n, m], K(X, X)⁻¹ K(X, x) or what a finite time makes of it."""
    return prior - test @ weights


def ensemble_covariance(weights: np.ndarray, train: np.ndarray, test: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Var[f(x) − Aᵀ f(X)] of the initial outputs f, of which K is the covariance, with A = ``weights`` [..., n, m].

    That is K(x, x) − K(x, X) A − (K(x, X) A)ᵀ + Aᵀ K(X, X) A; trained networks predict f(x) + Aᵀ (y − f(X)).
    """
    across = test @ weights
    return prior - across - np.swapaxes(across, -1, -2) + np.swapaxes(weights, -1, -2) @ train @ weights
