"""Nonlinearities."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Tuple, Union

from .._checks import number, whole
from ._layer import Layer

#: A setting as it is kept: numbers alone, so that layers can be keys of a dictionary.
_Setting = Union[float, Tuple[float, ...]]


class Activation(Layer):
    """φ applied to every unit: K' = E[φ(u) φ(v)], Θ' = Θ E[φ'(u) φ'(v)] with (u, v) ~ N(0, K).

    >>> Activation("gaussian", b=-0.5).to_json()
    {'activation': {'gaussian': {'b': -0.5}}}

    Parameters
    ----------
    nonlinearity
        A name of docs/nonlinearities.md, such as "relu".
    slope
        Of "leakyRelu" on the negative side.
    **settings
        Those of other nonlinearities, by their names there: numbers, or a list of numbers.
    """

    key = "activation"

    def __init__(
        self, nonlinearity: str, slope: Optional[float] = None, **settings: Union[float, Sequence[float]]
    ) -> None:
        if not isinstance(nonlinearity, str):
            raise TypeError(f'a nonlinearity is {nonlinearity!r}: give its name, such as "relu"')
        self.nonlinearity = nonlinearity
        self.slope = None if slope is None else number(slope, "slope of Activation")
        self._settings = {name: _setting(value, f"{name} of Activation") for name, value in settings.items()}

    def to_json(self) -> Any:
        settings: Dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in self._settings.items()
        }
        if self.slope is not None:
            settings["slope"] = self.slope
        return {self.key: {self.nonlinearity: settings} if settings else self.nonlinearity}

    def __repr__(self) -> str:
        shown = [repr(self.nonlinearity), *([] if self.slope is None else [repr(self.slope)])]
        for name, value in self._settings.items():
            shown.append(f"{name}={list(value) if isinstance(value, tuple) else value!r}")
        return f"Activation({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self._value() == other._value()

    def __hash__(self) -> int:
        return hash(self._value())

    def _value(self) -> Tuple[Any, ...]:
        return self.nonlinearity, self.slope, frozenset(self._settings.items())


def _setting(value: Any, name: str) -> _Setting:
    if isinstance(value, int):
        return value
    if hasattr(value, "__len__") and not isinstance(value, str):
        return tuple(number(item, name) for item in value)
    return number(value, name)


def _with(name: str, defaults: Dict[str, float], **settings: float) -> Activation:
    """The nonlinearity with those of its settings that differ from their defaults."""
    return Activation(name, **{key: value for key, value in settings.items() if value != defaults[key]})


def ReLU() -> Activation:
    """max(0, x)."""
    return Activation("relu")


def LeakyReLU(slope: float) -> Activation:
    """x for x ≥ 0, slope · x below."""
    return Activation("leakyRelu", slope)


def ABReLU(a: float, b: float) -> Activation:
    """a min(x, 0) + b max(x, 0)."""
    return Activation("abrelu", a=a, b=b)


def Abs() -> Activation:
    """\\|x\\|."""
    return Activation("abs")


def RectifiedMonomial(degree: int) -> Activation:
    """max(x, 0)ⁿ, whose kernels are the arc-cosine kernels; of degree 0 the step."""
    return Activation("rectifiedMonomial", degree=whole(degree, "degree of RectifiedMonomial"))


def Sign() -> Activation:
    """±1, which has an NNGP kernel and no NTK."""
    return Activation("sign")


def Step() -> Activation:
    """0 below 0 and 1 above, which has an NNGP kernel and no NTK."""
    return Activation("step")


def Erf() -> Activation:
    """The error function."""
    return Activation("erf")


def SigmoidLike() -> Activation:
    """½ + ½ erf(x/2.402…), close to the sigmoid."""
    return Activation("sigmoidLike")


def GELU() -> Activation:
    """x Φ(x), with Φ the normal distribution's."""
    return Activation("gelu")


def Sin() -> Activation:
    """sin x."""
    return Activation("sin")


def Cos() -> Activation:
    """cos x."""
    return Activation("cos")


def RBF(gamma: float = 1.0) -> Activation:
    """√2 sin(√(2γ) x + π/4), whose kernel is exp(−γ(K(x, x) + K(x', x') − 2 K(x, x')))."""
    return _with("rbf", {"gamma": 1}, gamma=gamma)


def Exp(a: float = 1.0, b: float = 1.0) -> Activation:
    """a exp(b x)."""
    return _with("exp", {"a": 1, "b": 1}, a=a, b=b)


def Gaussian(a: float = 1.0, b: float = -1.0) -> Activation:
    """a exp(b x²)."""
    return _with("gaussian", {"a": 1, "b": -1}, a=a, b=b)


def Gabor() -> Activation:
    """exp(−x²) sin x."""
    return Activation("gabor")


def Monomial(degree: int) -> Activation:
    """xⁿ, of degree 0 to 31."""
    return Activation("monomial", degree=whole(degree, "degree of Monomial"))


def Polynomial(coefficients: Sequence[float]) -> Activation:
    """Σ c_k x^k, the coefficients from that of x⁰ to that of x³¹ at most."""
    return Activation("polynomial", coefficients=coefficients)


def Hermite(degree: int) -> Activation:
    """Heₙ(x)/√n!, of which E[φ²] is 1 under N(0, 1)."""
    return Activation("hermite", degree=whole(degree, "degree of Hermite"))


def ELU(alpha: float = 1.0) -> Activation:
    """x for x ≥ 0, α(eˣ − 1) below."""
    return _with("elu", {"alpha": 1}, alpha=alpha)


def CELU(alpha: float = 1.0) -> Activation:
    """x for x ≥ 0, α(exp(x/α) − 1) below."""
    return _with("celu", {"alpha": 1}, alpha=alpha)


def SELU() -> Activation:
    """1.0507… ELU(1.6732…)."""
    return Activation("selu")


def Tanh() -> Activation:
    """The hyperbolic tangent."""
    return Activation("tanh")


def Softplus() -> Activation:
    """log(1 + eˣ)."""
    return Activation("softplus")


def Sigmoid() -> Activation:
    """1/(1 + e⁻ˣ)."""
    return Activation("sigmoid")


def Swish() -> Activation:
    """x/(1 + e⁻ˣ)."""
    return Activation("swish")
