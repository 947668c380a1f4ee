#!/usr/bin/env python3
"""Golden NNGP and NTK kernels of architectures whose layers change positions, by neural-tangents in float64.

command:  python make_golden.py [name ...]     writes NAME.json beside this script; without names, every architecture
versions: Python 3.11, neural-tangents 0.6.5, jax 0.4.30, numpy 1.26.4 (Benchmarks/peers/requirements.txt)

Strides, windows of any shape, padding, pooling that overlaps, branches that change positions or are multiplied, attention, and
sequences. Each file: name, architecture (an architecture file), shape ([height, width, channels], or [length, channels]), x1
[n1, numbers], x2 likewise, and the kernels of x1 with x2 and of x1 with itself: nngp, ntk [n1][n2] and nngp11, ntk11 [n1][n1]. On
the diagonal of the last, neural-tangents takes the square root of rounding: half of its digits are right there.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import jax
import numpy as np
from architectures import ARCHITECTURES, WIDTH

jax.config.update("jax_enable_x64", True)
from neural_tangents import stax


def build(layer, dims, width=WIDTH):
    (kind, p), = layer.items() if isinstance(layer, dict) else [(layer, {})]
    sides = lambda value: tuple(value) if isinstance(value, list) else (value,) * dims
    padding = lambda standard: {"zero": "SAME", "circular": "CIRCULAR", "valid": "VALID"}[p.get("padding", standard)]
    std = lambda: dict(W_std=p["weightVariance"] ** 0.5, b_std=p.get("biasVariance", 0.0) ** 0.5 or None,
                       parameterization="standard" if "learningRates" in p else "ntk")
    root = lambda key: p.get(key, 1.0) ** 0.5
    inner = lambda layers, width=WIDTH: stax.serial(*[build(one, dims, width) for one in layers]) if layers else stax.Identity()
    if kind == "dense":
        return stax.Dense(width, **std())
    if kind == "convolution":
        return stax.Conv(width, sides(p["kernelSize"]), strides=sides(p.get("stride", 1)), padding=padding("zero"), **std())
    if kind == "averagePooling":
        return (stax.SumPool if p.get("sum") else stax.AvgPool)(
            sides(p["window"]), strides=sides(p.get("stride", p["window"])), padding=padding("valid"))
    if kind == "residual":
        return stax.serial(stax.FanOut(2), stax.parallel(stax.Identity(), inner(p["layers"])), stax.FanInSum())
    if kind == "parallel":
        join = {"sum": stax.FanInSum, "product": stax.FanInProd, "concatenation": stax.FanInConcat}[p["join"]]()
        widths = [WIDTH * w for w in p.get("widths", [1] * len(p["branches"]))]
        ends = [inner(branch, w) for branch, w in zip(p["branches"], widths)]
        return stax.serial(stax.FanOut(len(ends)), stax.parallel(*ends), join)
    if kind == "selfAttention":
        return stax.GlobalSelfAttention(
            WIDTH, WIDTH, WIDTH, WIDTH, linear_scaling=True, W_query_std=root("queryVariance"), W_key_std=root("keyVariance"),
            W_value_std=root("valueVariance"), W_out_std=root("outputVariance"), b_std=p.get("biasVariance", 0.0) ** 0.5 or None,
            attention_mechanism=p.get("mechanism", "softmax").upper())
    if kind == "dropout":
        return stax.Dropout(p["keepProbability"], mode="train")
    if kind == "activation":
        if isinstance(p, dict):
            return stax.LeakyRelu(p["leakyRelu"]["slope"])
        return {"relu": stax.Relu, "erf": stax.Erf, "abs": stax.Abs, "gelu": stax.Gelu}[p]()
    if kind == "globalAveragePooling":
        return stax.GlobalSumPool() if p.get("sum") else stax.GlobalAvgPool()
    return {"flatten": stax.Flatten, "layerNorm": stax.LayerNorm, "identity": stax.Identity}[kind]()


def matrix(rows):
    return "[\n" + ",\n".join("    " + json.dumps(row) for row in rows) + "]"


def main(names):
    for name in names or ARCHITECTURES:
        shape, layers = ARCHITECTURES[name]
        rng = np.random.default_rng(sum(map(ord, name)))
        draw = lambda n: (rng.uniform(-1, 1, (n, *shape)).round(3)
                          * rng.uniform(0.5, 2, (n, *[1] * len(shape))).round(1)).round(6)
        x1, x2 = draw(3), draw(2)
        kernel_fn = stax.serial(*[build(layer, len(shape) - 1) for layer in layers])[2]
        other, own = (kernel_fn(x1, x, get=("nngp", "ntk")) for x in (x2, None))
        kernels = {"nngp": other.nngp, "ntk": other.ntk, "nngp11": own.nngp, "ntk11": own.ntk}
        assert all(np.isfinite(k).all() for k in kernels.values()), name
        print(name, {key: float(k[0, 0]) for key, k in kernels.items()}, flush=True)
        flat = lambda x: matrix(x.reshape(len(x), -1).tolist())
        pathlib.Path(__file__).with_name(name + ".json").write_text(
            "{\n" + f'"name": {json.dumps(name)},\n"architecture": {json.dumps({"layers": layers})},\n'
            + f'"shape": {json.dumps(shape)},\n"x1": {flat(x1)},\n"x2": {flat(x2)},\n'
            + ",\n".join(f'"{key}": {matrix(np.asarray(k).tolist())}' for key, k in kernels.items()) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
