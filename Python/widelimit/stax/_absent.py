"""What neural-tangents has and this module has not, with the reason: each raises it when it is called."""

from __future__ import annotations

from typing import Any, Callable, Dict, NoReturn

_NONLINEARITY = (
    "the library's nonlinearities are Relu, LeakyRelu, ABRelu, Abs, Erf, Sigmoid_like, Gelu, Sin, Cos, Rbf and Tanh"
)
_POLYNOMIAL = f"polynomials are not among its nonlinearities: {_NONLINEARITY}"

#: Reasons by name.
LAYERS: Dict[str, str] = {
    "Aggregate": "graphs are not supported: inputs are vectors and images",
    "ConvLocal": "filters that are not shared between positions are not supported; Conv shares them",
    "ConvTranspose": "convolutions keep the image's size here, which a transposed one does not",
    "Elementwise": f"kernels are computed outside Python, so that a function of yours cannot be called; {_NONLINEARITY}",
    "ElementwiseNumerical": (
        f"kernels are computed outside Python, so that a function of yours cannot be called; {_NONLINEARITY}"
    ),
    "Exp": _NONLINEARITY,
    "ExpNormalized": _NONLINEARITY,
    "FanInProd": "the product of branches is not Gaussian and not supported; FanInSum and FanInConcat are",
    "Gabor": _NONLINEARITY,
    "Gaussian": _NONLINEARITY,
    "GlobalSelfAttention": "attention is not supported",
    "Hermite": _POLYNOMIAL,
    "ImageResize": "images keep their size but for AvgPool and SumPool",
    "Index": "parts of images are not supported: cut the inputs themselves",
    "Monomial": _POLYNOMIAL,
    "Polynomial": _POLYNOMIAL,
    "RectifiedMonomial": _POLYNOMIAL,
    "Sign": _NONLINEARITY,
}

_OWN_LAYERS = "layers of your own cannot be mixed in: the network is computed by the library as a whole"
_MASKS = "masked inputs are not supported"

#: Reasons of what is no layer.
OTHERS: Dict[str, str] = {
    "AggregateImplementation": LAYERS["Aggregate"],
    "AttentionMechanism": LAYERS["GlobalSelfAttention"],
    "Bool": _OWN_LAYERS,
    "Diagonal": _OWN_LAYERS,
    "MaskedArray": _MASKS,
    "PositionalEmbedding": LAYERS["GlobalSelfAttention"],
    "Slice": LAYERS["Index"],
    "layer": _OWN_LAYERS,
    "requires": _OWN_LAYERS,
    "supports_masking": _MASKS,
    "unmask_fn": _MASKS,
}


def absent(name: str) -> Callable[..., NoReturn]:
    """A function that says why ``name`` is not there."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"stax.{name} is not supported: {LAYERS[name]}")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"Not supported: {LAYERS[name]}."
    return refuse
