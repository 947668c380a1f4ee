"""Layers without weights that are no nonlinearity of a unit: shapes, pooling, normalisation, dropout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict

from .._checks import number, whole
from ._layer import Layer


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """An image [height, width, channels] read as one vector."""

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
    """The mean over disjoint windows of window × window positions (the stride is the window), or their sum."""

    window: int
    sum: bool = False
    key = "averagePooling"

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", whole(self.window, "window of AveragePooling"))

    def settings(self) -> Dict[str, Any]:
        return {"window": self.window, **({"sum": True} if self.sum else {})}


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
