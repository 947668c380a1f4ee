"""Convolutions."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from .._checks import whole
from ._compiled import Transform
from ._layer import layer
from ._signal import Signal
from ._weights import Weights

_SPECIFICATION = ("NHWC", "HWIO", "NHWC")


@layer
def Conv(
    out_chan: int,
    filter_shape: Sequence[int],
    strides: Optional[Sequence[int]] = None,
    padding: str = "VALID",
    W_std: float = 1.0,
    b_std: Optional[float] = None,
    dimension_numbers: Optional[Tuple[str, str, str]] = None,
    parameterization: str = "ntk",
    s: Tuple[int, int] = (1, 1),
) -> Transform:
    """A convolution with square filters of odd size and stride 1, its padding "SAME" or "CIRCULAR".

    "VALID", the default as in neural-tangents, is supported for filters of one position, of which it changes nothing.
    """
    shape = tuple(whole(edge, "stax.Conv: a size of the filter") for edge in filter_shape)
    size = _filter_size(shape, strides, padding)
    if dimension_numbers is not None and tuple(dimension_numbers) != _SPECIFICATION:
        raise NotImplementedError(f"stax.Conv: dimension_numbers is {dimension_numbers}; give {_SPECIFICATION} or None")
    weights = Weights.of("Conv", out_chan, W_std, b_std, parameterization, s)
    outside = "circular" if padding_name(padding) == "CIRCULAR" and size > 1 else "zero"

    def apply(signal: Signal) -> Signal:
        if signal.positions is None:
            raise ValueError("stax.Conv needs images [n, height, width, channels]; the signal here is a vector")
        rates = weights.rates(size * size * signal.channels)
        return signal.weighted(weights.channels, *weights.variances, rates, size, outside)

    return apply


def _filter_size(shape: Tuple[int, ...], strides: Optional[Sequence[int]], padding: Any) -> int:
    if len(shape) != 2:
        raise NotImplementedError(f"stax.Conv: filter_shape is {shape}; only convolutions of images are supported")
    if strides is not None and any(stride != 1 for stride in strides):
        raise NotImplementedError(
            f"stax.Conv: strides is {tuple(strides)}; convolutions keep every position here: give (1, 1), and make the "
            "image smaller by AvgPool"
        )
    if shape[0] != shape[1] or shape[0] % 2 == 0:
        raise NotImplementedError(
            f"stax.Conv: filter_shape is {shape}; filters are square and of odd size here, so that the image keeps its "
            "size"
        )
    if padding_name(padding) not in ("VALID", "SAME", "CIRCULAR"):
        raise ValueError(f'stax.Conv: padding is {padding!r}; give "SAME", "CIRCULAR" or "VALID"')
    if padding_name(padding) == "VALID" and shape != (1, 1):
        raise NotImplementedError(
            f'stax.Conv: padding is "VALID" (the default), by which a filter {shape} makes the image smaller; '
            'convolutions keep its size here: give "SAME" or "CIRCULAR"'
        )
    return shape[0]


def padding_name(padding: Any) -> str:
    """Which one, given as text or as a member of `Padding`: "VALID", "SAME" or "CIRCULAR"."""
    return str(getattr(padding, "value", padding)).upper()
