"""What `Dense` and `Conv` say of their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional, Tuple

from .._checks import number, whole


@dataclass(frozen=True)
class Weights:
    """Variances, and the learning rates of the standard parameterisation.

    Attributes
    ----------
    channels
        Those of the output.
    variances
        σ_w² and σ_b².
    """

    channels: int
    variances: Tuple[float, float]
    _has_bias: bool
    _input_scale: Optional[int]

    @staticmethod
    def of(layer: str, width: Any, W_std: Any, b_std: Any, parameterization: str, s: Tuple[int, int]) -> "Weights":
        """From a layer's arguments.

        Raises
        ------
        TypeError, ValueError
            If one of them can have no meaning.
        """
        name = f"stax.{layer}: "
        width = whole(width, name + "the width")
        if width < 1:
            raise ValueError(f"{name}the width is {width}; give a number from 1 on")
        weight = number(W_std, name + "W_std")
        bias = 0.0 if b_std is None else number(b_std, name + "b_std")
        is_standard = str(parameterization).lower() == "standard"
        if not is_standard and str(parameterization).lower() != "ntk":
            raise ValueError(f'{name}parameterization is {parameterization!r}; give "ntk" or "standard"')
        scales = tuple(whole(scale, name + "s") for scale in s)
        if len(scales) != 2 or min(scales) < 1:
            raise ValueError(f"{name}s is {s}; give two whole numbers from 1 on")
        return Weights(
            channels=width * scales[1] if is_standard else width,
            variances=(weight**2, bias**2),
            _has_bias=b_std is not None,
            _input_scale=scales[0] if is_standard else None,
        )

    def rates(self, fan_in: int) -> Optional[Tuple[float, float]]:
        """Learning rates in the standard parameterisation: 1 for every entry, so that those of W count fan-in times.

        None in the NTK parameterisation, whose rates are the variances.
        """
        if self._input_scale is None:
            return None
        return fan_in / self._input_scale, float(self._has_bias)
