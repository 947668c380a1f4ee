"""Layers with weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from .._checks import number
from ._layer import Layer
from ._windows import Window, window, written


def _weights(layer: Any) -> Dict[str, Any]:
    settings: Dict[str, Any] = {"weightVariance": layer.weight_variance}
    if layer.bias_variance != 0:
        settings["biasVariance"] = layer.bias_variance
    if not layer.trainable:
        settings["trainable"] = False
    if layer.learning_rates is not None:
        weights, biases = layer.learning_rates
        settings["learningRates"] = {"weights": weights, "biases": biases}
    return settings


def _check_weights(layer: Any) -> None:
    name = type(layer).__name__
    for field in ("weight_variance", "bias_variance"):
        object.__setattr__(layer, field, number(getattr(layer, field), f"{field} of {name}"))
    object.__setattr__(layer, "trainable", bool(layer.trainable))
    if layer.learning_rates is not None:
        try:
            weights, biases = layer.learning_rates
        except (TypeError, ValueError):
            raise ValueError(
                f"learning_rates of {name} is {layer.learning_rates!r}: give two numbers, of weights and of biases"
            ) from None
        rates = (number(weights, f"the rate of weights of {name}"), number(biases, f"the rate of biases of {name}"))
        object.__setattr__(layer, "learning_rates", rates)


@dataclass(frozen=True, repr=False)
class Dense(Layer):
    """z = W x + b: K' = σ_w² K + σ_b², Θ' = K' + σ_w² Θ; of inputs, K = x·x'/d.

    Parameters
    ----------
    weight_variance, bias_variance
        σ_w² and σ_b².
    trainable
        False keeps the initial weights: Θ' = σ_w² Θ.
    learning_rates
        (a, b): an entry of W learns at rate a/fan-in, b at rate b, so Θ' = a K + b + σ_w² Θ. None is the NTK
        parameterisation, (σ_w², σ_b²).
    """

    weight_variance: float
    bias_variance: float = 0.0
    trainable: bool = True
    learning_rates: Optional[Tuple[float, float]] = None
    key = "dense"

    def __post_init__(self) -> None:
        _check_weights(self)

    def settings(self) -> Dict[str, Any]:
        return _weights(self)


@dataclass(frozen=True, repr=False)
class Convolution(Layer):
    """A convolution: K and Θ are averaged over the places of a window, and then those of `Dense`.

    Parameters
    ----------
    kernel_size
        One number for both sides of the window on images, or on sequences; or (height, width).
    padding
        "zero": positions outside the image are 0; "circular": the image is a torus; "valid": no window reaches outside.
    stride
        How far the window moves, a number or (height, width): of n positions remain n/stride, rounded up, or of
        "valid" (n - kernel_size)/stride + 1, rounded down.
    """

    kernel_size: Window
    weight_variance: float
    bias_variance: float = 0.0
    padding: str = "zero"
    trainable: bool = True
    learning_rates: Optional[Tuple[float, float]] = None
    stride: Window = 1
    key = "convolution"

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel_size", window(self.kernel_size, "kernel_size of Convolution"))
        object.__setattr__(self, "stride", window(self.stride, "stride of Convolution"))
        object.__setattr__(self, "padding", str(self.padding))
        _check_weights(self)

    def settings(self) -> Dict[str, Any]:
        settings = _weights(self)
        settings["kernelSize"] = written(self.kernel_size)
        if self.stride != 1:
            settings["stride"] = written(self.stride)
        if self.padding != "zero":
            settings["padding"] = self.padding
        return settings


@dataclass(frozen=True, repr=False)
class SelfAttention(Layer):
    """Global self-attention over positions, of as many heads as channels go to infinity (Hron et al. 2020).

    With K_x the covariances between positions of x, ζ of every row and G = ζ(σ_Q σ_K K_x),
    K' = σ_O² σ_V² G K G'ᵀ + σ_b² and Θ' = K' + σ_O² σ_V² G (K + Θ) G'ᵀ. Queries and keys have the same weights, and
    products are divided by the number of key channels.

    Parameters
    ----------
    query_variance, key_variance, value_variance, output_variance, bias_variance
        σ_Q², σ_K², σ_V², σ_O² and σ_b².
    mechanism
        ζ: "softmax", or "identity" for the products themselves.
    """

    query_variance: float = 1.0
    key_variance: float = 1.0
    value_variance: float = 1.0
    output_variance: float = 1.0
    bias_variance: float = 0.0
    mechanism: str = "softmax"
    key = "selfAttention"

    def __post_init__(self) -> None:
        for field in _ATTENTION:
            object.__setattr__(self, field, number(getattr(self, field), f"{field} of SelfAttention"))
        object.__setattr__(self, "mechanism", str(self.mechanism))

    def settings(self) -> Dict[str, Any]:
        found = {key: getattr(self, field) for field, (key, _) in _ATTENTION.items()}
        settings: Dict[str, Any] = {key: found[key] for key, default in _ATTENTION.values() if found[key] != default}
        if self.mechanism != "softmax":
            settings["mechanism"] = self.mechanism
        return settings


#: Keys and defaults of the variances of attention in architecture files.
_ATTENTION = {
    "query_variance": ("queryVariance", 1.0),
    "key_variance": ("keyVariance", 1.0),
    "value_variance": ("valueVariance", 1.0),
    "output_variance": ("outputVariance", 1.0),
    "bias_variance": ("biasVariance", 0.0),
}
