"""What a model predicts."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np


class Prediction(NamedTuple):
    """Mean [m, k] ([m] of targets [n]), variance [m] and covariance [m, m] of f, without noise.

    Variance and covariance are every output's, and None where they were not asked for. Of several times all are behind
    an axis of these.
    """

    mean: np.ndarray
    variance: Optional[np.ndarray]
    covariance: Optional[np.ndarray]
