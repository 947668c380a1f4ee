"""Layers from the JSON of an architecture that the library has checked."""

from __future__ import annotations

from typing import Any, Callable, Dict, List

from . import layers as _layers
from .layers import Layer


def layers(values: List[Any]) -> List[Layer]:
    """The layers of a list in an architecture file."""
    return [_layer(value) for value in values]


def _layer(value: Any) -> Layer:
    key, settings = (value, {}) if isinstance(value, str) else next(iter(value.items()))
    if key not in _READERS:
        raise ValueError(
            f"{key}: this package does not know the layer, and the library does: install both from one wheel"
        )
    return _READERS[key](settings)


def _weights(settings: Dict[str, Any]) -> Dict[str, Any]:
    rates = settings.get("learningRates")
    return {
        "weight_variance": settings["weightVariance"],
        "bias_variance": settings.get("biasVariance", 0.0),
        "trainable": settings.get("trainable", True),
        "learning_rates": None if rates is None else (rates["weights"], rates["biases"]),
    }


def _activation(value: Any) -> Layer:
    if isinstance(value, str):
        return _layers.Activation(value)
    name, settings = next(iter(value.items()))
    return _layers.Activation(name, settings.get("slope"))


_READERS: Dict[str, Callable[[Any], Layer]] = {
    "dense": lambda found: _layers.Dense(**_weights(found)),
    "convolution": lambda found: _layers.Convolution(
        found["kernelSize"], padding=found.get("padding", "zero"), **_weights(found)
    ),
    "activation": _activation,
    "flatten": lambda _: _layers.Flatten(),
    "globalAveragePooling": lambda found: _layers.GlobalAveragePooling(found.get("sum", False)),
    "averagePooling": lambda found: _layers.AveragePooling(found["window"], found.get("sum", False)),
    "layerNorm": lambda _: _layers.LayerNorm(),
    "dropout": lambda found: _layers.Dropout(found["keepProbability"]),
    "residual": lambda found: _layers.Residual(*layers(found["layers"])),
    "parallel": lambda found: _layers.Parallel(
        *(layers(branch) for branch in found["branches"]), join=found["join"], widths=found.get("widths")
    ),
    "repeat": lambda found: _layers.Repeat(found["count"], *layers(found["layers"])),
}
