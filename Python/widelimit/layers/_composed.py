"""Layers made of layers."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Tuple

from .._checks import number, whole
from ._layer import Layer


def checked_layers(layers: Sequence[Any], owner: str) -> Tuple[Layer, ...]:
    """The layers as a tuple.

    Raises
    ------
    TypeError
        Naming what is no layer.
    """
    for layer in layers:
        if not isinstance(layer, Layer):
            hint = f": write {layer.__name__}(…)" if callable(layer) and hasattr(layer, "__name__") else ""
            raise TypeError(f"{owner} holds {layer!r}, which is no layer{hint}")
    return tuple(layers)


class Residual(Layer):
    """The input plus what the branch makes of it: K' = K + branch(K), Θ' = Θ + branch(Θ)."""

    key = "residual"

    def __init__(self, *layers: Layer) -> None:
        self.layers = checked_layers(layers, "Residual")

    def settings(self) -> Dict[str, Any]:
        return {"layers": [layer.to_json() for layer in self.layers]}

    def __repr__(self) -> str:
        return f"Residual({', '.join(map(repr, self.layers))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Residual) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash((self.key, self.layers))


class Parallel(Layer):
    """Branches of one input side by side, whose outputs are added, multiplied or put beside each other.

    Parameters
    ----------
    *branches
        A layer or a sequence of layers each; an empty sequence is the identity.
    join
        "sum": K' = Σ K_i; "concatenation": K' = Σ w_i K_i / Σ w_i; "product": K' = Π K_i and
        Θ' = Σ Θ_i Π K_j over j ≠ i.
    widths
        Of a concatenation, the branches' relative widths w_i; None: all equal.
    """

    key = "parallel"

    def __init__(self, *branches: Any, join: str = "sum", widths: Optional[Sequence[float]] = None) -> None:
        self.branches = tuple(
            checked_layers([branch] if isinstance(branch, Layer) else branch, "a branch of Parallel")
            for branch in branches
        )
        self.join = str(join)
        self.widths = None if widths is None else tuple(number(width, "a width of Parallel") for width in widths)

    def settings(self) -> Dict[str, Any]:
        branches = [[layer.to_json() for layer in branch] for branch in self.branches]
        settings: Dict[str, Any] = {"branches": branches, "join": self.join}
        if self.widths is not None:
            settings["widths"] = list(self.widths)
        return settings

    def __repr__(self) -> str:
        shown = [repr(list(branch)) for branch in self.branches]
        if self.join != "sum":
            shown.append(f"join={self.join!r}")
        if self.widths is not None:
            shown.append(f"widths={list(self.widths)!r}")
        return f"Parallel({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parallel) and (
            (self.branches, self.join, self.widths) == (other.branches, other.join, other.widths)
        )

    def __hash__(self) -> int:
        return hash((self.key, self.branches, self.join, self.widths))


class Repeat(Layer):
    """Layers `count` times in a row, each time with weights of their own."""

    key = "repeat"

    def __init__(self, count: int, *layers: Layer) -> None:
        self.count = whole(count, "count of Repeat")
        self.layers = checked_layers(layers, "Repeat")

    def settings(self) -> Dict[str, Any]:
        return {"count": self.count, "layers": [layer.to_json() for layer in self.layers]}

    def __repr__(self) -> str:
        return f"Repeat({', '.join(map(repr, (self.count, *self.layers)))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Repeat) and (self.count, self.layers) == (other.count, other.layers)

    def __hash__(self) -> int:
        return hash((self.key, self.count, self.layers))
