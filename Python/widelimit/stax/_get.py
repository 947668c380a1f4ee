"""``get`` as neural-tangents has it: None for everything, a name for one array, a tuple for a named tuple."""

from __future__ import annotations

from collections import namedtuple
from functools import lru_cache
from typing import Any, Dict, Optional, Sequence, Tuple, Type, Union

Get = Union[None, str, Sequence[str]]


def names(get: Get) -> Optional[Tuple[str, ...]]:
    """The names asked for, in lower case; None where nothing is said.

    Raises
    ------
    ValueError
        If there are none, or one is there twice.
    """
    if get is None:
        return None
    if not get:
        raise ValueError('get is empty: give "nngp", "ntk" or both')
    asked = (get,) if isinstance(get, str) else tuple(get)
    for name in asked:
        if not isinstance(name, str):
            raise TypeError(f"get has {name!r}: give names")
    asked = tuple(name.lower() for name in asked)
    if len(set(asked)) < len(asked):
        raise ValueError(f"get has a name twice: {asked}")
    return asked


def answer(get: Get, asked: Tuple[str, ...], found: Dict[str, Any], type_name: str) -> Any:
    """One value where ``get`` is a name, otherwise a named tuple in the order of ``asked``."""
    if isinstance(get, str):
        return found[asked[0]]
    return tuple_type(type_name, asked)(*(found[name] for name in asked))


@lru_cache(maxsize=None)
def tuple_type(name: str, fields: Tuple[str, ...]) -> Type[tuple]:
    """One type a list of fields, so that results of two calls have the same."""
    return namedtuple(name, fields)
