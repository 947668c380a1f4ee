"""What flows through a network while it is compiled: the shape, and the kernel as the layers so far have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, Optional, Tuple, Union

#: A layer as an architecture file has it: its name, or its name with its settings.
LayerJSON = Union[str, Dict[str, Any]]


@dataclass(frozen=True)
class Signal:
    """The activations between two layers.

    Their kernels are ``scale * K + shift`` and ``scale * Θ``, K and Θ those of ``layers``: factors and constants that
    layers put in front of a nonlinearity, inside it or behind it wait here for weights that take them up. All of it is
    algebra, so nothing is lost but rounding.

    Attributes
    ----------
    positions
        Height and width of an image, the length of a sequence, None for vectors.
    channels
        Channels, or features of a vector, of the finite network that the layers describe: the fan-ins of the standard
        parameterisation, and the relative widths of a concatenation.
    layers
        The layers since the last fork, or since the input.
    gaussian
        Whether the activations are jointly Gaussian, as a nonlinearity needs them.
    stem
        What the fork had before it split; None outside branches.
    has_unit_variance
        Whether K(x, x) is 1 of every input, as it is right behind `LayerNorm`.
    """

    positions: Optional[Tuple[int, ...]]
    channels: int
    layers: Tuple[LayerJSON, ...] = ()
    gaussian: bool = False
    scale: float = 1.0
    shift: float = 0.0
    stem: Optional["Signal"] = None
    has_unit_variance: bool = False

    @property
    def shape(self) -> Tuple[int, ...]:
        """The shape of one input at this place."""
        return (self.channels,) if self.positions is None else (*self.positions, self.channels)

    def then(self, layer: LayerJSON, **changes: Any) -> "Signal":
        """The signal behind one more layer of the architecture."""
        return replace(self, layers=(*self.layers, layer), **{"has_unit_variance": False, **changes})

    def rescaled(self, scale: float, shift: float = 0.0) -> "Signal":
        """Behind ``x -> a x + c``, with c uncorrelated with x: ``scale`` is a² and ``shift`` c²."""
        if scale == 1 and shift == 0:
            return self
        return replace(self, scale=scale * self.scale, shift=scale * self.shift + shift, has_unit_variance=False)

    def settled(self) -> "Signal":
        """The same signal with nothing waiting: its factor in the weights before, or a layer of its own.

        An untrained layer of one position with σ_w² = ``scale`` and σ_b² = ``shift`` maps K to scale · K + shift and Θ
        to scale · Θ, which is what is wanted anywhere.
        """
        if self.scale == 1 and self.shift == 0:
            return self
        last = self.layers[-1] if self.layers else None
        for name in ("dense", "convolution"):
            if isinstance(last, dict) and name in last and self.shift == 0:
                scaled: LayerJSON = {name: _scaled(last[name], self.scale)}
                return replace(self, layers=(*self.layers[:-1], scaled), scale=1.0)
        return self.kept()

    def kept(self) -> "Signal":
        """Behind an untrained layer, by which nothing but what waits changes the kernels, and units are Gaussian."""
        settings = {"weightVariance": self.scale, "biasVariance": self.shift, "trainable": False}
        if self.positions is None:
            layer = {"dense": settings}
        else:
            layer = {"convolution": {"kernelSize": 1, **settings}}
        return self.then(layer, scale=1.0, shift=0.0)

    def weighted(
        self,
        channels: int,
        weight_variance: float,
        bias_variance: float,
        rates: Optional[Tuple[float, float]],
        window: Optional[Dict[str, Any]] = None,
        **changes: Any,
    ) -> "Signal":
        """Behind weights; where there are positions, those of a convolution by ``window``, or of every position alike.

        ``rates``, where given, are those of the entries of W, times their fan-in, and of b; in the NTK
        parameterisation they are σ_w² and σ_b². With a K + c at the input K' = σ_w² (a K + c) + σ_b², and the layer's
        own part of Θ' is a K + c at the rate of W and 1 at that of b: so the constant c joins the biases.
        """
        settings: Dict[str, Any] = {}
        if self.positions is not None:
            settings.update(window or {"kernelSize": 1})
        settings["weightVariance"] = weight_variance * self.scale
        settings["biasVariance"] = bias_variance + weight_variance * self.shift
        if rates is not None:
            weights, biases = rates
            settings["learningRates"] = {"weights": weights * self.scale, "biases": biases + weights * self.shift}
        name = "dense" if self.positions is None else "convolution"
        return self.then({name: settings}, channels=channels, gaussian=True, scale=1.0, shift=0.0, **changes)


def _scaled(settings: Dict[str, Any], scale: float) -> Dict[str, Any]:
    """A weighted layer whose output is multiplied by √scale."""
    settings = dict(settings)
    for key in ("weightVariance", "biasVariance"):
        settings[key] *= scale
    if "learningRates" in settings:
        settings["learningRates"] = {key: scale * rate for key, rate in settings["learningRates"].items()}
    return settings
