"""`kernel_fn` inside `jax.jit`: a call back from the compiled program to this library."""

from __future__ import annotations

import sys
from typing import Any, Callable, Tuple

import numpy as np

from . import _get


def is_traced(value: Any) -> bool:
    """Whether ``value`` stands for an array that a function is being compiled for."""
    return isinstance(value, getattr(sys.modules.get("jax.core"), "Tracer", ()))


def refuse_traced(value: Any, name: str) -> None:
    """Refuses what stands for an array, where numbers are needed.

    Raises
    ------
    NotImplementedError
    """
    if is_traced(value):
        raise NotImplementedError(
            f"{name} is traced: inside jax.jit, grad and vmap widelimit has kernel_fn alone; call functions of predict "
            "outside, on its results"
        )


def kernels(kernel_fn: Callable[..., Any], x1: Any, x2: Any, get: Any, names: Tuple[str, ...]) -> Any:
    """What ``kernel_fn(x1, x2, get)`` gives, as JAX's arrays: float32 unless JAX is set to float64.

    Raises
    ------
    NotImplementedError
        If more than kernels are asked for, of which JAX could know the shapes beforehand.
    """
    if not names or not set(names) <= {"nngp", "ntk"}:
        raise NotImplementedError('inside jax.jit, get is "nngp", "ntk" or both: give it as a static argument')
    import jax

    dtype = jax.dtypes.canonicalize_dtype(np.float64)
    inputs = (x1,) if x2 is None else (x1, x2)
    shape = jax.ShapeDtypeStruct((x1.shape[0], inputs[-1].shape[0]), dtype)

    def compute(*arrays: Any) -> Any:
        found = kernel_fn(*map(np.asarray, arrays), get=names)
        return tuple(np.asarray(values, dtype) for values in found)

    found = dict(zip(names, jax.pure_callback(compute, (shape,) * len(names), *inputs)))
    return _get.answer(get, names, found, "AnalyticKernel")
