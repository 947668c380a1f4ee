"""What an architecture is made of."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Dict, List, Tuple


class Layer:
    """What an architecture is made of."""

    #: The layer's key in architecture files.
    key = ""

    def settings(self) -> Dict[str, Any]:
        """The layer's settings as they stand in architecture files, those that have their default left out."""
        return {}

    def to_json(self) -> Any:
        """The layer as a value of JSON."""
        settings = self.settings()
        return {self.key: settings} if settings else self.key

    def __repr__(self) -> str:
        shown = [f"{value!r}" if place else f"{name}={value!r}" for name, value, place in self._shown()]
        return f"{type(self).__name__}({', '.join(shown)})"

    def _shown(self) -> List[Tuple[str, Any, bool]]:
        """Fields that differ from their defaults, and whether each stands by its place."""
        shown, by_place = [], True
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if value == field.default:
                by_place = False
            else:
                shown.append((field.name, value, by_place))
        return shown
