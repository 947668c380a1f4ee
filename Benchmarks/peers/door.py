#!/usr/bin/env python3
"""What the way through Python adds to WideLimit's own time: the kernels that the chart "NNGP and NTK, 4,000 × 784 inputs"
measures ("float64 vectors of any norms"), and the smallest call. No other library is needed than NumPy.

usage: PYTHONPATH=Python door.py
"""
import statistics
import timeit

import numpy as np

import widelimit

network = widelimit.fully_connected(10, "relu", 1.45, 0.28)
x = np.random.default_rng(0).uniform(-1, 1, (4000, 784))
out = np.empty((2, 4000, 4000))
for name, call in (
    ("new results", lambda: widelimit.kernel(network, x)),
    ("results into memory that is there", lambda: widelimit.kernel(network, x, out=out)),
):
    times = timeit.repeat(call, number=1, repeat=9)
    print(f"4,000 × 784 float64 vectors, ReLU depth 10, {name}: {statistics.median(times):.4f} s")

small = widelimit.fully_connected(1, "relu", 1.45, 0.28)
few = x[:10, :10].copy()
for name, inputs in (("10 × 10", few), ("1 × 10", few[:1])):
    times = timeit.repeat(lambda: widelimit.kernel(small, inputs), number=1000, repeat=9)
    print(f"{name} inputs, ReLU depth 1, one call: {1e3 * min(times):.1f} µs")
