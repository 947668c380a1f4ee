"""Numbers that a caller gives, checked by name."""

from __future__ import annotations

import math
import operator
from typing import Any


def number(value: Any, name: str, finite: bool = True) -> float:
    """A finite number as a float; unless ``finite``, inf and −inf too."""
    try:
        result = float(value + 0)  # a text has no sum with 0
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} is {value!r}, not a number") from None
    if math.isnan(result) or (finite and math.isinf(result)):
        raise ValueError(f"{name} is {value!r}, not a {'finite ' * finite}number")
    return result


def not_negative(value: Any, name: str, finite: bool = True) -> float:
    """A number ≥ 0 as a float; unless ``finite``, inf too."""
    result = number(value, name, finite)
    if result < 0:
        raise ValueError(f"{name} is {value!r}; give a number ≥ 0")
    return result


def whole(value: Any, name: str) -> int:
    """A whole number as an int."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {value!r}, not a whole number") from None
