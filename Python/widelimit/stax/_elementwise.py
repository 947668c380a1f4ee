"""Nonlinearities.

φ is a·f(b·x) + c, f one of the library's: b² goes into the weights before it, a² and c² into those behind (`Signal`).
"""

from __future__ import annotations

import math
from typing import Any, Dict, Union

from ._kernel_fn import Transform
from ._layer import Layer, layer
from ._signal import Signal

_Activation = Union[str, Dict[str, Any]]


@layer
def Erf(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a erf(b x) + c."""
    return _affine("erf", a, b, c)


def Sigmoid_like() -> Layer:
    """½ erf(x/2.4020563531719796) + ½, the error function closest to the sigmoid on [−5, 5]."""
    return Erf(a=0.5, b=1 / 2.4020563531719796, c=0.5)


@layer
def Tanh(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a tanh(b x) + c, which neural-tangents does not have."""
    return _affine("tanh", a, b, c)


@layer
def Gelu(approximate: bool = False) -> Transform:
    """x Φ(x). ``approximate`` says how a finite network computes it, and changes nothing here."""
    return _affine("gelu", 1.0, 1.0, 0.0)


@layer
def Sin(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a sin(b x + c)."""
    return _wave(a, b, c)


@layer
def Cos(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a cos(b x + c)."""
    return _wave(a, b, c + math.pi / 2)


@layer
def Rbf(gamma: float = 1.0) -> Transform:
    """√2 sin(√(2γ) x + π/4), of which the kernel is exp(−γ(q₁ + q₂ − 2K)): that of exp(−γ|x − x′|²/d)."""
    return _wave(math.sqrt(2.0), math.sqrt(2.0 * gamma), math.pi / 4)


@layer
def ABRelu(a: float, b: float, do_stabilize: bool = False) -> Transform:
    """a min(x, 0) + b max(x, 0). ``do_stabilize`` is for float32 and changes nothing here."""
    if b != 0:
        return _affine(_leaky(a / b), b, 1.0, 0.0)
    return _affine("relu", a, 1.0, 0.0)  # −a max(−x, 0), of which the kernel is that of a max(x, 0)


def Relu(do_stabilize: bool = False) -> Layer:
    """max(x, 0)."""
    return ABRelu(0, 1, do_stabilize)


def LeakyRelu(alpha: float, do_stabilize: bool = False) -> Layer:
    """alpha min(x, 0) + max(x, 0)."""
    return ABRelu(alpha, 1, do_stabilize)


def Abs(do_stabilize: bool = False) -> Layer:
    """|x|."""
    return ABRelu(-1, 1, do_stabilize)


def _leaky(slope: float) -> _Activation:
    named = {0.0: "relu", 1.0: "identity", -1.0: "abs"}
    return named[slope] if slope in named else {"leakyRelu": {"slope": slope}}


def _affine(activation: _Activation, a: float, b: float, c: float) -> Transform:
    return _behind_weights([([{"activation": activation}], 1.0)], a, b, c)


def _wave(a: float, b: float, c: float) -> Transform:
    """a sin(b x + c): sin bx and cos bx are uncorrelated, so that K = a² (cos²c K_sin + sin²c K_cos), and Θ alike."""
    parts = [("sin", (1 + math.cos(2 * c)) / 2), ("cos", (1 - math.cos(2 * c)) / 2)]
    return _behind_weights([([{"activation": name}], share) for name, share in parts if share > 0], a, b, 0.0)


def _behind_weights(branches: Any, a: float, b: float, c: float) -> Transform:
    """φ, the concatenation of ``branches`` of the given shares, scaled and shifted."""

    def apply(signal: Signal) -> Signal:
        if not signal.gaussian:
            raise ValueError(
                "a nonlinearity needs Gaussian inputs: put a Dense or Conv layer between it and the input, the last "
                "nonlinearity, Flatten, Dropout or FanInConcat"
            )
        signal = signal.rescaled(b**2).settled()
        if len(branches) == 1:
            (layers, _), = branches
            changed = signal.then(*layers, gaussian=False)
        else:
            changed = signal.then(
                {
                    "parallel": {
                        "branches": [layers for layers, _ in branches],
                        "join": "concatenation",
                        "widths": [share for _, share in branches],
                    }
                },
                gaussian=False,
            )
        return changed.rescaled(a**2, c**2)

    return apply
