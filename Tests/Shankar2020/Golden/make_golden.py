#!/usr/bin/env python3
"""Kernels of the Myrtle-5 and Myrtle-10 networks between ten images of 32 × 32 pixels by neural-tangents, in float64.

command:  python make_golden.py     writes myrtle.json beside this script (minutes)
versions: Python 3.11, neural-tangents 0.6.5, jax in float64

Pixel number k of image i (channels innermost) is ((7919 (3072 i + k) + 13 (i + 1)²) mod 101)/50 − 1.
File: networks {name: {nngp, ntk: [55]}}, the lower triangles row by row.
"""
import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)
import numpy as np
from neural_tangents import stax


def network(groups):
    layers = []
    for place, count in enumerate(groups):
        if place:
            layers.append(stax.AvgPool((2, 2), strides=(2, 2)))
        layers += [stax.Conv(1, (3, 3), W_std=2 ** 0.5, b_std=None, padding="SAME"), stax.Relu()] * count
    layers += [stax.GlobalAvgPool(), stax.Dense(1, W_std=2 ** 0.5, b_std=None)]
    return stax.serial(*layers)[2]


def main():
    count, size = 10, 32 * 32 * 3
    index = np.arange(count * size)
    image = index // size
    x = ((7919 * index + 13 * (image + 1) ** 2) % 101 / 50 - 1).reshape(count, 32, 32, 3)
    found = {}
    for name, groups in {"myrtle5": (2, 1, 1), "myrtle10": (3, 3, 3)}.items():
        kernel = network(groups)
        entries = {"nngp": [], "ntk": []}
        for i in range(count):
            for j in range(i + 1):
                both = kernel(x[i:i + 1], x[j:j + 1], ("nngp", "ntk"))
                entries["nngp"].append(float(both.nngp[0, 0]))
                entries["ntk"].append(float(both.ntk[0, 0]))
        found[name] = entries
    path = pathlib.Path(__file__).with_name("myrtle.json")
    path.write_text(json.dumps({"networks": found}, indent=1) + "\n")


main()
