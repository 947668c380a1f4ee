"""Nonlinearities of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence, Tuple

from .._checks import number
from ._layer import Layer


@dataclass(frozen=True, repr=False)
class Expression(Layer):
    """φ given by a formula, applied to every unit.

    >>> Expression("x*tanh(log(1+exp(x)))").to_json()
    {'activation': {'expression': 'x*tanh(log(1+exp(x)))'}}

    Parameters
    ----------
    text
        A formula in x of numbers, pi, e, + - * / ^, max, min and the functions that docs/architectures.md names. What
        cannot be read, jumps, or is not finite on (-10, 10) is refused when the architecture is made.
    """

    text: str
    key = "activation"

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(f'an expression is {self.text!r}: give a formula in x, such as "x*tanh(x)"')

    def to_json(self) -> Any:
        return {self.key: {"expression": self.text}}


@dataclass(frozen=True, repr=False)
class Table(Layer):
    """φ through points, applied to every unit: linear between them, the first and the last line continued.

    >>> Table([-1, 0, 1, 2], [0, 0, 1, 1.5]).to_json()
    {'activation': {'table': {'x': [-1.0, 0.0, 1.0, 2.0], 'y': [0.0, 0.0, 1.0, 1.5]}}}

    Parameters
    ----------
    x
        2 to 1024 ascending numbers.
    y
        φ(x), as many.
    """

    x: Sequence[float]
    y: Sequence[float]
    key = "activation"

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            try:
                values: Tuple[Any, ...] = tuple(getattr(self, name))
            except TypeError:
                raise TypeError(f"{name} of Table is {getattr(self, name)!r}, not a list of numbers") from None
            object.__setattr__(self, name, tuple(number(value, f"{name} of Table") for value in values))

    def to_json(self) -> Any:
        return {self.key: {"table": {"x": list(self.x), "y": list(self.y)}}}
