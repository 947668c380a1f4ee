"""neural-tangents' ``predict``: posteriors and gradient flow from kernels, with the same signatures and results.

>>> predict_fn = widelimit.predict.gradient_descent_mse_ensemble(kernel_fn, x_train, y_train, diag_reg=1e-4)
>>> nngp, ntk = predict_fn(x_test=x_test)

Everything is float64. Of a training kernel a function makes Cholesky factors for infinite time and the eigenvectors
for finite times, each when it is first needed, and keeps them. A kernel that is singular in float64 raises
`numpy.linalg.LinAlgError` for infinite time, where neural-tangents gives NaN or rounding's multiples.
"""

from __future__ import annotations

from typing import Any, NoReturn, Optional

import numpy as np

from .._missing import reasons
from ._ensemble import gradient_descent_mse_ensemble
from ._gaussian import Gaussian
from ._gp_inference import gp_inference
from ._mean_squared_error import gradient_descent_mse
from ._targets import real
from ._tensors import square

__all__ = ["Gaussian", "gp_inference", "gradient_descent_mse", "gradient_descent_mse_ensemble", "max_learning_rate"]


def max_learning_rate(
    ntk_train_train: Any, y_train_size: Optional[int] = None, momentum: float = 0.0, eps: float = 1e-12
) -> float:
    """The learning rate from which gradient descent on the mean squared error diverges: 2 (1 + momentum) N/λ_max(Θ).

    Parameters
    ----------
    y_train_size
        N, the number of targets; None: the number of rows of Θ.
    """
    kernel = square(real(ntk_train_train, "ntk_train_train"), "ntk_train_train")
    count = len(kernel) if y_train_size is None else y_train_size
    return float(2 * (1 + momentum) * count / (np.linalg.eigvalsh(kernel)[-1] + eps))


def gradient_descent(*args: Any, **kwargs: Any) -> NoReturn:
    """Not supported: of losses only the mean squared error is, by `gradient_descent_mse`."""
    raise NotImplementedError(
        "predict.gradient_descent is not supported: a loss of yours would have to be differentiated, and its flow "
        "followed step by step; gradient_descent_mse has that of the mean squared error in closed form"
    )


__getattr__ = reasons(__name__, {"ODEState": "it belongs to predict.gradient_descent, which is not supported either"})
