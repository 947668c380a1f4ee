"""What estimators and kernels share: the network of their parameters, and rows of a table as its inputs."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import numpy as np

from ..architecture import Architecture, fully_connected


def network(estimator: Any) -> Architecture:
    """The estimator's architecture, or the fully connected one of its numbers."""
    if estimator.architecture is not None:
        return Architecture.of(estimator.architecture)
    return fully_connected(estimator.depth, estimator.nonlinearity, estimator.weight_variance, estimator.bias_variance)


def shaped(X: np.ndarray, input_shape: Optional[Sequence[int]]) -> np.ndarray:
    """Rows as the network's inputs: as they are, or as images [height, width, channels]."""
    X = np.asarray(X)
    if input_shape is None or X.shape[1:] == tuple(input_shape):
        return X
    shape = tuple(input_shape)
    if int(np.prod(shape)) != int(np.prod(X.shape[1:])):
        raise ValueError(f"rows of X have {int(np.prod(X.shape[1:]))} numbers, and input_shape is {shape}")
    return X.reshape((len(X), *shape))
