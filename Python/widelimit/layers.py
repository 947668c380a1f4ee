"""Layers of an architecture, by the names they have in Swift and in architecture files.

Weights are independent and Gaussian with variance σ_w²/fan-in, biases with variance σ_b²; widths are no part of a
layer. What each does to kernels is its docstring: K is the NNGP kernel, Θ the NTK.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ._checks import number, whole

__all__ = [
    "Layer", "Dense", "Convolution", "Activation", "ReLU", "LeakyReLU", "Abs", "Erf", "GELU", "Sin", "Cos", "Tanh",
    "Identity", "Flatten", "GlobalAveragePooling", "AveragePooling", "LayerNorm", "Dropout", "Residual", "Parallel",
    "Repeat",
]  # fmt: skip


class Layer:
    """What an architecture is made of."""

    #: The layer's key in architecture files.
    key = ""

    def settings(self) -> Dict[str, Any]:
        """The layer's settings as they stand in architecture files, those that have their default left out."""
        return {}

    def to_json(self) -> Any:
        """The layer as a value of JSON."""
        settings = self.settings()
        return {self.key: settings} if settings else self.key

    def __repr__(self) -> str:
        shown = [f"{value!r}" if place else f"{name}={value!r}" for name, value, place in self._shown()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def _shown(self) -> List[Tuple[str, Any, bool]]:
        """Fields that differ from their defaults, and whether each stands by its place."""
        shown, by_place = [], True
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if value == field.default:
                by_place = False
            else:
                shown.append((field.name, value, by_place))
        return shown


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


@dataclass(frozen=True, repr=False)
class Activation(Layer):
    """φ applied to every unit: K' = E[φ(u) φ(v)], Θ' = Θ E[φ'(u) φ'(v)] with (u, v) ~ N(0, K).

    Parameters
    ----------
    nonlinearity
        "relu", "leakyRelu", "abs", "erf", "gelu", "sin", "cos", "identity" or "tanh", and whatever else architecture
        files know.
    slope
        Of "leakyRelu" on the negative side.
    """

    nonlinearity: str
    slope: Optional[float] = None
    key = "activation"

    def __post_init__(self) -> None:
        if not isinstance(self.nonlinearity, str):
            raise TypeError(f"a nonlinearity is {self.nonlinearity!r}: give its name, such as \"relu\"")
        if self.slope is not None:
            object.__setattr__(self, "slope", number(self.slope, "slope of Activation"))

    def to_json(self) -> Any:
        if self.slope is None:
            return {self.key: self.nonlinearity}
        return {self.key: {self.nonlinearity: {"slope": self.slope}}}


def ReLU() -> Activation:
    """max(0, x)."""
    return Activation("relu")


def LeakyReLU(slope: float) -> Activation:
    """x for x ≥ 0, slope · x below."""
    return Activation("leakyRelu", slope)


def Abs() -> Activation:
    """\\|x\\|."""
    return Activation("abs")


def Erf() -> Activation:
    """The error function."""
    return Activation("erf")


def GELU() -> Activation:
    """x Φ(x), with Φ the normal distribution's."""
    return Activation("gelu")


def Sin() -> Activation:
    """sin x."""
    return Activation("sin")


def Cos() -> Activation:
    """cos x."""
    return Activation("cos")


def Tanh() -> Activation:
    """The hyperbolic tangent."""
    return Activation("tanh")


def Identity() -> Activation:
    """x."""
    return Activation("identity")


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


def checked_layers(layers: Sequence[Any], owner: str) -> Tuple[Layer, ...]:
    """The layers as a tuple.

    Raises
    ------
    TypeError
        Naming what is no layer.
    """
    for layer in layers:
        if not isinstance(layer, Layer):
            hint = f": write {layer.__name__}(…)" if callable(layer) and hasattr(layer, "__name__") else ""
            raise TypeError(f"{owner} holds {layer!r}, which is no layer{hint}")
    return tuple(layers)


class Residual(Layer):
    """The input plus what the branch makes of it: K' = K + branch(K), Θ' = Θ + branch(Θ)."""

    key = "residual"

    def __init__(self, *layers: Layer) -> None:
        self.layers = checked_layers(layers, "Residual")

    def settings(self) -> Dict[str, Any]:
        return {"layers": [layer.to_json() for layer in self.layers]}

    def __repr__(self) -> str:
        return f"Residual({', '.join(map(repr, self.layers))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Residual) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash((self.key, self.layers))


class Parallel(Layer):
    """Branches of one input side by side, whose outputs are added or put beside each other.

    Parameters
    ----------
    *branches
        A layer or a sequence of layers each; an empty sequence is the identity.
    join
        "sum": K' = Σ K_i; "concatenation": K' = Σ w_i K_i / Σ w_i.
    widths
        Of a concatenation, the branches' relative widths w_i; None: all equal.
    """

    key = "parallel"

    def __init__(self, *branches: Any, join: str = "sum", widths: Optional[Sequence[float]] = None) -> None:
        self.branches = tuple(
            checked_layers([branch] if isinstance(branch, Layer) else branch, "a branch of Parallel")
            for branch in branches
        )
        self.join = str(join)
        self.widths = None if widths is None else tuple(number(width, "a width of Parallel") for width in widths)

    def settings(self) -> Dict[str, Any]:
        branches = [[layer.to_json() for layer in branch] for branch in self.branches]
        settings: Dict[str, Any] = {"branches": branches, "join": self.join}
        if self.widths is not None:
            settings["widths"] = list(self.widths)
        return settings

    def __repr__(self) -> str:
        shown = [repr(list(branch)) for branch in self.branches]
        if self.join != "sum":
            shown.append(f"join={self.join!r}")
        if self.widths is not None:
            shown.append(f"widths={list(self.widths)!r}")
        return f"Parallel({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parallel) and (
            (self.branches, self.join, self.widths) == (other.branches, other.join, other.widths)
        )

    def __hash__(self) -> int:
        return hash((self.key, self.branches, self.join, self.widths))


class Repeat(Layer):
    """Layers `count` times in a row, each time with weights of their own."""

    key = "repeat"

    def __init__(self, count: int, *layers: Layer) -> None:
        self.count = whole(count, "count of Repeat")
        self.layers = checked_layers(layers, "Repeat")

    def settings(self) -> Dict[str, Any]:
        return {"count": self.count, "layers": [layer.to_json() for layer in self.layers]}

    def __repr__(self) -> str:
        return f"Repeat({', '.join(map(repr, (self.count, *self.layers)))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Repeat) and (self.count, self.layers) == (other.count, other.layers)

    def __hash__(self) -> int:
        return hash((self.key, self.count, self.layers))
