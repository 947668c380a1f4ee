#!/usr/bin/env python3
"""Gradient flow of erf networks by NumPy: what the chart "CIFAR-10, erf: gradient flow" computes for each σ_w².
The last word printed is the seconds that 40 of them take.

The NTK of training images, its eigenvectors and the weights of five times at 30 depths up to 105, and the predictions
for the test images there. Test images go through all layers 500 at a time: their kernels stay in the cache, twice as
fast as all at once. Arrays are reused; products and eigenvectors are those of NumPy's BLAS on all cores. The time does
not depend on what the images show.

usage: gradient_flow.py [COLUMNS-MEASURED, 2]
"""
import sys
import time

import numpy as np

training, test, pixels, classes = 256, 10_000, 3072, 10
batch = 500
depths = list(range(10)) + list(range(10, 106, 5))
times = np.array([1, 8, 64, 512, 4096]) / (training * classes)
bias_variance = 0.18


class Pairs:
    """K and Θ between rows and columns, layer by layer; Dense(1, 0), then depth times (Dense, erf)."""

    def __init__(self, kernel, row_variances, column_variances):
        self.nngp, self.ntk = kernel.copy(), kernel.copy()
        self.rows, self.columns = row_variances.copy(), column_variances.copy()
        self.sine, self.slope = np.empty_like(kernel), np.empty_like(kernel)

    def apply_layer(self, weight_variance):
        nngp, ntk, sine, slope = self.nngp, self.ntk, self.sine, self.slope
        nngp *= weight_variance
        nngp += bias_variance
        ntk *= weight_variance
        ntk += nngp
        rows = 1 + 2 * (weight_variance * self.rows + bias_variance)
        columns = 1 + 2 * (weight_variance * self.columns + bias_variance)
        scale_rows, scale_columns = (2 / rows) ** 0.5, (2 / columns) ** 0.5
        # T = (2/π) arcsin x and Ṫ = (2/π) s s′/√(1 − x²) with x = s s′ k.
        np.multiply(nngp, scale_rows[:, None], out=sine)
        sine *= scale_columns
        np.multiply(sine, sine, out=slope)
        np.subtract(1, slope, out=slope)
        np.sqrt(slope, out=slope)
        np.divide((2 / np.pi) * scale_columns, slope, out=slope)
        slope *= scale_rows[:, None]
        ntk *= slope
        np.arcsin(sine, out=nngp)
        nngp *= 2 / np.pi
        self.rows = 2 / np.pi * np.arcsin(1 - 1 / rows)
        self.columns = 2 / np.pi * np.arcsin(1 - 1 / columns)


def trained(among, variances, targets, weight_variance):
    """Weights of all times at every depth, [depths][training, times · classes]."""
    pairs = Pairs(among, variances, variances)
    weights = []
    for depth in range(depths[-1] + 1):
        if depth > 0:
            pairs.apply_layer(weight_variance)
        if depth in depths:
            values, vectors = np.linalg.eigh(pairs.ntk)
            gains = -np.expm1(-np.outer(times, values)) / values
            components = vectors.T @ targets
            weights.append(vectors @ (gains.T[:, :, None] * components[:, None, :]).reshape(training, -1))
    return weights


def column(inputs, weight_variance):
    """Accuracies on the test images, [depths, times]."""
    among, across, train_variances, test_variances, targets, labels = inputs
    weights = trained(among, train_variances, targets, weight_variance)
    right = np.zeros((len(depths), len(times)))
    for first in range(0, test, batch):
        own = slice(first, first + batch)
        pairs = Pairs(across[own], test_variances[own], train_variances)
        for depth in range(depths[-1] + 1):
            if depth > 0:
                pairs.apply_layer(weight_variance)
            if depth in depths:
                place = depths.index(depth)
                outputs = (pairs.ntk @ weights[place]).reshape(-1, len(times), classes)
                right[place] += (outputs.argmax(axis=2) == labels[own, None]).sum(axis=0)
    return right / test


def main():
    measured = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    random = np.random.default_rng(0)
    x, y = random.standard_normal((training, pixels)), random.standard_normal((test, pixels))
    labels = random.integers(classes, size=training + test)
    prepared = time.perf_counter()
    among, across = x @ x.T / pixels, y @ x.T / pixels
    inputs = (
        among, across, np.einsum("ij,ij->i", x, x) / pixels, np.einsum("ij,ij->i", y, y) / pixels,
        np.eye(classes)[labels[:training]], labels[training:])
    first = time.perf_counter() - prepared
    start = time.perf_counter()
    for k in range(measured):
        column(inputs, 0.5 + 2.5 * (k + 0.5) / measured)
    print(first + (time.perf_counter() - start) * 40 / measured)


main()
