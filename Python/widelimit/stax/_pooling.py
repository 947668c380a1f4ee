"""Means and sums over positions."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import Any, Dict, Optional, Sequence

from ._compiled import Transform
from ._layer import check_axes, layer
from ._signal import Signal
from ._window import Window


@layer
def AvgPool(
    window_shape: Sequence[int],
    strides: Optional[Sequence[int]] = None,
    padding: str = "VALID",
    normalize_edges: bool = False,
    batch_axis: int = 0,
    channel_axis: int = -1,
) -> Transform:
    """Means over windows of images or of sequences.

    Parameters
    ----------
    strides
        None, as in neural-tangents: 1, so that windows overlap.
    normalize_edges
        True divides by the places of the window inside the image, which is not supported where some lie outside.
    """
    check_axes("AvgPool", batch_axis, channel_axis)
    window = Window.of("AvgPool", "window_shape", window_shape, strides, padding)
    return _windows(window, channel_axis, normalize_edges=bool(normalize_edges))


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
    window = Window.of("SumPool", "window_shape", window_shape, strides, padding)
    return _windows(window, channel_axis, is_sum=True)


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


def _windows(window: Window, channel_axis: int, is_sum: bool = False, normalize_edges: bool = False) -> Transform:
    def apply(signal: Signal) -> Signal:
        placed = window.on(signal)
        check_axes(window.layer, 0, channel_axis, rank=len(signal.shape) + 1)
        if normalize_edges and placed.padding == "zero":
            raise NotImplementedError(
                f"stax.{window.layer}: normalize_edges is True where windows {window.size} reach outside of "
                f"{signal.shape}; means are over all places of a window here, those outside too: give False"
            )
        if placed.padding == "zero" and signal.shift != 0:  # the zeros outside the image do not have the constant
            signal = signal.settled()
        settings: Dict[str, Any] = {"window": placed.size}
        moved = zip(placed.positions, window.size, signal.positions or ())
        divides = window.strides == window.size and all(count * size == extent for count, size, extent in moved)
        if placed.padding != "valid":
            settings.update(stride=placed.stride, padding=placed.padding)
        elif not divides:
            settings["stride"] = placed.stride
        if is_sum:
            settings["sum"] = True
        pooled = signal.then({"averagePooling": settings}, positions=placed.positions)
        return _summed(pooled, placed.count) if is_sum else pooled

    return apply


def _all_positions(name: str, channel_axis: int, is_sum: bool) -> Transform:
    def apply(signal: Signal) -> Signal:
        check_axes(name, 0, channel_axis, rank=len(signal.shape) + 1)
        if signal.positions is None:  # the mean over no axes
            return signal
        pooled = signal.then({"globalAveragePooling": {"sum": True} if is_sum else {}}, positions=None)
        return _summed(pooled, prod(signal.positions)) if is_sum else pooled

    return apply


def _summed(signal: Signal, count: int) -> Signal:
    """A constant, summed over ``count`` positions of either input; the layer itself sums the rest."""
    return replace(signal, shift=signal.shift * count**2)
