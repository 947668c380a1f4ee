"""Nonlinearities that are given as functions of other libraries."""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, NoReturn, Optional, Tuple

from ._compiled import Transform
from ._elementwise import affine
from ._layer import layer

_NUMPY, _JAX_NN, _SCIPY = ("numpy", "jax.numpy"), ("jax.nn",), ("scipy.special", "jax.scipy.special")

#: The library's nonlinearities by the functions that are the same: modules, a name there, and how architectures say it.
_KNOWN: Tuple[Tuple[Tuple[str, ...], str, Any], ...] = (
    (_NUMPY, "tanh", "tanh"),
    (_NUMPY, "sin", "sin"),
    (_NUMPY, "cos", "cos"),
    (_NUMPY, "exp", "exp"),
    (_NUMPY, "abs", "abs"),
    (_SCIPY, "erf", "erf"),
    (_SCIPY, "expit", "sigmoid"),
    (_JAX_NN, "relu", "relu"),
    (_JAX_NN, "leaky_relu", {"leakyRelu": {"slope": 0.01}}),
    (_JAX_NN, "sigmoid", "sigmoid"),
    (_JAX_NN, "softplus", "softplus"),
    (_JAX_NN, "silu", "swish"),
    (_JAX_NN, "elu", "elu"),
    (_JAX_NN, "celu", "celu"),
    (_JAX_NN, "selu", "selu"),
)


@layer
def Elementwise(
    fn: Optional[Callable[[float], float]] = None,
    nngp_fn: Optional[Callable[[float, float, float], float]] = None,
    d_nngp_fn: Optional[Callable[[float, float, float], float]] = None,
) -> Transform:
    """φ given as a function of NumPy, SciPy or JAX that the library has too; its kernel is the library's own.

    ``nngp_fn`` and ``d_nngp_fn``, which are that kernel in neural-tangents, are not called.
    """
    return _known("Elementwise", fn)


@layer
def ElementwiseNumerical(
    fn: Callable[[float], float], deg: int, df: Optional[Callable[[float], float]] = None
) -> Transform:
    """φ given as a function of NumPy, SciPy or JAX that the library has too; its kernel is the library's own.

    ``deg``, the points of neural-tangents' quadrature, and ``df`` change nothing here.
    """
    return _known("ElementwiseNumerical", fn)


def _known(name: str, fn: Any) -> Transform:
    for modules, attribute, activation in _KNOWN:
        for module in modules:
            # What is not imported is not what is given.
            if fn is not None and getattr(sys.modules.get(module), attribute, None) is fn:
                return affine(activation, 1.0, 1.0, 0.0)
    _refuse(name, fn)


def _refuse(name: str, fn: Any) -> NoReturn:
    known: Dict[str, None] = {attribute: None for _, attribute, _ in _KNOWN}
    raise NotImplementedError(
        f"stax.{name}: {getattr(fn, '__name__', fn)!r} is a function of yours, and kernels are computed outside "
        f"Python, which calls none; give one of NumPy's, SciPy's or jax.nn's ({', '.join(known)}), or write it as a "
        'formula in an architecture, {"activation": {"expression": "…"}}'
    )
