"""Nonlinearities.

φ is a·f(b·x) + c, f one of the library's: b² goes into the weights before it, a² and c² into those behind (`Signal`).
"""

from __future__ import annotations

import math
from typing import Any, Dict, List, Sequence, Tuple, Union

from .._checks import number, whole
from ._compiled import Transform
from ._layer import Layer, layer
from ._signal import Signal

_Activation = Union[str, Dict[str, Any]]

_LARGEST_DEGREE = 31


@layer
def Erf(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a erf(b x) + c."""
    return affine("erf", a, b, c)


def Sigmoid_like() -> Layer:
    """½ erf(x/2.4020563531719796) + ½, the error function closest to the sigmoid on [−5, 5]."""
    return Erf(a=0.5, b=1 / 2.4020563531719796, c=0.5)


@layer
def Tanh(a: float = 1.0, b: float = 1.0, c: float = 0.0) -> Transform:
    """a tanh(b x) + c, which neural-tangents does not have."""
    return affine("tanh", a, b, c)


@layer
def Gelu(approximate: bool = False) -> Transform:
    """x Φ(x). ``approximate`` says how a finite network computes it, and changes nothing here."""
    return affine("gelu", 1.0, 1.0, 0.0)


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
    gamma = number(gamma, "stax.Rbf: gamma")
    if gamma < 0:
        raise ValueError(f"stax.Rbf: gamma is {gamma}; give a number ≥ 0")
    if gamma == 0:  # the constant 1
        return affine("cos", 1.0, 0.0, 0.0)
    return affine({"rbf": {"gamma": gamma}}, 1.0, 1.0, 0.0)


@layer
def Exp(a: float = 1, b: float = 1) -> Transform:
    """a exp(b x)."""
    return affine("exp", a, b, 0.0)


@layer
def Gaussian(a: float = 1, b: float = -1) -> Transform:
    """a exp(b x²); with b > 0 while the variance of x is below 1/(4b), beyond which there is no kernel."""
    return affine({"gaussian": {"b": number(b, "stax.Gaussian: b")}}, a, 1.0, 0.0)


@layer
def Gabor() -> Transform:
    """exp(−x²) sin x."""
    return affine("gabor", 1.0, 1.0, 0.0)


@layer
def Sign() -> Transform:
    """The sign of x. It has an NNGP kernel alone: Θ of what jumps is infinite, and neural-tangents' 0 is refused."""
    return affine("sign", 1.0, 1.0, 0.0)


@layer
def ABRelu(a: float, b: float, do_stabilize: bool = False) -> Transform:
    """a min(x, 0) + b max(x, 0). ``do_stabilize`` is for float32 and changes nothing here."""
    a, b = number(a, "a"), number(b, "b")
    if b != 0:
        return affine(_leaky(a / b), b, 1.0, 0.0)
    return affine("relu", a, 1.0, 0.0)  # −a max(−x, 0), of which the kernel is that of a max(x, 0)


def Relu(do_stabilize: bool = False) -> Layer:
    """max(x, 0)."""
    return ABRelu(0, 1, do_stabilize)


def LeakyRelu(alpha: float, do_stabilize: bool = False) -> Layer:
    """alpha min(x, 0) + max(x, 0)."""
    return ABRelu(alpha, 1, do_stabilize)


def Abs(do_stabilize: bool = False) -> Layer:
    """|x|."""
    return ABRelu(-1, 1, do_stabilize)


@layer
def Monomial(degree: int) -> Transform:
    """xⁿ, of degree 0 to 31 (0 to 5 in neural-tangents)."""
    return affine({"monomial": {"degree": _degree("Monomial", degree)}}, 1.0, 1.0, 0.0)


@layer
def RectifiedMonomial(degree: int) -> Transform:
    """(x ≥ 0) xⁿ, of degree 0 to 31; of degree 0 an NNGP kernel alone, as of `Sign`."""
    degree = _degree("RectifiedMonomial", degree)
    return affine({"rectifiedMonomial": {"degree": degree}} if degree else "step", 1.0, 1.0, 0.0)


@layer
def Polynomial(coef: Sequence[float]) -> Transform:
    """coef[0] + coef[1] x + …, up to x³¹."""
    coefficients = [number(value, "stax.Polynomial: a coefficient") for value in coef]
    if not 1 <= len(coefficients) <= _LARGEST_DEGREE + 1:
        raise NotImplementedError(
            f"stax.Polynomial has {len(coefficients)} coefficients; give 1 to {_LARGEST_DEGREE + 1}, for beyond that "
            "degree float64 does not hold its moments"
        )
    return affine({"polynomial": {"coefficients": coefficients}}, 1.0, 1.0, 0.0)


@layer
def Hermite(degree: int) -> Transform:
    """Heₙ(x)/√n!, on inputs of variance 1: behind `LayerNorm`.

    neural-tangents computes K' = Kⁿ whatever the variance is, which is the kernel of that function for variance 1
    alone; there both agree. Elsewhere it is refused, but for degree 1, the identity, and 0.
    """
    degree = _degree("Hermite", degree)
    step = affine({"hermite": {"degree": degree}}, 1.0, 1.0, 0.0)

    def apply(signal: Signal) -> Signal:
        if degree > 1 and signal.gaussian and not signal.has_unit_variance:
            raise NotImplementedError(
                "stax.Hermite: the variance of its input is not known to be 1, for which alone neural-tangents' Kⁿ is "
                'its kernel: put LayerNorm() in front of it, or take the library\'s {"hermite": {"degree": n}}, '
                "which is right for every variance"
            )
        return step(signal)

    return apply


def _degree(name: str, degree: int) -> int:
    degree = whole(degree, f"stax.{name}: degree")
    if not 0 <= degree <= _LARGEST_DEGREE:
        raise NotImplementedError(
            f"stax.{name}: degree is {degree}; give 0 to {_LARGEST_DEGREE}, for beyond that float64 does not hold its "
            "moments"
        )
    return degree


def _leaky(slope: float) -> _Activation:
    named = {0.0: "relu", 1.0: "identity", -1.0: "abs"}
    return named[slope] if slope in named else {"leakyRelu": {"slope": slope}}


def affine(activation: _Activation, a: float, b: float, c: float) -> Transform:
    """a f(b x) + c."""
    return _behind_weights([(activation, 1.0)], a, b, c)


def _wave(a: float, b: float, c: float) -> Transform:
    """a sin(b x + c): sin bx and cos bx are uncorrelated, so that K = a² (cos²c K_sin + sin²c K_cos), and Θ alike."""
    double = math.cos(2 * number(c, "c"))
    parts: List[Tuple[_Activation, float]] = [("sin", (1 + double) / 2), ("cos", (1 - double) / 2)]
    return _behind_weights([part for part in parts if part[1] > 0], a, b, 0.0)


def _behind_weights(parts: List[Tuple[_Activation, float]], a: float, b: float, c: float) -> Transform:
    """Nonlinearities side by side, each with its share of the kernel, scaled and shifted."""
    a, b, c = number(a, "a"), number(b, "b"), number(c, "c")
    if len(parts) == 1:
        change: Any = {"activation": parts[0][0]}
    else:
        branches, widths = [[{"activation": name}] for name, _ in parts], [share for _, share in parts]
        change = {"parallel": {"branches": branches, "join": "concatenation", "widths": widths}}

    def apply(signal: Signal) -> Signal:
        if not signal.gaussian:
            raise ValueError(
                "a nonlinearity needs Gaussian inputs: put a Dense or Conv layer between it and the input, the last "
                "nonlinearity, Flatten, Dropout, FanInConcat or FanInProd"
            )
        return signal.rescaled(b**2).settled().then(change, gaussian=False).rescaled(a**2, c**2)

    return apply
