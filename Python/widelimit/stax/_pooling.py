"""Means and sums over positions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional, Sequence, Tuple

from ._kernel_fn import Transform
from ._layer import check_axes, layer
from ._linear import padding_name
from ._signal import Signal


@layer
def AvgPool(
    window_shape: Sequence[int],
    strides: Optional[Sequence[int]] = None,
    padding: str = "VALID",
    normalize_edges: bool = False,
    batch_axis: int = 0,
    channel_axis: int = -1,
) -> Transform:
    """Means over square windows side by side: ``strides`` is ``window_shape`` and divides the image.

    neural-tangents' default stride is 1, which makes windows overlap and is refused. Without overlap there are no edges,
    so neither ``padding`` nor ``normalize_edges`` makes a difference.
    """
    check_axes("AvgPool", batch_axis, channel_axis)
    return _windows("AvgPool", tuple(window_shape), strides, padding, channel_axis, is_sum=False)


@layer
def SumPool(
    window_shape: Sequence[int],
    strides: Optional[Sequence[int]] = None,
    padding: str = "VALID",
    batch_axis: int = 0,
    channel_axis: int = -1,
) -> Transform:
    """Sums over the windows that `AvgPool` averages over."""
    check_axes("SumPool", batch_axis, channel_axis)
    return _windows("SumPool", tuple(window_shape), strides, padding, channel_axis, is_sum=True)


@layer
def GlobalAvgPool(batch_axis: int = 0, channel_axis: int = -1) -> Transform:
    """The mean over all positions."""
    check_axes("GlobalAvgPool", batch_axis, channel_axis)
    return _all_positions("GlobalAvgPool", channel_axis, is_sum=False)


@layer
def GlobalSumPool(batch_axis: int = 0, channel_axis: int = -1) -> Transform:
    """The sum over all positions."""
    check_axes("GlobalSumPool", batch_axis, channel_axis)
    return _all_positions("GlobalSumPool", channel_axis, is_sum=True)


def _windows(
    name: str,
    window: Tuple[int, ...],
    strides: Optional[Sequence[int]],
    padding: Any,
    channel_axis: int,
    is_sum: bool,
) -> Transform:
    strides = tuple(strides or (1,) * len(window))
    if len(window) != 2 or window[0] != window[1]:
        raise NotImplementedError(f"stax.{name}: window_shape is {window}; windows are square here")
    if padding_name(padding) not in ("VALID", "SAME", "CIRCULAR"):
        raise ValueError(f'stax.{name}: padding is {padding!r}; give "VALID", "SAME" or "CIRCULAR"')
    size = window[0]

    def apply(signal: Signal) -> Signal:
        if signal.positions is None:
            raise ValueError(f"stax.{name} needs images [n, height, width, channels]; the signal here is a vector")
        check_axes(name, 0, channel_axis, rank=4)
        is_one_window = signal.positions == window and padding_name(padding) == "VALID"
        if strides != window and not is_one_window:
            raise NotImplementedError(
                f"stax.{name}: window_shape is {window} and strides is {strides}, so that windows overlap or leave gaps; "
                f"they lie side by side here: give strides={window} (the default is (1, 1))"
            )
        height, width = signal.positions
        if height % size or width % size:
            raise NotImplementedError(
                f"stax.{name}: window_shape {window} does not divide the image {height} × {width}, which it does here"
            )
        pooled = signal.then({"averagePooling": _settings(is_sum, window=size)}, positions=(height // size, width // size))
        return _summed(pooled, size * size) if is_sum else pooled

    return apply


def _all_positions(name: str, channel_axis: int, is_sum: bool) -> Transform:
    def apply(signal: Signal) -> Signal:
        check_axes(name, 0, channel_axis, rank=len(signal.shape) + 1)
        if signal.positions is None:  # the mean over no axes
            return signal
        height, width = signal.positions
        pooled = signal.then({"globalAveragePooling": _settings(is_sum)}, positions=None)
        return _summed(pooled, height * width) if is_sum else pooled

    return apply


def _settings(is_sum: bool, **settings: Any) -> Any:
    return {**settings, "sum": True} if is_sum else settings


def _summed(signal: Signal, count: int) -> Signal:
    """A constant, summed over ``count`` positions of either input; the layer itself sums the rest."""
    return replace(signal, shift=signal.shift * count**2)
