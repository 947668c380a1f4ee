"""Convolutions."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Tuple

from ._compiled import Transform
from ._layer import layer
from ._signal import Signal
from ._weights import Weights
from ._window import Window

#: Of images and of sequences, by the axes of the filter.
_SPECIFICATIONS = {2: ("NHWC", "HWIO", "NHWC"), 1: ("NHC", "HIO", "NHC")}


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
    """A convolution of images, or of sequences where ``filter_shape`` has one number.

    Parameters
    ----------
    padding
        "VALID": no window reaches outside; "SAME": positions outside are 0; "CIRCULAR": the image is a torus.
    """
    window = Window.of("Conv", "filter_shape", filter_shape, strides, padding)
    expected = _SPECIFICATIONS[len(window.size)]
    if dimension_numbers is not None and tuple(dimension_numbers) != expected:
        raise NotImplementedError(f"stax.Conv: dimension_numbers is {dimension_numbers}; give {expected} or None")
    weights = Weights.of("Conv", out_chan, W_std, b_std, parameterization, s)

    def apply(signal: Signal) -> Signal:
        placed = window.on(signal)
        rates = weights.rates(placed.count * signal.channels)
        settings: Dict[str, Any] = {"kernelSize": placed.size}
        if placed.stride != 1:
            settings["stride"] = placed.stride
        if placed.padding != "zero" and placed.count > 1:
            settings["padding"] = placed.padding
        if placed.padding == "zero" and signal.shift != 0:  # the zeros outside the image do not have the constant
            signal = signal.settled()
        return signal.weighted(weights.channels, *weights.variances, rates, settings, positions=placed.positions)

    return apply
