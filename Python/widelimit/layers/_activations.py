"""Nonlinearities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .._checks import number
from ._layer import Layer


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
            raise TypeError(f'a nonlinearity is {self.nonlinearity!r}: give its name, such as "relu"')
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
