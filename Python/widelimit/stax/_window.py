"""Windows over positions, of convolutions and of pooling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple, Union

from .._checks import whole
from ._signal import Signal

_PADDINGS = {"VALID": "valid", "SAME": "zero", "CIRCULAR": "circular"}


@dataclass(frozen=True)
class Window:
    """A window over the positions of images or of sequences, how far it moves, and what lies outside.

    Attributes
    ----------
    padding
        "valid", "zero" or "circular".
    """

    layer: str
    size: Tuple[int, ...]
    strides: Tuple[int, ...]
    padding: str

    @staticmethod
    def of(layer: str, what: str, size: Any, strides: Optional[Sequence[int]], padding: Any) -> "Window":
        """From the arguments of ``layer``, which calls the size ``what``.

        Raises
        ------
        NotImplementedError, TypeError, ValueError
        """
        sizes = tuple(whole(extent, f"stax.{layer}: a size of {what}") for extent in size)
        steps = tuple(whole(step, f"stax.{layer}: a stride") for step in strides or (1,) * len(sizes))
        if len(sizes) not in (1, 2):
            raise NotImplementedError(f"stax.{layer}: {what} is {sizes}; inputs are images and sequences here")
        if len(steps) != len(sizes):
            raise ValueError(f"stax.{layer}: strides is {steps} and {what} {sizes}; give a number for each axis")
        if min(*sizes, *steps) < 1:
            raise ValueError(f"stax.{layer}: {what} is {sizes} and strides is {steps}; give numbers from 1 on")
        name = str(getattr(padding, "value", padding)).upper()
        if name not in _PADDINGS:
            raise ValueError(f'stax.{layer}: padding is {padding!r}; give "VALID", "SAME" or "CIRCULAR"')
        return Window(layer, sizes, steps, _PADDINGS[name])

    def on(self, signal: Signal) -> "Placed":
        """The window on the positions of a signal.

        Raises
        ------
        ValueError
            If they have other axes, or are fewer than the window has.
        """
        positions = signal.positions
        if positions is None:
            raise ValueError(
                f"stax.{self.layer} needs images [n, height, width, channels] or sequences [n, length, channels]; the "
                "signal here is a vector"
            )
        if len(positions) != len(self.size):
            raise ValueError(
                f"stax.{self.layer} has a window {self.size} and an input {signal.shape}; give a number for each axis "
                "but that of channels"
            )
        if self.padding == "valid":
            if any(extent > count for extent, count in zip(self.size, positions)):
                raise ValueError(
                    f"stax.{self.layer}: nothing is left of {signal.shape} by a window {self.size}; give a smaller "
                    'one, or padding="SAME"'
                )
            return Placed(self, "valid", self._counts(positions, padded=False))
        padded = self._counts(positions, padded=True)
        is_padded = any(
            (count - 1) * step + extent > old
            for count, step, extent, old in zip(padded, self.strides, self.size, positions)
        )
        return Placed(self, self.padding if is_padded else "valid", padded)

    def _counts(self, positions: Tuple[int, ...], padded: bool) -> Tuple[int, ...]:
        """How many positions are left."""
        return tuple(
            (count - (1 if padded else extent)) // step + 1
            for count, extent, step in zip(positions, self.size, self.strides)
        )


@dataclass(frozen=True)
class Placed:
    """A window on positions that are known.

    Attributes
    ----------
    padding
        What lies outside; "valid" where the window never gets there, whatever was asked for.
    positions
        Those that are left.
    """

    window: Window
    padding: str
    positions: Tuple[int, ...]

    @property
    def count(self) -> int:
        """Places of the window."""
        count = 1
        for extent in self.window.size:
            count *= extent
        return count

    @property
    def size(self) -> Union[int, List[int]]:
        """As it stands in architecture files."""
        return sides(self.window.size)

    @property
    def stride(self) -> Union[int, List[int]]:
        """As it stands in architecture files."""
        return sides(self.window.strides)


def sides(extents: Tuple[int, ...]) -> Union[int, List[int]]:
    """Extents of a window as they stand in architecture files: one number where it says them all."""
    return extents[0] if len(set(extents)) == 1 else list(extents)
