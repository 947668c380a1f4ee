"""Targets of a regression as the prior expects them: around 0, and of size 1 if that is wanted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Scaling(NamedTuple):
    """y = mean + scale · what was fitted, output by output."""

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, normalize: bool) -> "Scaling":
        if not normalize:
            return cls(np.zeros(y.shape[1:]), np.ones(y.shape[1:]))
        scale = y.std(axis=0)
        return cls(y.mean(axis=0), np.where(scale > 0, scale, 1.0))

    def fitted(self, y: np.ndarray) -> np.ndarray:
        return (y - self.mean) / self.scale

    def original(self, mean: np.ndarray) -> np.ndarray:
        return self.mean + self.scale * mean

    def deviation(self, variance: np.ndarray) -> np.ndarray:
        """Standard deviations, [m] or [m, k], of one variance for all outputs, [m]."""
        return np.sqrt(variance)[(...,) + (None,) * self.scale.ndim] * self.scale

    def covariance(self, covariance: np.ndarray) -> np.ndarray:
        """Covariances, [m, m] or [m, m, k]."""
        return covariance[(...,) + (None,) * self.scale.ndim] * self.scale**2
