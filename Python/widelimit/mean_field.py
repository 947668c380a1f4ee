"""Mean-field theory of networks of equal layers: fixed points, phases, depth scales."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping

from ._call import ask
from ._library import library
from .architecture import Architecture, ArchitectureLike


class MeanField:
    """What variances, correlations and gradients become with depth (Poole et al. 2016; Schoenholz et al. 2017).

    Every quantity is an attribute. One that does not exist here, such as a depth scale at a critical point, raises an
    `AttributeError` that says why, which `absent` says too; so ``getattr(theory, "xi_c", None)`` is None then.
    """

    def __init__(self, found: Mapping[str, Any]) -> None:
        values: Dict[str, Any] = {}
        absent: Dict[str, str] = {}
        for name, value in found.items():
            if isinstance(value, dict) and set(value) == {"absent"}:
                absent[name] = value["absent"]
            else:
                # JSON writes 1.0 as 1.
                values[name] = float(value) if isinstance(value, int) else value
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "absent", absent)

    #: Why each quantity that does not exist does not.
    absent: Dict[str, str]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "_values":
            raise AttributeError(name)
        if name in self._values:
            return self._values[name]
        if name in self.absent:
            raise AttributeError(f"{name}: {self.absent[name]}")
        raise AttributeError(f"no quantity {name}; there are {', '.join(self)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name}: a mean-field theory is read-only")

    def __iter__(self) -> Iterator[str]:
        return iter([*self._values, *self.absent])

    def __dir__(self) -> Any:
        return [*super().__dir__(), *self._values]

    def __reduce__(self) -> Any:
        return MeanField, ({**self._values, **{name: {"absent": why} for name, why in self.absent.items()}},)

    def __repr__(self) -> str:
        shown = [f"{name} = {value}" for name, value in self._values.items()]
        shown += [f"{name}: {why}" for name, why in self.absent.items()]
        return "\n".join(["MeanField", *("  " + line for line in shown)])


def meanfield(architecture: ArchitectureLike) -> MeanField:
    """The mean-field theory of an architecture of equal layers.

    Raises
    ------
    ValueError
        If its layers are not equal, in the library's words.
    """
    text = Architecture.of(architecture)._text
    return MeanField(ask(lambda found, error: library.widelimit_mean_field(text, found, error)))
