"""Training targets and their kernels, in the layout of `_tensors`."""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np

from .. import _arrays
from .._checks import not_negative
from ..stax._traced import refuse_traced
from . import _tensors
from ._symmetric import Symmetric


class Targets:
    """Targets, or other outputs at the training inputs, as a matrix, and back.

    Attributes
    ----------
    array
        As they were given, [n, k].
    matrix
        A row for each of the kernel's, a column for each output.
    """

    def __init__(self, y_train: Any, trace_axes: _tensors.Axes) -> None:
        self.array = real(y_train, "y_train").copy()
        self.axes = _tensors.canonical(trace_axes, self.array.ndim)
        self.rows, self._traced = _tensors.split(self.array.shape, self.axes)
        if not self.rows:
            raise ValueError(
                f"y_train has shape {self.array.shape}, of which trace_axes leave nothing: targets are [n, k], and a "
                "single output is y_train[:, None]"
            )
        self.matrix = self.as_matrix(self.array)

    def as_matrix(self, outputs: np.ndarray) -> np.ndarray:
        """Outputs of the targets' shape as a matrix."""
        return _tensors.columns(outputs, self.axes)

    def as_outputs(self, matrix: np.ndarray, leading: Tuple[int, ...], rows: Tuple[int, ...]) -> np.ndarray:
        """A stack of matrices as outputs at the inputs of a kernel with ``rows``."""
        return _tensors.outputs(matrix, leading, rows, self._traced, self.axes)

    def system(self, kernel: np.ndarray, diag_reg: float, is_absolute: bool) -> Symmetric:
        """The kernel of the training inputs, ready to be solved.

        Raises
        ------
        ValueError
            If it has other rows than the targets.
        """
        matrix = _tensors.square(kernel, "the kernel of the training inputs")
        if len(matrix) != len(self.matrix):
            raise ValueError(
                f"the kernel of the training inputs has {len(matrix)} rows, and y_train of shape {self.array.shape} "
                f"has {len(self.matrix)} without trace_axes"
            )
        return Symmetric(matrix, diag_reg, is_absolute)

    def across(self, kernel: np.ndarray, name: str = "k_test_train") -> np.ndarray:
        """The kernel of test and training inputs as a matrix.

        Raises
        ------
        ValueError
            If it has other columns than the targets have rows, or other axes of outputs.
        """
        if kernel.ndim != 2 * len(self.rows) or kernel.shape[1::2] != self.rows:
            form = ", ".join(["m", str(self.rows[0]), *(f"{size}, {size}" for size in self.rows[1:])])
            raise ValueError(
                f"{name} has shape {kernel.shape}: one of test and training inputs has {self.rows[0]} columns, ({form})"
            )
        return _tensors.matrix(kernel)


def regularisation(diag_reg: Any) -> float:
    """``diag_reg`` as a number ≥ 0."""
    refuse_traced(diag_reg, "diag_reg")
    return not_negative(diag_reg, "diag_reg")


def instants(t: Any, learning_rate: float) -> Optional[np.ndarray]:
    """Times in units of gradient flow at unit rate; None for infinity."""
    return None if t is None else real(t, "t") * learning_rate


def real(value: Any, name: str) -> np.ndarray:
    """``value`` as a plain array of float64."""
    refuse_traced(value, name)
    return np.asarray(_arrays.real(value, name))


def named(kernels: Any, name: str, owner: str) -> np.ndarray:
    """The kernel of that name of a tuple or `Kernel`, or the array itself.

    Raises
    ------
    ValueError
        If it is not there.
    """
    if not (hasattr(kernels, "nngp") or hasattr(kernels, "ntk")):
        return real(kernels, owner)
    found = getattr(kernels, name, None)
    if found is None:
        raise ValueError(f"{owner} has no {name}")
    return real(found, f"{owner}.{name}")
