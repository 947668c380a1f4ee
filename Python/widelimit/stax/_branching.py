"""Where a signal splits and where branches meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, List

from .._checks import whole
from ._compiled import Transform
from ._layer import layer
from ._signal import LayerJSON, Signal


@layer
def FanOut(num: int) -> Transform:
    """``num`` copies of the signal, for `parallel`."""
    count = whole(num, "stax.FanOut: num")
    if count < 1:
        raise ValueError(f"stax.FanOut: num is {count}; give a number from 1 on")

    def apply(signal: Any) -> List[Signal]:
        if isinstance(signal, list):
            raise NotImplementedError("stax.FanOut of several signals: put it inside a branch of parallel")
        if signal.gaussian:  # a factor in the weights before the fork, once for all branches
            signal = signal.settled()
        return [replace(signal, layers=(), stem=signal)] * count

    return apply


@layer
def FanInSum() -> Transform:
    """The sum of the branches, which must be Gaussian and independent."""

    def apply(signals: Any) -> Signal:
        stem = _stem("FanInSum", signals)
        if len(signals) == 1:
            return _joined(stem, signals[0], signals[0].layers)
        shapes = [signal.shape for signal in signals]
        if any(shape != shapes[0] for shape in shapes):
            raise ValueError(f"stax.FanInSum: the branches have shapes {shapes}, which must be the same")
        if not all(signal.gaussian for signal in signals):
            raise NotImplementedError(
                "stax.FanInSum needs Gaussian branches: end every one that has a nonlinearity, Flatten or Dropout "
                "with a Dense or Conv layer, and put one before FanOut where a branch has none"
            )
        if sum(_hands_on(signal.layers) for signal in signals) > 1:
            raise NotImplementedError(
                "stax.FanInSum: two branches hand on their input without weights, so that their signals are not "
                "independent, and their kernels do not add up"
            )
        branches = [list(signal.settled().layers) for signal in signals]
        if len(branches) == 2 and [] in branches:
            layers = branches[0] or branches[1]
            joined: LayerJSON = {"residual": {"layers": layers}}
        else:
            joined = {"parallel": {"branches": branches, "join": "sum"}}
        return replace(_joined(stem, signals[0], (joined,)), scale=1.0, shift=0.0)

    return apply


@layer
def FanInProd() -> Transform:
    """The product of the branches, which must be independent: K = Π Kᵢ and Θ = Σᵢ Θᵢ Π Kⱼ over j ≠ i."""

    def apply(signals: Any) -> Signal:
        stem = _stem("FanInProd", signals)
        if len(signals) == 1:
            return _joined(stem, signals[0], signals[0].layers)
        shapes = [signal.shape for signal in signals]
        if any(shape != shapes[0] for shape in shapes):
            raise ValueError(f"stax.FanInProd: the branches have shapes {shapes}, which must be the same")
        if sum(_hands_on(signal.layers) for signal in signals) > 1:
            raise NotImplementedError(
                "stax.FanInProd: two branches hand on their input without weights, so that their signals are not "
                "independent, and their kernels do not multiply"
            )
        branches = [list(_factor(signal).layers) for signal in signals]
        joined: LayerJSON = {"parallel": {"branches": branches, "join": "product"}}
        return replace(_joined(stem, signals[0], (joined,)), gaussian=False, scale=1.0, shift=0.0)

    return apply


def _factor(signal: Signal) -> Signal:
    """A branch of a product, as the library takes it: Gaussian, or without weights of its own."""
    settled = signal.settled()
    if signal.gaussian or _hands_on(signal.layers):
        return settled
    last = signal.layers[-1]
    if not isinstance(last, dict) or "activation" not in last:
        raise NotImplementedError(
            "stax.FanInProd: a branch with weights ends in a layer behind which units are neither Gaussian nor alike; "
            "end it with a Dense or Conv layer, or with a nonlinearity"
        )
    if settled is not signal:
        return settled
    # Kernels of a product know second moments of its factors alone, and an untrained layer of variance 1 keeps those.
    return signal.kept()


@layer
def FanInConcat(axis: int = -1) -> Transform:
    """The features, or the channels of every position, of all branches side by side.

    The kernel is the mean of the branches', weighted by their widths.
    """

    def apply(signals: Any) -> Signal:
        stem = _stem("FanInConcat", signals)
        rank = len(signals[0].shape) + 1
        if axis % rank != rank - 1:
            raise NotImplementedError(f"stax.FanInConcat: axis is {axis}; only channels are put side by side: give -1")
        positions = [signal.positions for signal in signals]
        if any(place != positions[0] for place in positions):
            raise ValueError(
                f"stax.FanInConcat: the branches have shapes {[s.shape for s in signals]}, which must be the same but "
                "for channels"
            )
        if len(signals) > 1 and any((s.scale, s.shift) != (signals[0].scale, signals[0].shift) for s in signals):
            signals = [signal.settled() for signal in signals]
        widths = [signal.channels for signal in signals]
        last = replace(signals[0], channels=sum(widths), gaussian=False)
        branches = [list(signal.layers) for signal in signals]
        if all(branch == branches[0] for branch in branches) and not branches[0]:
            return _joined(stem, last, ())
        if len(signals) == 1:
            return _joined(stem, last, signals[0].layers)
        settings: Any = {"branches": branches, "join": "concatenation"}
        if any(width != widths[0] for width in widths):
            settings["widths"] = widths
        return _joined(stem, last, ({"parallel": settings},))

    return apply


def _stem(name: str, signals: Any) -> Signal:
    """What the branches split from."""
    if not isinstance(signals, list):
        raise ValueError(f"stax.{name} has one signal, no list of them: put stax.FanOut(n) and stax.parallel in front")
    if any(isinstance(signal, list) for signal in signals):
        raise NotImplementedError(f"stax.{name}: a branch ends in branches; join them inside it")
    return signals[0].stem


def _joined(stem: Signal, last: Signal, layers: Any) -> Signal:
    """The signal behind a join: ``layers`` behind the stem's, and the state of ``last``."""
    return replace(last, layers=(*stem.layers, *layers), stem=stem.stem)


def _hands_on(layers: Any) -> bool:
    """Whether the input is in the output as it is, beside what weights of the branch's own make of it."""
    return not any(_weighs(layer) for layer in layers)


def _weighs(layer: Any) -> bool:
    """Whether everything that leaves the layer has been through weights; a settled factor is none."""
    if isinstance(layer, str):
        return False
    ((name, settings),) = layer.items()
    if name in ("dense", "convolution"):
        return bool(settings.get("trainable", True))
    if name == "selfAttention":
        return True
    if name == "repeat":
        return not _hands_on(settings["layers"])
    if name == "parallel":
        return not any(map(_hands_on, settings["branches"]))
    return False  # residual, whose input is part of its output, and layers without weights
