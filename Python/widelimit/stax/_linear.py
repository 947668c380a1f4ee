"""Layers with weights, and those that only read positions as features."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional, Sequence, Tuple

import numpy as np

from ._kernel_fn import Transform
from ._layer import check_axes, layer
from ._signal import Signal

_SPECIFICATION = ("NHWC", "HWIO", "NHWC")


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
    factor = 1.0 if lhs is None and rhs is None else np.asarray(rhs if lhs is None else lhs)
    if np.ndim(factor) > 0:
        raise NotImplementedError("stax.DotGeneral: only products with one number are supported, not with arrays")
    return lambda signal: signal.rescaled(float(factor) ** 2)


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
    standard = _is_standard(parameterization, "Dense")

    def apply(signal: Signal) -> Signal:
        check_axes("Dense", batch_axis, channel_axis, rank=len(signal.shape) + 1)
        rates = _rates(signal.channels, b_std, s) if standard else None
        return signal.weighted(out_dim * s[1] if standard else out_dim, W_std**2, (b_std or 0.0) ** 2, rates)

    return apply


@layer
def Conv(
    out_chan: int,
    filter_shape: Sequence[int],
    strides: Optional[Sequence[int]] = None,
    padding: str = "VALID",
    W_std: float = 1.0,
    b_std: Optional[float] = None,
    dimension_numbers: Optional[Tuple[str, str, str]] = None,
    parameterization: str = "ntk",
    s: Tuple[int, int] = (1, 1),
) -> Transform:
    """A convolution with square filters of odd size and stride 1, its padding "SAME" or "CIRCULAR".

    "VALID", the default as in neural-tangents, is supported for filters of one position, of which it changes nothing.
    """
    size = _filter_size(tuple(filter_shape), strides, padding)
    if dimension_numbers is not None and tuple(dimension_numbers) != _SPECIFICATION:
        raise NotImplementedError(f"stax.Conv: dimension_numbers is {dimension_numbers}; give {_SPECIFICATION} or None")
    standard = _is_standard(parameterization, "Conv")
    outside = "circular" if padding_name(padding) == "CIRCULAR" and size > 1 else "zero"

    def apply(signal: Signal) -> Signal:
        if signal.positions is None:
            raise ValueError("stax.Conv needs images [n, height, width, channels]; the signal here is a vector")
        rates = _rates(size * size * signal.channels, b_std, s) if standard else None
        channels = out_chan * s[1] if standard else out_chan
        return signal.weighted(channels, W_std**2, (b_std or 0.0) ** 2, rates, size, outside)

    return apply


@layer
def Flatten(batch_axis: int = 0, batch_axis_out: int = 0) -> Transform:
    """An image read as one vector; the kernel is the mean over positions."""
    if batch_axis != 0 or batch_axis_out not in (0, -2):
        raise NotImplementedError("stax.Flatten: batch_axis and batch_axis_out are 0 here: inputs are [n, …]")

    def apply(signal: Signal) -> Signal:
        # Features of different variance side by side are no Gaussian of one variance.
        if signal.positions is None:
            return replace(signal, gaussian=False)
        height, width = signal.positions
        return signal.then("flatten", positions=None, channels=height * width * signal.channels, gaussian=False)

    return apply


def _is_standard(parameterization: str, name: str) -> bool:
    if parameterization.lower() not in ("ntk", "standard"):
        raise ValueError(f'stax.{name}: parameterization is {parameterization!r}; give "ntk" or "standard"')
    return parameterization.lower() == "standard"


def _rates(fan_in: int, b_std: Optional[float], s: Tuple[int, int]) -> Tuple[float, float]:
    """Learning rates of the standard parameterisation: 1 for every entry, so that those of W count fan-in times."""
    return fan_in / s[0], 0.0 if b_std is None else 1.0


def _filter_size(shape: Tuple[int, ...], strides: Optional[Sequence[int]], padding: Any) -> int:
    if len(shape) != 2:
        raise NotImplementedError(f"stax.Conv: filter_shape is {shape}; only convolutions of images are supported")
    if any(stride != 1 for stride in strides or ()):
        raise NotImplementedError(
            f"stax.Conv: strides is {tuple(strides)}; convolutions keep every position here: give (1, 1), and make the "
            "image smaller by AvgPool"
        )
    if shape[0] != shape[1] or shape[0] % 2 == 0:
        raise NotImplementedError(
            f"stax.Conv: filter_shape is {shape}; filters are square and of odd size here, so that the image keeps its "
            "size"
        )
    if padding_name(padding) not in ("VALID", "SAME", "CIRCULAR"):
        raise ValueError(f'stax.Conv: padding is {padding!r}; give "SAME", "CIRCULAR" or "VALID"')
    if padding_name(padding) == "VALID" and shape != (1, 1):
        raise NotImplementedError(
            f'stax.Conv: padding is "VALID" (the default), by which a filter {shape} makes the image smaller; '
            'convolutions keep its size here: give "SAME" or "CIRCULAR"'
        )
    return shape[0]


def padding_name(padding: Any) -> str:
    """"VALID", "SAME" or "CIRCULAR", given as text or as a member of `Padding`."""
    return str(getattr(padding, "value", padding)).upper()
