"""Layers with weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from .._checks import number, whole
from ._layer import Layer


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
    """A convolution of stride 1 over kernel_size × kernel_size positions, which is odd: the image keeps its size.

    K and Θ are averaged over the filter's positions, and then those of `Dense`.

    Parameters
    ----------
    padding
        "zero": positions outside the image are 0; "circular": the image is a torus.
    """

    kernel_size: int
    weight_variance: float
    bias_variance: float = 0.0
    padding: str = "zero"
    trainable: bool = True
    learning_rates: Optional[Tuple[float, float]] = None
    key = "convolution"

    def __post_init__(self) -> None:
        object.__setattr__(self, "kernel_size", whole(self.kernel_size, "kernel_size of Convolution"))
        object.__setattr__(self, "padding", str(self.padding))
        _check_weights(self)

    def settings(self) -> Dict[str, Any]:
        settings = _weights(self)
        settings["kernelSize"] = self.kernel_size
        if self.padding != "zero":
            settings["padding"] = self.padding
        return settings
