"""Gradient flow of the infinitely wide network."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional, Sequence, Union

import numpy as np
from numpy.typing import ArrayLike

from . import _arrays
from ._arrays import described
from ._call import Progress, run
from ._checks import number
from ._library import library
from .architecture import Architecture, ArchitectureLike


class Flow(NamedTuple):
    """Mean and variance over the ensemble: [times, m, k] and [times, m], without what `gradient_flow` squeezed."""

    mean: np.ndarray
    variance: np.ndarray


def gradient_flow(
    architecture: ArchitectureLike,
    x: ArrayLike,
    y: ArrayLike,
    x_test: ArrayLike,
    times: Union[float, Sequence[float]] = float("inf"),
    *,
    noise: float = 0.0,
    readout: bool = False,
    variance: bool = True,
    threads: Optional[int] = None,
    progress: Progress = None,
) -> Any:
    """The ensemble of infinitely wide networks trained by gradient flow for given times.

    All layers learn, at unit rate, on ½ Σ ‖f(x) − y‖² from random initial functions (Lee, Xiao et al. 2019,
    Eqs. 14–16): the mean is Θ* Θ⁻¹ (I − exp(−Θ t)) y.

    Parameters
    ----------
    x, y
        Training inputs [n, …] and targets [n] or [n, k].
    x_test
        Inputs [m, …].
    times
        One or several; inf is trained to the end.
    noise
        Added to the diagonal of the training inputs' NTK.
    readout
        True: the last layer alone learns, and the NNGP takes the NTK's place.
    variance
        False: the mean alone.

    Returns
    -------
    Flow, or the mean
        Mean [times, m, k] and variance [times, m]; without the axis of times for one time, and without that of
        outputs for targets [n].
    """
    architecture = Architecture.of(architecture)
    first = _arrays.inputs(x, "x")
    given = _arrays.targets(y, len(first))
    second = _arrays.matching(x_test, "x_test", first, "x")
    instants = np.atleast_1d(_arrays.real(times, "times"))
    if instants.ndim != 1:
        raise ValueError(f"times has shape {instants.shape}: give one time or a sequence of them")
    columns = given if given.ndim == 2 else given[:, None]
    means = np.empty((len(instants), len(second), columns.shape[1]))
    variances = np.empty(means.shape[:2]) if variance else None
    noise = number(noise, "noise")
    text, arrays = architecture._text, [described(array) for array in (first, columns, second, instants)]
    results = described(means), described(variances)
    run(
        lambda control, error: library.widelimit_flow(text, *arrays, noise, readout, *results, control, error),
        threads=threads,
        progress=progress,
    )
    if given.ndim == 1:
        means = means[..., 0]
    if np.ndim(times) == 0:
        means, variances = means[0], None if variances is None else variances[0]
    return means if variances is None else Flow(means, variances)
