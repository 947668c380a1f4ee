"""What neural-tangents has and this module has not, with the reason: each raises it when it is called."""

from __future__ import annotations

from typing import Any, Callable, Dict, NoReturn

#: Reasons by name.
LAYERS: Dict[str, str] = {
    "Aggregate": "graphs are not supported: inputs are vectors, sequences and images",
    "ConvLocal": "filters that are not shared between positions are not supported; Conv shares them",
    "ConvTranspose": "the library has no transposed convolution; Conv has strides",
    "ExpNormalized": (
        "it is a kernel without a function, so that no network has it; LayerNorm and Rbf(gamma/2) give "
        "exp(gamma (c - 1)) of the cosine c"
    ),
    "ImageResize": "images are made smaller by strides of Conv, AvgPool and SumPool, and not resized",
    "Index": "parts of images are not supported: cut the inputs themselves",
}

_OWN_LAYERS = "layers of your own cannot be mixed in: the network is computed by the library as a whole"
_MASKS = "masked inputs are not supported"

#: Reasons of what is no layer.
OTHERS: Dict[str, str] = {
    "AggregateImplementation": LAYERS["Aggregate"],
    "Bool": _OWN_LAYERS,
    "Diagonal": _OWN_LAYERS,
    "MaskedArray": _MASKS,
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
