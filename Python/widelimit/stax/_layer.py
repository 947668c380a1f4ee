"""The triple that every layer is: ``(init_fn, apply_fn, kernel_fn)``."""

from __future__ import annotations

import functools
from typing import Any, Callable, NoReturn, Optional, Tuple

from ._compiled import Transform
from ._kernel_fn import KernelFn

Layer = Tuple[Callable[..., Any], Callable[..., Any], KernelFn]


def init_fn(rng: Any = None, input_shape: Any = None, **kwargs: Any) -> NoReturn:
    """Not supported: there is no finite network here."""
    _no_finite_network("init_fn")


def apply_fn(params: Any = None, inputs: Any = None, **kwargs: Any) -> NoReturn:
    """Not supported: there is no finite network here."""
    _no_finite_network("apply_fn")


def _no_finite_network(name: str) -> NoReturn:
    raise NotImplementedError(
        f"{name}: widelimit.stax has the infinitely wide network, kernel_fn, and not the finite one: build that in the "
        "library that you train it with"
    )


def layer(constructor: Callable[..., Transform]) -> Callable[..., Layer]:
    """Makes a function that returns a transform of signals one that returns a layer's triple."""

    @functools.wraps(constructor)
    def construct(*args: Any, **kwargs: Any) -> Layer:
        kernel_fn = KernelFn(constructor(*args, **kwargs), constructor.__name__, (construct, args, kwargs))
        return init_fn, apply_fn, kernel_fn

    return construct


def transform(value: Any, place: str) -> Transform:
    """What a layer does to a signal.

    Raises
    ------
    TypeError
        If ``value`` is no layer of this module.
    """
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[2], KernelFn):
        return value[2].transform
    if callable(value) and getattr(value, "__module__", "").startswith(__package__):
        raise TypeError(f"{place} is the function stax.{value.__name__}: call it, stax.{value.__name__}(…)")
    raise TypeError(
        f"{place} is {value!r}, no layer of widelimit.stax; layers of other libraries and of your own cannot be mixed "
        "in"
    )


def check_axes(name: str, batch_axis: int, channel_axis: int = -1, rank: Optional[int] = None) -> None:
    """Refuses inputs in another order than [n, …, channels].

    Parameters
    ----------
    rank
        How many axes there are; None where that is not known yet.
    """
    if batch_axis != 0:
        raise NotImplementedError(f"stax.{name}: batch_axis is {batch_axis}; inputs are [n, …] here: give 0")
    if channel_axis % rank != rank - 1 if rank else channel_axis not in (-1, 1, 2, 3):
        raise NotImplementedError(f"stax.{name}: channel_axis is {channel_axis}; channels come last here: give -1")
