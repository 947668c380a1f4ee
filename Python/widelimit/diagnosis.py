"""Whether an architecture can be trained on data, and whether what it learns carries over, by depth."""

from __future__ import annotations

import ctypes
from typing import Any, Dict, Iterator, Mapping, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, decoded, run, take
from ._checks import whole
from ._interface import c_int64
from ._library import library
from .architecture import Architecture, ArchitectureLike
from .mean_field import MeanField


class Diagnosis(Mapping[str, np.ndarray]):
    """What `diagnose` found: the variables that ``widelimit diagnose`` writes, as items and as attributes.

    All run over `depth`, and spectra over the eigenvalues too, the largest first; names begin with ``ntk_`` or
    ``nngp_``. What there is no number for at a depth is NaN, what float64 cannot tell from infinite inf.

    Attributes
    ----------
    depths : numpy.ndarray
    meaning : tuple of str
        Three lines of what the numbers say.
    warnings : tuple of str
    mean_field : MeanField or None
        The architecture's theory, where its layers are equal.
    attributes : dict
        What else ``widelimit diagnose`` writes, such as the limits of κ in float32 and float64.
    dimensions, long_names : dict
        What each variable runs over, and what it is, in words.
    """

    def __init__(self, found: Mapping[str, Any]) -> None:
        variables = found["variables"]
        self._arrays = {name: np.asarray(variable["values"]) for name, variable in variables.items()}
        self.depths = np.asarray(found["depths"])
        self.meaning: Tuple[str, ...] = tuple(found["lines"])
        self.warnings: Tuple[str, ...] = tuple(found["warnings"])
        self.attributes: Dict[str, Any] = dict(found["attributes"])
        theory = self.attributes.pop("mean_field", None)
        self.mean_field = MeanField(theory) if isinstance(theory, dict) and "absent" not in theory else None
        self.long_names = {name: variable["long_name"] for name, variable in variables.items()}
        self.dimensions = {name: tuple(variable["dimensions"]) for name, variable in variables.items()}

    def __getitem__(self, name: str) -> np.ndarray:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __getattr__(self, name: str) -> Any:
        arrays = self.__dict__.get("_arrays", {})
        if name not in arrays:
            raise AttributeError(f"no variable {name} in the diagnosis; there are {', '.join(arrays)}")
        return arrays[name]

    def __dir__(self) -> Any:
        return [*super().__dir__(), *self._arrays]

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
        Counts of the architecture's outermost `Repeat`, ascending; None: chosen around the architecture's own. The
        depths to which `meaning` says that something holds are searched exactly between these.
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
    return Diagnosis(decoded(take(found)))
