"""Layers of an architecture, by the names they have in Swift and in architecture files.

Weights are independent and Gaussian with variance σ_w²/fan-in, biases with variance σ_b²; widths are no part of a
layer. What each does to kernels is its docstring: K is the NNGP kernel, Θ the NTK.
"""

from ._activations import GELU, Abs, Activation, Cos, Erf, Identity, LeakyReLU, ReLU, Sin, Tanh
from ._composed import Parallel, Repeat, Residual, checked_layers
from ._layer import Layer
from ._own import Expression, Table
from ._unweighted import AveragePooling, Dropout, Flatten, GlobalAveragePooling, LayerNorm
from ._weighted import Convolution, Dense

__all__ = [
    "Layer", "Dense", "Convolution", "Activation", "ReLU", "LeakyReLU", "Abs", "Erf", "GELU", "Sin", "Cos", "Tanh",
    "Identity", "Flatten", "GlobalAveragePooling", "AveragePooling", "LayerNorm", "Dropout", "Residual", "Parallel",
    "Repeat", "Expression", "Table", "checked_layers",
]  # fmt: skip
