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


def _known(key: str, settings: Dict[str, Any], *names: str) -> Dict[str, Any]:
    """The settings, none of which this package would leave out."""
    unknown = sorted(name for name in settings if name not in names)
    if unknown:
        raise ValueError(
            f"{key}: this package does not know the setting {unknown[0]!r}, and the library does; use the architecture "
            "as JSON"
        )
    return settings


def _window(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _convolution(found: Dict[str, Any]) -> Layer:
    _known("convolution", found, "kernelSize", "stride", "padding", *_WEIGHTS)
    return _layers.Convolution(
        _window(found["kernelSize"]), padding=found.get("padding", "zero"), stride=_window(found.get("stride", 1)),
        **_weights(found)
    )  # fmt: skip


def _average_pooling(found: Dict[str, Any]) -> Layer:
    _known("averagePooling", found, "window", "stride", "padding", "sum")
    return _layers.AveragePooling(
        _window(found["window"]), found.get("sum", False), _window(found.get("stride")), found.get("padding", "valid")
    )


_WEIGHTS = ("weightVariance", "biasVariance", "trainable", "learningRates")


def _weights(settings: Dict[str, Any]) -> Dict[str, Any]:
    rates = settings.get("learningRates")
    return {
        "weight_variance": settings["weightVariance"],
        "bias_variance": settings.get("biasVariance", 0.0),
        "trainable": settings.get("trainable", True),
        "learning_rates": None if rates is None else (rates["weights"], rates["biases"]),
    }


def _self_attention(found: Dict[str, Any]) -> Layer:
    parts = ("query", "key", "value", "output", "bias")
    _known("selfAttention", found, "mechanism", *(f"{part}Variance" for part in parts))
    variances = {f"{part}_variance": found[f"{part}Variance"] for part in parts if f"{part}Variance" in found}
    return _layers.SelfAttention(**variances, mechanism=found.get("mechanism", "softmax"))


def _activation(value: Any) -> Layer:
    if isinstance(value, str):
        return _layers.Activation(value)
    name, settings = next(iter(value.items()))
    if name == "expression":
        return _layers.Expression(settings if isinstance(settings, str) else settings["text"])
    if name == "table":
        return _layers.Table(settings["x"], settings["y"])
    return _layers.Activation(name, **settings)


_READERS: Dict[str, Callable[[Any], Layer]] = {
    "dense": lambda found: _layers.Dense(**_weights(found)),
    "convolution": _convolution,
    "activation": _activation,
    "flatten": lambda _: _layers.Flatten(),
    "globalAveragePooling": lambda found: _layers.GlobalAveragePooling(found.get("sum", False)),
    "averagePooling": _average_pooling,
    "layerNorm": lambda _: _layers.LayerNorm(),
    "dropout": lambda found: _layers.Dropout(found["keepProbability"]),
    "identity": lambda _: _layers.Identity(),
    "selfAttention": _self_attention,
    "residual": lambda found: _layers.Residual(*layers(found["layers"])),
    "parallel": lambda found: _layers.Parallel(
        *(layers(branch) for branch in found["branches"]), join=found["join"], widths=found.get("widths")
    ),
    "repeat": lambda found: _layers.Repeat(found["count"], *layers(found["layers"])),
}
