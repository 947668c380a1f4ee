"""Attention."""

from __future__ import annotations

import enum
from typing import Any, Callable, Optional

from .._checks import number, whole
from ._compiled import Transform
from ._layer import check_axes, layer
from ._signal import Signal


class AttentionMechanism(enum.Enum):
    """What `GlobalSelfAttention` makes of products, which takes their names too; "ABS" and "RELU" are not supported."""

    ABS = "ABS"
    IDENTITY = "IDENTITY"
    RELU = "RELU"
    SOFTMAX = "SOFTMAX"


class PositionalEmbedding(enum.Enum):
    """Positional embeddings of `GlobalSelfAttention`, which takes their names too; "NONE" alone is supported."""

    CONCAT = "CONCAT"
    NONE = "NONE"
    SUM = "SUM"


@layer
def GlobalSelfAttention(
    n_chan_out: int,
    n_chan_key: int,
    n_chan_val: int,
    n_heads: int,
    linear_scaling: bool = True,
    W_key_std: float = 1.0,
    W_value_std: float = 1.0,
    W_query_std: float = 1.0,
    W_out_std: float = 1.0,
    b_std: Optional[float] = None,
    attention_mechanism: str = "SOFTMAX",
    pos_emb_type: str = "NONE",
    pos_emb_p_norm: float = 2,
    pos_emb_decay_fn: Optional[Callable[[float], float]] = None,
    n_chan_pos_emb: Optional[int] = None,
    W_pos_emb_std: float = 1.0,
    val_pos_emb: bool = False,
    batch_axis: int = 0,
    channel_axis: int = -1,
) -> Transform:
    """Global self-attention with keys and queries of the same weights (Hron et al. 2020), without embeddings or masks.

    Parameters
    ----------
    n_chan_out
        Channels of the finite network: the next layer's fan-in in the standard parameterisation.
    n_chan_key, n_chan_val, n_heads
        They change no kernel.
    linear_scaling
        True divides products by the number of key channels; with False, by its root, there is no kernel here.
    """
    name = "stax.GlobalSelfAttention"
    check_axes("GlobalSelfAttention", batch_axis, channel_axis)
    channels = whole(n_chan_out, f"{name}: n_chan_out")
    if not linear_scaling:
        raise NotImplementedError(
            f"{name}: linear_scaling is False, by which attention weights stay random and kernels are integrals "
            "without a closed form; give True"
        )
    mechanism, embedding = _word(attention_mechanism), _word(pos_emb_type)
    if mechanism not in AttentionMechanism.__members__:
        raise ValueError(f'{name}: attention_mechanism is {attention_mechanism!r}; give "SOFTMAX" or "IDENTITY"')
    if mechanism not in ("SOFTMAX", "IDENTITY"):
        raise NotImplementedError(f'{name}: attention_mechanism is {mechanism!r}; give "SOFTMAX" or "IDENTITY"')
    if embedding not in PositionalEmbedding.__members__:
        raise ValueError(f'{name}: pos_emb_type is {pos_emb_type!r}; give "NONE"')
    if embedding != "NONE" or val_pos_emb:
        raise NotImplementedError(f"{name}: positional embeddings are not supported: add them to the inputs")
    query, key = number(W_query_std, f"{name}: W_query_std"), number(W_key_std, f"{name}: W_key_std")
    if query * key < 0:
        raise NotImplementedError(f"{name}: W_query_std and W_key_std differ in sign, which is not supported")
    settings = {
        "queryVariance": query**2,
        "keyVariance": key**2,
        "valueVariance": number(W_value_std, f"{name}: W_value_std") ** 2,
        "outputVariance": number(W_out_std, f"{name}: W_out_std") ** 2,
        "biasVariance": 0.0 if b_std is None else number(b_std, f"{name}: b_std") ** 2,
        "mechanism": mechanism.lower(),
    }

    def apply(signal: Signal) -> Signal:
        check_axes("GlobalSelfAttention", batch_axis, channel_axis, rank=len(signal.shape) + 1)
        if signal.positions is None:
            raise ValueError(
                f"{name} needs images [n, height, width, channels] or sequences [n, length, channels]; the signal here "
                "is a vector"
            )
        return signal.settled().then({"selfAttention": settings}, channels=channels, gaussian=True)

    return apply


def _word(value: Any) -> str:
    return str(getattr(value, "value", value)).upper()
