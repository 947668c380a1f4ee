#!/usr/bin/env python3
"""NNGP and NTK of a convolutional ReLU network on 32 × 32 × 3 images by neural-tangents in float64: the last word printed is
the seconds of the second call.

usage: convolution.py IMAGES DEPTH flattened|pooled
"""
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
from neural_tangents import stax

images, depth, head = int(sys.argv[1]), int(sys.argv[2]), {"flattened": stax.Flatten, "pooled": stax.GlobalAvgPool}[sys.argv[3]]
convolution = lambda: stax.Conv(1, (3, 3), padding="CIRCULAR", W_std=1.6 ** 0.5, b_std=0.1 ** 0.5)
layers = [part for _ in range(depth) for part in (convolution(), stax.Relu())]
kernel = stax.serial(*layers, head(), stax.Dense(1, W_std=1.0))[2]
x = jax.numpy.asarray(np.random.default_rng(0).uniform(-1, 1, (images, 32, 32, 3)))
function = jax.jit(lambda a: kernel(a, None, get=("nngp", "ntk")))
seconds = []
for _ in range(4):
    start = time.perf_counter()
    jax.block_until_ready(function(x))
    seconds.append(time.perf_counter() - start)
print(sorted(seconds[1:])[1])
