#!/usr/bin/env python3
"""Golden NNGP and NTK kernels of convolutional architectures, from two independent sources.

command:  python make_golden.py [name ...]     writes NAME.json beside this script; without names, every architecture
versions: Python 3.11, neural-tangents 0.6.5, jax 0.4.30, numpy 1.26.4

"neuralTangents" holds the kernels of neural-tangents in float64 between x1 and x2; null where it has no such layer
(trainable: false) or no closed form (tanh). "numpy" holds the same, and those of x1 with itself, diagonal included, from the
plain recursion of recursion.py: one matrix of covariances over all pairs of positions of two images, every layer by its definition and
nothing derived from offsets. The two agree within 1e-10 (checked here) wherever both exist; the diagonal is the recursion's.

Each file: name, architecture (an architecture file), height, width, channels, x1 [n1, height·width·channels], x2 likewise,
neuralTangents {nngp, ntk: [n1][n2]} or null, numpy {nngp, ntk: [n1][n2]; nngp11, ntk11: [n1][n1]}.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
from architectures import ARCHITECTURES, WIDTH
from recursion import plain


def neural_tangents(layers, x1, x2):
    text = json.dumps(layers)
    if "tanh" in text or "trainable" in text:
        return None
    import jax
    jax.config.update("jax_enable_x64", True)
    from neural_tangents import stax

    def build(layer, width=WIDTH):
        (kind, p), = layer.items()
        std = lambda: dict(W_std=p["weightVariance"] ** 0.5, b_std=p.get("biasVariance", 0.0) ** 0.5 or None,
                           parameterization="standard" if "learningRates" in p else "ntk")
        if kind == "dense":
            return stax.Dense(width, **std())
        if kind == "convolution":
            padding = {"circular": "CIRCULAR", "zero": "SAME"}[p.get("padding", "zero")]
            return stax.Conv(width, (p["kernelSize"],) * 2, padding=padding, **std())
        if kind == "repeat":
            return stax.serial(*[build(inner) for _ in range(p["count"]) for inner in p["layers"]])
        if kind == "residual":
            branch = stax.serial(*map(build, p["layers"]))
            return stax.serial(stax.FanOut(2), stax.parallel(stax.Identity(), branch), stax.FanInSum())
        if kind == "parallel":
            join = stax.FanInSum() if p["join"] == "sum" else stax.FanInConcat()
            widths = [WIDTH * w for w in p.get("widths", [1] * len(p["branches"]))]
            ends = [stax.serial(*[build(inner, w) for inner in branch]) if branch else stax.Identity()
                    for branch, w in zip(p["branches"], widths)]
            return stax.serial(stax.FanOut(len(ends)), stax.parallel(*ends), join)
        if kind == "globalAveragePooling" and p.get("sum"):
            return stax.GlobalSumPool()
        if kind == "averagePooling":
            return (stax.SumPool if p.get("sum") else stax.AvgPool)((p["window"],) * 2, strides=(p["window"],) * 2)
        if kind == "dropout":
            return stax.Dropout(p["keepProbability"], mode="train")
        if kind == "activation":
            if isinstance(p, dict):
                return stax.LeakyRelu(p["leakyRelu"]["slope"])
            return {"relu": stax.Relu, "erf": stax.Erf, "abs": stax.Abs, "gelu": stax.Gelu, "sin": stax.Sin,
                    "cos": stax.Cos, "identity": stax.Identity}[p]()
        return {"flatten": stax.Flatten, "globalAveragePooling": stax.GlobalAvgPool, "layerNorm": stax.LayerNorm}[kind]()

    kernel = stax.serial(*map(build, layers))[2](x1, x2, get=("nngp", "ntk"))
    return {"nngp": np.asarray(kernel.nngp).tolist(), "ntk": np.asarray(kernel.ntk).tolist()}


def matrix(rows):
    return "[\n" + ",\n".join("    " + json.dumps(row) for row in rows) + "]"


def block(kernels):
    return "{\n" + ",\n".join(f'  "{k}": {matrix(v)}' for k, v in kernels.items()) + "}"


def main(names):
    for name in names or ARCHITECTURES:
        height, width, channels, layers = ARCHITECTURES[name]
        rng = np.random.default_rng(sum(map(ord, name)))
        draw = lambda n: rng.uniform(-1, 1, (n, height, width, channels)).round(3) * rng.uniform(0.5, 2, (n, 1, 1, 1)).round(1)
        x1, x2 = draw(3), draw(2)
        truth = plain(layers, x1, x2, (height, width, channels))
        other = neural_tangents(layers, x1, x2)
        worst = {k: np.max(np.abs(np.array(other[k]) - truth[k]) / np.abs(truth[k]).max()) for k in other} if other else {}
        print(name, worst, flush=True)
        assert all(v < 1e-10 for v in worst.values()), name
        flat = lambda x: matrix(x.reshape(len(x), -1).round(6).tolist())
        pathlib.Path(__file__).with_name(name + ".json").write_text(
            "{\n" + f'"name": {json.dumps(name)},\n"architecture": {json.dumps({"layers": layers})},\n'
            + f'"height": {height}, "width": {width}, "channels": {channels},\n"x1": {flat(x1)},\n"x2": {flat(x2)},\n'
            + f'"neuralTangents": {block(other) if other else "null"},\n"numpy": {block(truth)}\n' + "}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
