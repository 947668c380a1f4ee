"""Kernels of fully connected networks written down once more, in NumPy, from the papers' closed forms."""

import numpy


def kernels(x1, x2, depth, nonlinearity, weight_variance, bias_variance):
    """NNGP and NTK [n1, n2], in the NTK parameterisation."""
    maps = {"relu": relu, "erf": erf}[nonlinearity]

    def start(a, b):
        return weight_variance * (a * b).sum(axis=-1) / a.shape[-1] + bias_variance

    k12 = start(x1[:, None], x2[None])
    k11, k22 = start(x1, x1)[:, None], start(x2, x2)[None]
    ntk = k12
    for _ in range(depth):
        dual, derivative = maps(k12, k11, k22)
        ntk = ntk * weight_variance * derivative
        k12 = weight_variance * dual + bias_variance
        ntk = ntk + k12
        k11 = weight_variance * maps(k11, k11, k11)[0] + bias_variance
        k22 = weight_variance * maps(k22, k22, k22)[0] + bias_variance
    return k12, ntk


def relu(k12, k11, k22):
    """E[φφ] and E[φ'φ'] (Cho and Saul 2009)."""
    size = numpy.sqrt(k11 * k22)
    cosine = numpy.clip(k12 / size, -1, 1)
    angle = numpy.arccos(cosine)
    # sin θ by 1 − c² alone has no digits near c = 1
    sine = numpy.sqrt((1 - cosine) * (1 + cosine))
    return size * (sine + (numpy.pi - angle) * cosine) / (2 * numpy.pi), (numpy.pi - angle) / (2 * numpy.pi)


def erf(k12, k11, k22):
    """E[φφ] and E[φ'φ'] (Williams 1997)."""
    size = (1 + 2 * k11) * (1 + 2 * k22)
    dual = 2 / numpy.pi * numpy.arcsin(2 * k12 / numpy.sqrt(size))
    return dual, 4 / numpy.pi / numpy.sqrt(size - 4 * k12**2)
