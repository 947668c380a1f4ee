"""Layers without weights that are no nonlinearity of a unit: shapes, pooling, normalisation, dropout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

from .._checks import number
from ._layer import Layer
from ._windows import Window, window, written


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """An image [height, width, channels], or a sequence [length, channels], read as one vector."""

    key = "flatten"


@dataclass(frozen=True, repr=False)
class GlobalAveragePooling(Layer):
    """The mean over all positions of an image, or their sum."""

    sum: bool = False
    key = "globalAveragePooling"

    def settings(self) -> Dict[str, Any]:
        return {"sum": True} if self.sum else {}


@dataclass(frozen=True, repr=False)
class AveragePooling(Layer):
    """The mean over windows of positions, or their sum.

    Parameters
    ----------
    window
        One number for both sides on images, or on sequences; or (height, width).
    stride
        How far the window moves, likewise. None: by itself, and then it divides an image that is not padded.
    padding
        "valid": no window reaches outside; "zero": positions outside count 0; "circular": the image is a torus.
    """

    window: Window
    sum: bool = False
    stride: Optional[Window] = None
    padding: str = "valid"
    key = "averagePooling"

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", window(self.window, "window of AveragePooling"))
        if self.stride is not None:
            object.__setattr__(self, "stride", window(self.stride, "stride of AveragePooling"))
        object.__setattr__(self, "padding", str(self.padding))

    def settings(self) -> Dict[str, Any]:
        settings: Dict[str, Any] = {"window": written(self.window)}
        if self.stride is not None:
            settings["stride"] = written(self.stride)
        if self.padding != "valid":
            settings["padding"] = self.padding
        return {**settings, **({"sum": True} if self.sum else {})}


@dataclass(frozen=True, repr=False)
class Identity(Layer):
    """Hands on what it gets: K and Θ stay what they are."""

    key = "identity"


@dataclass(frozen=True, repr=False)
class LayerNorm(Layer):
    """Takes off the mean and divides by the standard deviation over features, or over channels at each position."""

    key = "layerNorm"


@dataclass(frozen=True, repr=False)
class Dropout(Layer):
    """Keeps each unit with probability keep_probability and divides it by that probability."""

    keep_probability: float
    key = "dropout"

    def __post_init__(self) -> None:
        object.__setattr__(self, "keep_probability", number(self.keep_probability, "keep_probability of Dropout"))

    def settings(self) -> Dict[str, Any]:
        return {"keepProbability": self.keep_probability}
