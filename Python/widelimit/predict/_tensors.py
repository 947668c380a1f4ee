"""Kernels and outputs with several output axes, as neural-tangents lays them out.

A kernel of outputs [n, a, b] has the axes (n, n', a, a', b, b'), without the pairs of ``trace_axes``, along which it
is a multiple of the identity. That of a network's infinite limit is [n, n'], with outputs [n, k] and ``trace_axes``
(-1,).
"""

from __future__ import annotations

from typing import Sequence, Tuple, Union

import numpy as np

Axes = Union[int, Sequence[int]]


def canonical(axes: Axes, rank: int) -> Tuple[int, ...]:
    """The axes as sorted numbers from 0 on."""
    given = (axes,) if isinstance(axes, int) else tuple(axes)
    for axis in given:
        if not -rank <= axis < rank:
            raise ValueError(f"trace_axes has {axis}, and the outputs have {rank} axes")
    return tuple(sorted({axis % rank for axis in given}))


def matrix(kernel: np.ndarray) -> np.ndarray:
    """A kernel (n, n', a, a', …) as a matrix [n a …, n' a' …]."""
    if kernel.ndim % 2:
        raise ValueError(f"a kernel has shape {kernel.shape}, which are no pairs of axes")
    rows, columns = kernel.shape[::2], kernel.shape[1::2]
    order = (*range(0, kernel.ndim, 2), *range(1, kernel.ndim, 2))
    return kernel.transpose(order).reshape(_size(rows), _size(columns))


def square(kernel: np.ndarray, name: str) -> np.ndarray:
    """A kernel of inputs with themselves as a matrix."""
    found = matrix(kernel)
    if len(found) != found.shape[1]:
        raise ValueError(f"{name} has shape {kernel.shape}, not that of a square")
    return found


def kernels(matrix: np.ndarray, leading: Tuple[int, ...], rows: Tuple[int, ...]) -> np.ndarray:
    """A stack of covariance matrices as kernels: ``leading`` axes, then the pairs of ``rows``."""
    start, half = len(leading), len(rows)
    pairs = [start + axis + side * half for axis in range(half) for side in (0, 1)]
    return matrix.reshape(*leading, *rows, *rows).transpose((*range(start), *pairs))


def columns(outputs: np.ndarray, trace_axes: Tuple[int, ...]) -> np.ndarray:
    """Outputs as a matrix: a row for each of the kernel's, a column for each combination of ``trace_axes``."""
    last = np.moveaxis(outputs, trace_axes, range(-len(trace_axes), 0))
    traced = [outputs.shape[axis] for axis in trace_axes]
    return last.reshape(-1, _size(traced))


def outputs(
    matrix: np.ndarray, leading: Tuple[int, ...], rows: Tuple[int, ...], traced: Tuple[int, ...],
    trace_axes: Tuple[int, ...],
) -> np.ndarray:  # fmt: skip
    """The inverse of `columns`, for matrices behind ``leading`` axes."""
    shaped = matrix.reshape(*leading, *rows, *traced)
    places = [len(leading) + axis for axis in trace_axes]
    return np.moveaxis(shaped, range(shaped.ndim - len(traced), shaped.ndim), places)


def split(shape: Tuple[int, ...], trace_axes: Tuple[int, ...]) -> Tuple[Tuple[int, ...], Tuple[int, ...]]:
    """The sizes of the axes that a kernel has, and of those that it lacks."""
    kept = tuple(size for axis, size in enumerate(shape) if axis not in trace_axes)
    return kept, tuple(shape[axis] for axis in trace_axes)


def _size(shape: Sequence[int]) -> int:
    return int(np.prod(shape, dtype=np.int64))
