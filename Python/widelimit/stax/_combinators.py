"""Layers in rows and side by side."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any, List, Tuple

from . import _layer
from ._kernel_fn import Transform
from ._layer import Layer, layer
from ._signal import Signal


@layer
def serial(*layers: Layer) -> Transform:
    """The layers one after the other."""
    if not layers:
        raise ValueError("stax.serial has no layers; give one, such as stax.Identity()")
    steps = [_layer.transform(value, f"layer {index + 1} of serial") for index, value in enumerate(layers)]

    def apply(signal: Any) -> Any:
        for step in steps:
            signal = step(signal)
        return signal

    return apply


@layer
def repeat(layer: Layer, n: int) -> Transform:
    """``serial(*([layer] * n))``, with one `repeat` of the architecture where the rounds are alike."""
    step, count = _layer.transform(layer, "what stax.repeat repeats"), operator.index(n)
    if count < 0:
        raise ValueError(f"stax.repeat: n is {count}; give a whole number ≥ 0")

    def apply(signal: Any) -> Any:
        if count < 2 or not isinstance(signal, Signal):
            return _in_turn(step, signal, count)
        # The first round finds what is in front of the loop, every other one what its predecessor leaves.
        first = _round(step, signal)
        second = _round(step, first)
        if not (isinstance(first, Signal) and isinstance(second, Signal)) or _state(first) != _state(second):
            return _in_turn(step, signal, count)
        if first.layers == second.layers:
            layers = _repeated(first.layers, count)
        else:
            layers = (*first.layers, *_repeated(second.layers, count - 1))
        return replace(second, layers=(*signal.layers, *layers))

    return apply


def _round(step: Transform, signal: Any) -> Any:
    """One round by itself: what layers it adds, and how it leaves the signal."""
    return step(_state(signal)) if isinstance(signal, Signal) else step(signal)


def _state(signal: Signal) -> Signal:
    return replace(signal, layers=())


def _repeated(layers: Tuple[Any, ...], count: int) -> Tuple[Any, ...]:
    if count == 1 or not layers:
        return layers
    return ({"repeat": {"count": count, "layers": list(layers)}},)


def _in_turn(step: Transform, signal: Any, count: int) -> Any:
    for _ in range(count):
        signal = step(signal)
    return signal


@layer
def parallel(*layers: Layer) -> Transform:
    """One layer for each of the signals of a `FanOut`."""
    steps = [_layer.transform(value, f"layer {index + 1} of parallel") for index, value in enumerate(layers)]

    def apply(signals: Any) -> List[Any]:
        if not isinstance(signals, list):
            raise ValueError("stax.parallel has one signal, not a list of them: put stax.FanOut(n) in front of it")
        if len(signals) != len(steps):
            raise ValueError(f"stax.parallel has {len(steps)} layers for {len(signals)} signals")
        return [step(signal) for step, signal in zip(steps, signals)]

    return apply
