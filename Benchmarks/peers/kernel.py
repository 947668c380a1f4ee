#!/usr/bin/env python3
"""NNGP and NTK of a ReLU network by neural-tangents in float64: the last word printed is the seconds of the second call.

usage: kernel.py INPUTS DIMENSION DEPTH
"""
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
from neural_tangents import stax

inputs, dimension, depth = map(int, sys.argv[1:4])
dense = lambda: stax.Dense(1, W_std=1.45 ** 0.5, b_std=0.28 ** 0.5)
kernel = stax.serial(dense(), *[part for _ in range(depth) for part in (stax.Relu(), dense())])[2]
x = jax.numpy.asarray(np.random.default_rng(0).uniform(-1, 1, (inputs, dimension)))
function = jax.jit(lambda a: kernel(a, None, get=("nngp", "ntk")))
seconds = []
for _ in range(4):
    start = time.perf_counter()
    jax.block_until_ready(function(x))
    seconds.append(time.perf_counter() - start)
print(sorted(seconds[1:])[1])
