"""Numbers that a caller gives, checked by name."""

from __future__ import annotations

import math
import operator
from typing import Any


def number(value: Any, name: str) -> float:
    """A finite number as a float."""
    try:
        result = float(value + 0)  # a text has no sum with 0
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} is {value!r}, not a number") from None
    if not math.isfinite(result):
        raise ValueError(f"{name} is {value!r}, not a finite number")
    return result


def whole(value: Any, name: str) -> int:
    """A whole number as an int."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {value!r}, not a whole number") from None
