#!/usr/bin/env python3
"""NNGP and NTK of a ReLU network from file to file by neural-tangents in float64, as `widelimit kernel` computes them;
measured from the start of the process to its end.

usage: kernel_file.py DEPTH INPUTS.h5 OUTPUT.h5
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
from neural_tangents import stax

depth, source, target = int(sys.argv[1]), sys.argv[2], sys.argv[3]
dense = lambda: stax.Dense(1, W_std=1.45 ** 0.5, b_std=0.28 ** 0.5)
kernel = stax.serial(dense(), *[part for _ in range(depth) for part in (stax.Relu(), dense())])[2]
with h5py.File(source) as file:
    x = file["x1"][...]
kernels = jax.jit(lambda a: kernel(a, None, get=("nngp", "ntk")))(x)
with h5py.File(target, "w") as file:
    file["nngp"], file["ntk"] = np.asarray(kernels.nngp), np.asarray(kernels.ntk)
