"""Layers of an architecture, by the names they have in Swift and in architecture files.

Weights are independent and Gaussian with variance σ_w²/fan-in, biases with variance σ_b²; widths are no part of a
layer. What each does to kernels is its docstring: K is the NNGP kernel, Θ the NTK.
"""

from ._activations import (
    CELU,
    ELU,
    GELU,
    RBF,
    SELU,
    ABReLU,
    Abs,
    Activation,
    Cos,
    Erf,
    Exp,
    Gabor,
    Gaussian,
    Hermite,
    LeakyReLU,
    Monomial,
    Polynomial,
    RectifiedMonomial,
    ReLU,
    Sigmoid,
    SigmoidLike,
    Sign,
    Sin,
    Softplus,
    Step,
    Swish,
    Tanh,
)
from ._composed import Parallel, Repeat, Residual, checked_layers
from ._layer import Layer
from ._own import Expression, Table
from ._unweighted import AveragePooling, Dropout, Flatten, GlobalAveragePooling, Identity, LayerNorm
from ._weighted import Convolution, Dense, SelfAttention

__all__ = [
    "ABReLU", "Abs", "Activation", "AveragePooling", "CELU", "Convolution", "Cos", "Dense", "Dropout", "ELU", "Erf",
    "Exp", "Expression", "Flatten", "GELU", "Gabor", "Gaussian", "GlobalAveragePooling", "Hermite", "Identity", "Layer",
    "LayerNorm", "LeakyReLU", "Monomial", "Parallel", "Polynomial", "RBF", "ReLU", "RectifiedMonomial", "Repeat",
    "Residual", "SELU", "SelfAttention", "Sigmoid", "SigmoidLike", "Sign", "Sin", "Softplus", "Step", "Swish", "Table",
    "Tanh", "checked_layers",
]  # fmt: skip
