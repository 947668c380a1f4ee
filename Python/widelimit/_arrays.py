"""Arrays in and out: float64 as they lie in memory, other real numbers converted, everything else refused in a line."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

import numpy as np

from ._interface import Array, Axes

_FLOAT64 = np.dtype(np.float64)

INPUTS = "[n, d], [n, length, channels] or [n, height, width, channels]"


def real(value: Any, name: str) -> np.ndarray:
    """``value`` as an array of float64; itself, strides and all, where it is one.

    Raises
    ------
    TypeError
        If its elements are no real numbers.
    ValueError
        If it is no array, such as a list of rows of different lengths.
    """
    if type(value) is np.ndarray and value.dtype == _FLOAT64 and value.flags.aligned and value.dtype.isnative:
        return value
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries: leave out their rows or fill them")
    if hasattr(value, "toarray") and hasattr(value, "nnz"):
        raise TypeError(f"{name} is sparse: give {name}.toarray()")
    try:
        array = np.asarray(value)
    except ValueError as problem:
        raise ValueError(f"{name} is no array: {_line(problem)}") from None
    except (TypeError, RuntimeError) as problem:  # PyTorch's, of a tensor on another device or with a gradient
        raise TypeError(f"{name} is no array: {_line(problem)}") from None
    if array.dtype.kind in "biuf":
        return np.require(array, _FLOAT64, "A")
    if array.dtype.kind == "V" and array.dtype.names is None:  # bfloat16 and the like of ml_dtypes
        try:
            return array.astype(_FLOAT64)
        except (TypeError, ValueError):
            pass
    if array.dtype == object and any(isinstance(item, (list, tuple, np.ndarray)) for item in array.flat):
        raise ValueError(f"{name} is no array: its rows have different lengths")  # NumPy's own from 1.24 on
    kinds = {"O": "Python objects", "c": "complex numbers", "U": "texts", "S": "texts", "M": "dates", "m": "durations"}
    found = kinds.get(array.dtype.kind, f"of type {array.dtype}")
    raise TypeError(f"{name} holds {found}, not real numbers: convert it, for instance by numpy.asarray(…, float)")


def inputs(value: Any, name: str) -> np.ndarray:
    """Inputs of a network: vectors [n, d], sequences [n, length, channels] or images [n, height, width, channels]."""
    array = real(value, name)
    if not 2 <= array.ndim <= 4:
        hint = f"; a single input is {name}[None]" if array.ndim == 1 else ""
        raise ValueError(f"{name} has shape {array.shape}: inputs are {INPUTS}{hint}")
    return array


def matching(value: Any, name: str, other: np.ndarray, other_name: str = "x1") -> np.ndarray:
    """Further inputs, of the shape that ``other`` has."""
    array = inputs(value, name)
    if array.shape[1:] != other.shape[1:]:
        raise ValueError(
            f"{name} has shape {array.shape} and {other_name} {other.shape}: inputs of both have the same shape"
        )
    return array


def targets(value: Any, count: int, name: str = "y") -> np.ndarray:
    """Targets [n] or [n, k] of ``count`` inputs, as they are."""
    array = real(value, name)
    if array.ndim not in (1, 2) or array.shape[0] != count:
        raise ValueError(f"{name} has shape {array.shape}: targets of {count} inputs are [{count}] or [{count}, k]")
    return array


def result(out: Any, shape: Tuple[int, ...], name: str, sources: Sequence[Optional[np.ndarray]]) -> np.ndarray:
    """Memory for a result: new, or ``out`` where that is fit for it."""
    if out is None:
        return np.empty(shape)
    if type(out) is not np.ndarray or out.dtype != _FLOAT64 or not out.dtype.isnative:
        found = f"an array of {out.dtype}" if isinstance(out, np.ndarray) else f"a {type(out).__name__}"
        raise TypeError(f"out for {name} is {found}: results go into a numpy.ndarray of float64")
    if out.shape != shape:
        raise ValueError(f"out for {name} has shape {out.shape}, and the result {shape}")
    if not out.flags.writeable:
        raise ValueError(f"out for {name} is read-only")
    if not out.flags.aligned or (out.shape[-1] > 1 and out.strides[-1] != out.itemsize):
        raise ValueError(f"out for {name} has strides {out.strides}: its last axis must be contiguous")
    if any(source is not None and overlap(out, source) for source in sources):
        raise ValueError(f"out for {name} shares memory with another array of the call")
    return out


def overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays share memory; what is hard to tell counts as sharing."""
    if not np.may_share_memory(one, other):  # no byte of one lies between those of the other
        return False
    try:
        return np.shares_memory(one, other, max_work=10_000)  # type: ignore[arg-type]
    except RuntimeError:  # NumPy's TooHardError
        return True


def described(array: Optional[np.ndarray]) -> Optional[Array]:
    """The array as the library takes it; it must outlive the call."""
    if array is None:
        return None
    rank = array.ndim
    return Array(array.__array_interface__["data"][0], rank, Axes(*array.shape), Axes(*array.strides))


def _line(problem: BaseException) -> str:
    return " ".join(str(problem).split())
