"""Layers with weights, and those that only read positions as features."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import Any, Optional, Tuple

import numpy as np

from .._checks import number
from ._compiled import Transform
from ._layer import check_axes, layer
from ._signal import Signal
from ._weights import Weights


@layer
def Identity() -> Transform:
    """Nothing."""
    return lambda signal: signal


@layer
def DotGeneral(
    *,
    lhs: Any = None,
    rhs: Any = None,
    dimension_numbers: Any = (((), ()), ((), ())),
    precision: Any = None,
    batch_axis: int = 0,
    channel_axis: int = -1,
) -> Transform:
    """The product with a constant number; those with arrays are not supported."""
    check_axes("DotGeneral", batch_axis, channel_axis)
    if lhs is not None and rhs is not None:
        raise ValueError("stax.DotGeneral: give lhs or rhs, not both")
    given = next((value for value in (lhs, rhs) if value is not None), 1.0)
    if np.ndim(given) > 0:
        raise NotImplementedError("stax.DotGeneral: only products with one number are supported, not with arrays")
    factor = number(given, "stax.DotGeneral's factor")
    return lambda signal: signal.rescaled(factor**2)


@layer
def Dense(
    out_dim: int,
    W_std: float = 1.0,
    b_std: Optional[float] = None,
    batch_axis: int = 0,
    channel_axis: int = -1,
    parameterization: str = "ntk",
    s: Tuple[int, int] = (1, 1),
) -> Transform:
    """z = W x + b over features, or over the channels of every position.

    K' = W_std² K + b_std², and Θ' = K' + W_std² Θ in the NTK parameterisation, Θ' = (fan-in/s₀) K + 1 + W_std² Θ in
    the standard one (without the 1 where there is no bias).

    Parameters
    ----------
    out_dim
        Width of the finite network: the next layer's fan-in in the standard parameterisation.
    W_std, b_std
        Standard deviations; None: no bias.
    """
    check_axes("Dense", batch_axis, channel_axis)
    weights = Weights.of("Dense", out_dim, W_std, b_std, parameterization, s)

    def apply(signal: Signal) -> Signal:
        check_axes("Dense", batch_axis, channel_axis, rank=len(signal.shape) + 1)
        return signal.weighted(weights.channels, *weights.variances, weights.rates(signal.channels))

    return apply


@layer
def Flatten(batch_axis: int = 0, batch_axis_out: int = 0) -> Transform:
    """An image or a sequence read as one vector; the kernel is the mean over positions."""
    if batch_axis != 0 or batch_axis_out not in (0, -2):
        raise NotImplementedError("stax.Flatten: batch_axis and batch_axis_out are 0 here: inputs are [n, …]")

    def apply(signal: Signal) -> Signal:
        # Features of different variance side by side are no Gaussian of one variance.
        if signal.positions is None:
            return replace(signal, gaussian=False)
        channels = prod(signal.positions) * signal.channels
        return signal.then("flatten", positions=None, channels=channels, gaussian=False)

    return apply
