"""WideLimit: infinitely wide neural networks as kernels.

>>> import numpy, widelimit
>>> network = widelimit.fully_connected(depth=3, nonlinearity="relu", weight_variance=2.0, bias_variance=0.1)
>>> nngp, ntk = widelimit.kernel(network, numpy.random.rand(100, 784))
"""

from ._about import about
from ._missing import reasons
from ._version import __version__
from ._warnings import WideLimitWarning
from .architecture import Architecture, fully_connected
from .diagnosis import Diagnosis, diagnose
from .fitting import fit
from .flow import gradient_flow
from .kernels import Kernels, depth_sweep, kernel, kernel_diagonal
from .layers import (
    GELU,
    Abs,
    Activation,
    AveragePooling,
    Convolution,
    Cos,
    Dense,
    Dropout,
    Erf,
    Flatten,
    GlobalAveragePooling,
    Identity,
    LayerNorm,
    LeakyReLU,
    Parallel,
    ReLU,
    Repeat,
    Residual,
    SelfAttention,
    Sin,
    Tanh,
)
from .mean_field import MeanField, meanfield
from .model import Model, load
from .prediction import Prediction
from .results import open_results

from . import predict, stax  # isort: skip
from .stax import Kernel, batch

__all__ = [
    "Abs", "Activation", "Architecture", "AveragePooling", "Convolution", "Cos", "Dense", "Diagnosis", "Dropout",
    "Erf", "Flatten", "GELU", "GlobalAveragePooling", "Identity", "Kernel", "Kernels", "LayerNorm", "LeakyReLU",
    "MeanField", "Model", "Parallel", "Prediction", "ReLU", "Repeat", "Residual", "SelfAttention", "Sin", "Tanh",
    "WideLimitWarning", "__version__", "about", "batch", "depth_sweep", "diagnose", "fit", "fully_connected",
    "gradient_flow", "kernel", "kernel_diagonal", "load", "meanfield", "open_results", "predict", "stax",
]  # fmt: skip

_FINITE = "widelimit computes the infinitely wide network, and has no finite one to differentiate or to draw"

__getattr__ = reasons(__name__, {
    "empirical_kernel_fn": _FINITE,
    "empirical_nngp_fn": _FINITE,
    "empirical_ntk_fn": _FINITE,
    "empirical_ntk_vp_fn": _FINITE,
    "NtkImplementation": "it belongs to the empirical kernels, which are not supported either",
    "linearize": _FINITE,
    "taylor_expand": _FINITE,
    "monte_carlo_kernel_fn": _FINITE,
}, later=("sklearn",))  # fmt: skip
