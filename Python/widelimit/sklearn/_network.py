"""What estimators and kernels share: the network of their parameters, and rows of a table as its inputs."""

from __future__ import annotations

import inspect
from typing import Any, Optional, Sequence

import numpy as np

from ..architecture import Architecture, fully_connected

#: Parameters that make up a network where no architecture is given.
_NUMBERS = ("depth", "nonlinearity", "weight_variance", "bias_variance")


def network(estimator: Any) -> Architecture:
    """The estimator's architecture, or the fully connected one of its numbers.

    Raises
    ------
    ValueError
        If it has both: the numbers would change nothing.
    """
    if estimator.architecture is not None:
        defaults = inspect.signature(type(estimator)).parameters
        changed = [name for name in _NUMBERS if getattr(estimator, name) != defaults[name].default]
        if changed:
            raise ValueError(
                f"architecture is given, so that {', '.join(changed)} would change nothing: set them in the "
                "architecture, or leave it out"
            )
        return Architecture.of(estimator.architecture)
    return fully_connected(estimator.depth, estimator.nonlinearity, estimator.weight_variance, estimator.bias_variance)


def shaped(X: np.ndarray, input_shape: Optional[Sequence[int]]) -> np.ndarray:
    """Rows as the network's inputs: as they are, or as sequences or images of that shape."""
    X = np.asarray(X)
    if input_shape is None or X.shape[1:] == tuple(input_shape):
        return X
    shape = tuple(input_shape)
    if int(np.prod(shape)) != int(np.prod(X.shape[1:])):
        raise ValueError(f"rows of X have {int(np.prod(X.shape[1:]))} numbers, and input_shape is {shape}")
    return X.reshape((len(X), *shape))
