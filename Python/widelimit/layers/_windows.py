"""Windows over positions."""

from __future__ import annotations

from typing import Any, List, Tuple, Union

from .._checks import whole

#: One number for both sides of a window on images, or for a window on sequences; or (height, width).
Window = Union[int, Tuple[int, int]]


def window(value: Any, name: str) -> Window:
    """A window's size, or how far it moves.

    Raises
    ------
    TypeError, ValueError
    """
    if not isinstance(value, (tuple, list)):
        return whole(value, name)
    if len(value) != 2:
        raise ValueError(f"{name} is {value!r}: give one whole number, or two (height, width)")
    return whole(value[0], name), whole(value[1], name)


def written(value: Window) -> Union[int, List[int]]:
    """The window as it stands in architecture files."""
    return list(value) if isinstance(value, tuple) else value
