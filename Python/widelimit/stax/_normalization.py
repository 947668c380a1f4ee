"""Layer normalisation and dropout."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence, Union

from .._checks import number
from ._compiled import Transform
from ._layer import check_axes, layer
from ._signal import Signal

# What the library's layer adds to the variance.
_EPSILON = 1e-12


@layer
def LayerNorm(
    axis: Union[int, Sequence[int]] = -1, eps: float = 1e-12, batch_axis: int = 0, channel_axis: int = -1
) -> Transform:
    """(x − mean)/√(variance + eps) over features, or over the channels of every position.

    The kernel is K/√((q₁ + eps)(q₂ + eps)). The library's eps is 1e-12; with K scaled by 1e-12/eps in front it is any.
    """
    check_axes("LayerNorm", batch_axis, channel_axis)
    eps = number(eps, "stax.LayerNorm: eps")
    if eps < 0:
        raise ValueError(f"stax.LayerNorm: eps is {eps}; give a number ≥ 0")
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    # Without eps, variances so large that adding the library's changes no digit.
    scale = _EPSILON / eps if eps > 0 else 2.0**80

    def apply(signal: Signal) -> Signal:
        rank = len(signal.shape) + 1
        check_axes("LayerNorm", batch_axis, channel_axis, rank)
        if {a % rank for a in axes} != {rank - 1}:
            raise NotImplementedError(f"stax.LayerNorm: axis is {axis}; it normalises channels alone here: give -1")
        if not signal.gaussian:
            raise NotImplementedError(
                "stax.LayerNorm needs Gaussian inputs: put a Dense or Conv layer between it and the input, the last "
                "nonlinearity, Flatten or Dropout"
            )
        return signal.rescaled(scale).settled().then("layerNorm", has_unit_variance=eps <= _EPSILON)

    return apply


@layer
def Dropout(rate: float, mode: str = "train") -> Transform:
    """Keeps each unit with probability ``rate`` and divides it by that; in mode "test" nothing."""
    if mode not in ("test", "train"):
        raise ValueError('stax.Dropout: give mode="train" or "test"')
    rate = number(rate, "stax.Dropout: rate")
    if not 0 < rate <= 1:
        raise ValueError(f"stax.Dropout: rate is {rate}, the probability to keep a unit; give a number in (0, 1]")

    def apply(signal: Signal) -> Signal:
        if mode == "test":
            return signal
        if signal.shift != 0:  # dropout changes a constant only where an input meets itself
            signal = signal.settled()
        return replace(signal.then({"dropout": {"keepProbability": rate}}), gaussian=False)

    return apply
