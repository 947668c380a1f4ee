"""Networks compiled for inputs of one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Tuple

from ..architecture import Architecture
from ._signal import Signal

#: What a layer does: one signal, or a list of them inside branches, becomes another.
Transform = Callable[[Any], Any]


@dataclass(frozen=True)
class Compiled:
    """A network for inputs of one shape.

    Attributes
    ----------
    output
        The shape of the finite network's output for one input.
    gaussian
        Whether outputs are jointly Gaussian.
    drops_out
        Whether masks are drawn, by which an input that meets itself differs from one that meets its equal.
    jumps
        Whether a nonlinearity jumps, so that there is no NTK.
    """

    architecture: Architecture
    output: Tuple[int, ...]
    gaussian: bool
    drops_out: bool
    jumps: bool

    @staticmethod
    def of(transform: Transform, input_shape: Tuple[int, ...]) -> "Compiled":
        """The network that the layers make of the input's signal.

        Raises
        ------
        NotImplementedError, ValueError
            If they make none that the library has.
        """
        signal = transform(Signal(positions=tuple(input_shape[:-1]) or None, channels=input_shape[-1]))
        if isinstance(signal, list):
            raise NotImplementedError(
                f"the network ends in {len(signal)} branches; join them by FanInSum, FanInConcat or FanInProd, or make "
                "a network of each"
            )
        if signal.positions is not None:
            raise NotImplementedError(
                f"the network ends in {_kind(signal)} {list(signal.shape)}, whose kernel is no number: end it with "
                "Flatten or GlobalAvgPool"
            )
        gaussian, signal = signal.gaussian, signal.settled()
        layers = signal.layers
        if not layers:  # neural-tangents' K of no layers: that of the inputs
            layers = ({"dense": {"weightVariance": 1.0, "biasVariance": 0.0, "trainable": False}},)
        return Compiled(
            architecture=Architecture.from_json({"layers": layers}),
            output=signal.shape,
            gaussian=gaussian,
            drops_out=has_layer(layers, "dropout"),
            jumps=_jumps(layers),
        )


def has_layer(layers: Any, name: str) -> bool:
    """Whether a layer of that name is among ``layers``, inside others or not."""
    if isinstance(layers, str):
        return layers == name
    if isinstance(layers, dict):
        return name in layers or any(has_layer(value, name) for value in layers.values())
    return isinstance(layers, (list, tuple)) and any(has_layer(value, name) for value in layers)


def _jumps(layers: Any) -> bool:
    """Whether a nonlinearity among ``layers``, inside others or not, is no continuous function."""
    if isinstance(layers, dict):
        return layers.get("activation") in ("sign", "step") or any(map(_jumps, layers.values()))
    return isinstance(layers, (list, tuple)) and any(map(_jumps, layers))


def _kind(signal: Signal) -> str:
    return "a sequence" if len(signal.shape) == 2 else "an image"
