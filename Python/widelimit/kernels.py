"""Kernels of infinitely wide networks: NNGP K and NTK Θ."""

from __future__ import annotations

import itertools
from collections import namedtuple
from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, run
from ._checks import whole
from ._interface import c_int64
from ._library import library
from .architecture import Architecture, ArchitectureLike


class Kernels(NamedTuple):
    """NNGP K and NTK Θ, as get=("nngp", "ntk") asks for them."""

    nngp: np.ndarray
    ntk: np.ndarray


KernelsNTKFirst = namedtuple("KernelsNTKFirst", ["ntk", "nngp"])
KernelsNNGP = namedtuple("KernelsNNGP", ["nngp"])
KernelsNTK = namedtuple("KernelsNTK", ["ntk"])

_TUPLES: Dict[Tuple[str, ...], Any] = {
    kind._fields: kind for kind in (Kernels, KernelsNTKFirst, KernelsNNGP, KernelsNTK)
}

Get = Union[None, str, Sequence[str]]


def kernel(
    architecture: ArchitectureLike,
    x1: ArrayLike,
    x2: Optional[ArrayLike] = None,
    get: Get = ("nngp", "ntk"),
    *,
    out: Any = None,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Any:
    """The kernels between all inputs of `x1` and all of `x2`.

    K(x, x') = E[f(x) f(x')] over the weights of an infinitely wide network, and Θ(x, x') = Σ ∂f(x)/∂θ ∂f(x')/∂θ,
    which training leaves as it is (Lee, Bahri et al. 2018; Jacot et al. 2018).

    Parameters
    ----------
    architecture
        An `Architecture`, its JSON text or its file.
    x1
        Inputs [n1, d], [n1, length, channels] or [n1, height, width, channels]; float64 is read where it lies, with
        any strides.
    x2
        Inputs [n2, …]; None: those of x1, and the kernels are symmetric to the bit.
    get
        "nngp", "ntk", or several of them, in capitals or not; None: both.
    out
        float64 memory for the result [n1, n2], rows contiguous; of several [2, n1, n2] or a sequence
        in the order of `get`.
    threads
        None: all processors that the process may use.
    progress
        A function of stage and fraction (None where it is not known), or True for a line on standard error.

    Returns
    -------
    numpy.ndarray or named tuple
        [n1, n2] of float64; of several, a tuple whose fields are the names in `get`.

    Raises
    ------
    ValueError, TypeError, MemoryError, KeyboardInterrupt
    """
    architecture, names = Architecture.of(architecture), _names(get)
    first = _arrays.inputs(x1, "x1")
    second = None if x2 is None else _arrays.matching(x2, "x2", first)
    shape = (len(first), len(first if second is None else second))
    results = _results(get, names, out, shape, (first, second))
    work = kernel_work(architecture, first, shape[1])
    _run("kernel", architecture, (described(first), described(second)), results, work, threads, progress)
    return _named(get, names, results)


def kernel_diagonal(
    architecture: ArchitectureLike,
    x: ArrayLike,
    get: Get = ("nngp", "ntk"),
    *,
    out: Any = None,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Any:
    """K(x, x) and Θ(x, x) of every input, [n]; otherwise as `kernel`, without its n² entries."""
    architecture, names = Architecture.of(architecture), _names(get)
    array = _arrays.inputs(x, "x")
    results = _results(get, names, out, (len(array),), (array,))
    _run(
        "kernel_diagonal",
        architecture,
        (described(array),),
        results,
        kernel_work(architecture, array, 1),
        threads,
        progress,
    )
    return _named(get, names, results)


def depth_sweep(
    architecture: ArchitectureLike,
    depths: Sequence[int],
    x1: ArrayLike,
    x2: Optional[ArrayLike] = None,
    get: Get = ("nngp", "ntk"),
    *,
    out: Any = None,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Any:
    """`kernel` of the architecture at several depths for little more than the deepest costs, [depths, n1, n2].

    Parameters
    ----------
    depths
        Counts of the architecture's outermost `Repeat`, ascending; what its own count is does not matter.
    """
    architecture, names = Architecture.of(architecture), _names(get)
    counts = [whole(depth, "a depth") for depth in depths]
    first = _arrays.inputs(x1, "x1")
    second = None if x2 is None else _arrays.matching(x2, "x2", first)
    shape = (len(counts), len(first), len(first if second is None else second))
    results = _results(get, names, out, shape, (first, second))
    leading = (len(counts), (c_int64 * len(counts))(*counts), described(first), described(second))
    _run("depth_sweep", architecture, leading, results, float("inf"), threads, progress)
    return _named(get, names, results)


def _run(
    name: str, architecture: Architecture, leading: Tuple[Any, ...], results: Dict[str, np.ndarray], work: float,
    threads: Optional[int], progress: Progress,
) -> None:  # fmt: skip
    function, text = getattr(library, "widelimit_" + name), architecture._text
    nngp, ntk = described(results.get("nngp")), described(results.get("ntk"))
    run(
        lambda control, error: function(text, *leading, nngp, ntk, control, error),
        threads=threads, progress=progress, work=work,
    )  # fmt: skip


def _names(get: Get) -> Tuple[str, ...]:
    given = Kernels._fields if get is None else (get,) if isinstance(get, (str, int)) else tuple(get)
    names = tuple(str(name).lower() for name in given)
    if names not in _TUPLES:
        known = ", ".join(repr(fields[0] if len(fields) == 1 else fields) for fields in _TUPLES)
        raise ValueError(f"get is {get!r}: give one of {known}")
    return names


def _results(
    get: Get, names: Tuple[str, ...], out: Any, shape: Tuple[int, ...], sources: Tuple[Optional[np.ndarray], ...]
) -> Dict[str, np.ndarray]:
    given: Sequence[Any]
    if out is None:
        given = [None] * len(names)
    else:
        given = [out] if isinstance(get, str) else list(out)
        if len(given) != len(names):
            raise ValueError(f"out holds {len(given)} arrays, and get asks for {len(names)}")
    results = {name: _arrays.result(array, shape, name, sources) for name, array in zip(names, given)}
    if out is not None:
        for one, other in itertools.combinations(results.values(), 2):
            if _arrays.overlap(one, other):
                raise ValueError("the arrays of out share memory")
    return results


def _named(get: Get, names: Tuple[str, ...], results: Dict[str, np.ndarray]) -> Any:
    return results[names[0]] if isinstance(get, str) else _TUPLES[names](**results)


def kernel_work(architecture: Architecture, inputs: np.ndarray, columns: int) -> float:
    """About how many operations the kernels take."""
    entry = inputs.shape[-1] + 50 * architecture._layer_count
    for positions in inputs.shape[1:-1]:
        entry *= positions**2
    return float(len(inputs) * columns * entry)
