"""neural-tangents' ``stax``: the same layers, signatures and conventions, computed by WideLimit.

>>> from widelimit import stax
>>> init_fn, apply_fn, kernel_fn = stax.serial(
...     stax.Dense(512, W_std=1.5, b_std=0.05), stax.Erf(), stax.Dense(1, W_std=1.5, b_std=0.05))
>>> kernel_fn(x1, x2, "ntk")          # [n1, n2]

A layer is a triple ``(init_fn, apply_fn, kernel_fn)``; of these ``kernel_fn`` works. Layers compile to an architecture
of the library's, ``kernel_fn.architecture(input_shape)``, which everything else in `widelimit` takes too. What is not
supported raises `NotImplementedError` with the reason; docs/from-neural-tangents.md lists it by name.
"""

from __future__ import annotations

import enum
from typing import Any

from .._missing import reasons
from .._warnings import warn
from . import _absent
from ._attention import AttentionMechanism, GlobalSelfAttention, PositionalEmbedding
from ._branching import FanInConcat, FanInProd, FanInSum, FanOut
from ._combinators import parallel, repeat, serial
from ._convolution import Conv
from ._elementwise import (
    ABRelu,
    Abs,
    Cos,
    Erf,
    Exp,
    Gabor,
    Gaussian,
    Gelu,
    Hermite,
    LeakyRelu,
    Monomial,
    Polynomial,
    Rbf,
    RectifiedMonomial,
    Relu,
    Sigmoid_like,
    Sign,
    Sin,
    Tanh,
)
from ._functions import Elementwise, ElementwiseNumerical
from ._kernel import Kernel
from ._kernel_fn import KernelFn, StaxWarning
from ._linear import Dense, DotGeneral, Flatten, Identity
from ._normalization import Dropout, LayerNorm
from ._pooling import AvgPool, GlobalAvgPool, GlobalSumPool, SumPool

__all__ = [
    "ABRelu", "Abs", "AttentionMechanism", "AvgPool", "Conv", "Cos", "Dense", "DotGeneral", "Dropout", "Elementwise",
    "ElementwiseNumerical", "Erf", "Exp", "FanInConcat", "FanInProd", "FanInSum", "FanOut", "Flatten", "Gabor",
    "Gaussian", "Gelu", "GlobalAvgPool", "GlobalSelfAttention", "GlobalSumPool", "Hermite", "Identity", "Kernel",
    "KernelFn", "LayerNorm", "LeakyRelu", "Monomial", "Padding", "Polynomial", "PositionalEmbedding", "Rbf",
    "RectifiedMonomial", "Relu", "Sigmoid_like", "Sign", "Sin", "StaxWarning", "SumPool", "Tanh", "batch", "parallel",
    "repeat", "serial",
]  # fmt: skip


class Padding(enum.Enum):
    """Paddings of `Conv` and of pooling, which take their names too."""

    CIRCULAR = "CIRCULAR"
    SAME = "SAME"
    VALID = "VALID"


def batch(kernel_fn: Any, batch_size: int = 0, device_count: int = -1, store_on_device: bool = True) -> Any:
    """``kernel_fn`` itself: kernels are computed tile by tile on all processors as they are.

    neural-tangents' ``batch`` cuts a kernel so that its parts fit into a device's memory.
    """
    if batch_size or device_count > 0:
        given = "batch_size, device_count and store_on_device"
        warn([f"batch: kernels are computed in tiles already; {given} change nothing"], StaxWarning)
    return kernel_fn


globals().update({name: _absent.absent(name) for name in _absent.LAYERS})


__getattr__ = reasons(__name__, _absent.OTHERS)
