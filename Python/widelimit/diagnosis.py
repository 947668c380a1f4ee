"""Whether an architecture can be trained on data, and whether what it learns carries over, by depth."""

from __future__ import annotations

import ctypes
import json
from typing import Any, Dict, Iterator, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, run, take
from ._checks import whole
from ._interface import c_int64
from ._library import library
from .architecture import Architecture, ArchitectureLike


class Diagnosis(Mapping[str, Any]):
    """What `diagnose` found, by the names that ``widelimit diagnose`` writes, as keys and as attributes.

    Arrays run over `depth`, spectra over `depth` and eigenvalues from the largest on; `meaning` is three lines of what
    they say. What there is no number for at a depth is NaN.
    """

    meaning: Tuple[str, ...]

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = {name: _value(value) for name, value in found.items()}
        meaning = self._found.get("meaning", ())
        self.meaning = tuple(meaning.splitlines() if isinstance(meaning, str) else meaning)

    def __getitem__(self, name: str) -> Any:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._found:
            raise AttributeError(f"no quantity {name} in the diagnosis")
        return self._found[name]

    def __dir__(self) -> Any:
        return [*super().__dir__(), *self._found]

    def __repr__(self) -> str:
        return "\n".join(["Diagnosis", *("  " + line for line in self.meaning)])


def diagnose(
    architecture: ArchitectureLike,
    x: ArrayLike,
    y: Optional[ArrayLike] = None,
    x_test: Optional[ArrayLike] = None,
    depths: Optional[Sequence[int]] = None,
    *,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Diagnosis:
    """Condition numbers, largest learning rates, times to fit, spectra and mean predictors by depth.

    The quantities are those of Xiao et al. 2020, of NTK and NNGP.

    Parameters
    ----------
    x, y, x_test
        Training inputs [n, …], targets [n] or [n, k], test inputs [m, …]; without y nothing is said of what is learnt.
    depths
        Counts of the architecture's outermost `Repeat`; None: chosen around the architecture's own.
    """
    architecture = Architecture.of(architecture)
    first = _arrays.inputs(x, "x")
    given = None if y is None else _arrays.targets(y, len(first))
    columns = given[:, None] if given is not None and given.ndim == 1 else given
    second = None if x_test is None else _arrays.matching(x_test, "x_test", first, "x")
    counts = [] if depths is None else [whole(depth, "a depth") for depth in depths]
    if depths is not None and not counts:
        raise ValueError("depths is empty: give at least one, or None")
    text, found = architecture._text, ctypes.c_void_p()
    arrays = [described(array) for array in (first, columns, second)]
    numbers = (c_int64 * len(counts))(*counts) if counts else None
    run(
        lambda control, error: library.widelimit_diagnose(
            text, *arrays, len(counts), numbers, control, ctypes.byref(found), error
        ),
        threads=threads,
        progress=progress,
    )
    return Diagnosis(json.loads(take(found)))


def _value(value: Any) -> Any:
    """A list of numbers, of lists of them, as an array; JSON spells what is no finite number as null or a word."""
    if not isinstance(value, list) or any(isinstance(item, (str, dict)) and item not in _WORDS for item in value):
        return value
    words: Dict[Any, Any] = {word: float(word) for word in _WORDS}

    def converted(item: Any) -> Any:
        if isinstance(item, list):
            return [converted(inner) for inner in item]
        return float("nan") if item is None else words.get(item, item)

    return np.asarray(converted(value))


_WORDS = ("inf", "-inf", "nan")
