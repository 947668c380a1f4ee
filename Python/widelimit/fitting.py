"""Fitting the Gaussian process of an infinitely wide network to data."""

from __future__ import annotations

import ctypes
from typing import Optional

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, run
from ._checks import number
from ._interface import FitOptions
from ._library import library
from .architecture import Architecture, ArchitectureLike
from .model import Model


def fit(
    architecture: ArchitectureLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    noise: Optional[float] = None,
    keep_factor: bool = True,
    leave_one_out: bool = True,
    classes: bool = False,
    strict: bool = False,
    keep_data: bool = True,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Model:
    """The posterior of the infinitely wide network's Gaussian process (Lee, Bahri et al. 2018).

    f ~ N(0, K) and y = f(x) + ε with ε ~ N(0, σ_ε²); every output has this prior.

    Parameters
    ----------
    architecture
        An `Architecture`, its JSON text or its file.
    x
        Training inputs [n, d], [n, length, channels] or [n, height, width, channels].
    y
        Targets [n] or [n, k]; with `classes`, whole numbers [n] that name classes.
    noise
        σ_ε², in the kernel's units; None: 1e-10 of the mean of K's diagonal, more where K needs it to have a factor.
    keep_factor
        False saves n²/2 numbers, and predictions have no variance.
    leave_one_out
        False saves what the factor costs once more, and there are no leave-one-out errors.
    classes
        Whether y holds labels of classes, K ≥ 2 of which are regressed on 1 − 1/K and −1/K.
    strict
        Whether what needs a warning is an error.
    keep_data
        Whether the model keeps copies of x and y, which ``predict(x, times=…)`` needs; False saves their memory. The
        library keeps a copy of x in any case, for the mean is a sum over its rows.

    Returns
    -------
    Model

    Raises
    ------
    ValueError, TypeError, MemoryError, KeyboardInterrupt
    """
    architecture = Architecture.of(architecture)
    first = _arrays.inputs(x, "x")
    if classes and np.asarray(y).dtype.kind in "OUS":
        raise TypeError(
            "y holds texts or Python objects, and labels are whole numbers: give the second of "
            "numpy.unique(y, return_inverse=True)"
        )
    given = _arrays.targets(y, len(first))
    columns = given if given.ndim == 2 else given[:, None]
    options = FitOptions(
        float("nan") if noise is None else number(noise, "noise"), keep_factor, leave_one_out, classes, strict
    )
    text, arrays, handle = architecture._text, (described(first), described(columns)), ctypes.c_void_p()
    run(
        lambda control, error: library.widelimit_fit(
            text, *arrays, ctypes.byref(options), control, ctypes.byref(handle), error
        ),
        threads=threads,
        progress=progress,
    )
    data = None if classes or not keep_data else (first.copy(), given.copy(), noise or 0.0)
    return Model(handle.value, squeezes=given.ndim == 1 and not classes, data=data)  # type: ignore[arg-type]
