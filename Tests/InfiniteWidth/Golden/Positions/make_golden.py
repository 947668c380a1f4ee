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
import random
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
from neural_tangents import stax

# Channels of the networks of neural-tangents, which decide the rates of its standard parameterisation.
WIDTH = 16


def conv(weight, bias=0.0, size=3, **more):
    """more: stride, padding, learningRates."""
    return {"convolution": {"kernelSize": size, "weightVariance": weight, **({"biasVariance": bias} if bias else {}), **more}}


def dense(weight, bias=0.0, **more):
    return {"dense": {"weightVariance": weight, **({"biasVariance": bias} if bias else {}), **more}}


def phi(name):
    return {"activation": name}


def pool(window, **more):
    """more: stride, padding, sum."""
    return {"averagePooling": {"window": window, **more}}


def parallel(join, *branches, **more):
    return {"parallel": {"branches": [list(b) for b in branches], "join": join, **more}}


def residual(*layers):
    return {"residual": {"layers": list(layers)}}


def attention(**settings):
    return {"selfAttention": settings}


def rates(weights, biases):
    return {"learningRates": {"weights": weights, "biases": biases}}


def projected(stride, first, second):
    """A block of a residual network that halves the image: a 1 × 1 projection beside two convolutions."""
    return parallel("sum", [conv(first, 0, 1, stride=stride)],
                    [phi("relu"), conv(first, 0.05, stride=stride), phi("relu"), conv(second, 0.05)])


F, GAP, GSP, NORM = "flatten", "globalAveragePooling", {"globalAveragePooling": {"sum": True}}, "layerNorm"
ARCHITECTURES = {
    # name: (shape of an input, layers)
    "stride-2-flatten": ((8, 8, 2), [conv(1.9, 0.1, stride=2), phi("relu"), conv(1.5, 0.1, stride=2), phi("relu"), F, dense(1.2)]),
    "stride-2-pooled": ((7, 8, 2), [conv(1.9, 0.1, stride=2), phi("relu"), conv(1.5, 0.1), phi("erf"), GAP, dense(1.2, 0.1)]),
    "stride-3-circular": ((7, 8, 2), [conv(1.9, 0.1, stride=3, padding="circular"), phi("relu"), conv(1.3, 0.1), GAP]),
    "stride-2-circular-flatten": ((6, 8, 2), [conv(1.9, 0.1, 5, stride=2, padding="circular"), phi("gelu"), conv(1.3), phi("abs"), F,
                                              dense(1.0)]),
    "stride-past-the-window": ((8, 7, 3), [conv(1.4, 0.1, 1, stride=3), phi("relu"), conv(1.4, 0.1, 2), phi("relu"), GAP, dense(1.0)]),
    "strides-differ": ((8, 6, 2), [conv(1.8, 0.1, [3, 2], stride=[2, 1]), phi("relu"), conv(1.4, 0.2, [1, 3], stride=[1, 2]),
                                   phi("relu"), GAP, dense(1.1)]),
    "five-by-one": ((8, 6, 2), [conv(1.8, 0.1, [5, 1]), phi("relu"), conv(1.4, 0.1, [1, 5], padding="circular"), phi("relu"), F,
                                dense(1.1)]),
    "even-same-pooled": ((6, 5, 2), [conv(1.8, 0.1, 2), phi("relu"), conv(1.4, 0.1, 4), phi("relu"), GAP, dense(1.1, 0.1)]),
    "even-circular-flatten": ((6, 6, 2), [conv(1.8, 0.1, 4, padding="circular"), phi("relu"), conv(1.4, 0.1, 2, padding="circular"),
                                          phi("erf"), F, dense(1.1, 0.1)]),
    "even-stride-2": ((7, 8, 2), [conv(1.8, 0.1, 4, stride=2), phi("relu"), conv(1.4, 0, 2, stride=2), phi("relu"), GAP, dense(1.1)]),
    "valid-flatten": ((6, 7, 2), [conv(1.8, 0.1, padding="valid"), phi("relu"), conv(1.4, 0.1, padding="valid"), phi("relu"), F,
                                  dense(1.1, 0.1), phi("erf"), dense(1.0)]),
    "valid-pooled": ((8, 7, 2), [conv(1.8, 0.1, [5, 3], padding="valid"), phi("relu"), conv(1.4, 0.1, 2, padding="valid"), phi("gelu"),
                                 GAP, dense(1.1, 0.1)]),
    "valid-stride-2": ((8, 7, 1), [conv(1.8, 0.1, stride=2, padding="valid"), phi("relu"), conv(1.4, 0.1, 2, padding="valid"),
                                   phi("relu"), GSP, dense(0.3, 0.1)]),
    "overlapping-flatten": ((7, 7, 2), [conv(1.9, 0.1), phi("relu"), pool(3, stride=2, padding="valid"), conv(1.3, 0.1), phi("relu"), F,
                                        dense(1.0)]),
    "overlapping-padded": ((6, 8, 2), [conv(1.9, 0.1), phi("relu"), pool(3, stride=2, padding="zero"), conv(1.3, 0.1), phi("relu"),
                                       GAP, dense(1.0)]),
    "overlapping-sum": ((6, 5, 2), [conv(1.9, 0.1), phi("relu"), pool(2, stride=1, padding="zero", sum=True), conv(0.2, 0.1),
                                    phi("erf"), GAP, dense(1.0)]),
    "pool-with-gaps": ((8, 8, 2), [conv(1.9, 0.1, padding="circular"), phi("relu"), pool(2, stride=3, padding="valid"),
                                   conv(1.3), F]),
    "pool-rectangular": ((6, 6, 3), [conv(1.9, 0.1), phi("relu"), pool([2, 3]), conv(1.3, 0.2), phi("relu"),
                                     pool([3, 1], stride=[1, 1], padding="zero"), GAP, dense(1.2)]),
    "resnet-flatten": ((8, 8, 2), [conv(1.2, 0.1), residual(phi("relu"), conv(0.9, 0.05), phi("relu"), conv(0.9)),
                                   projected(2, 1.1, 0.8), projected(2, 1.0, 0.9), phi("relu"), F, dense(1.0)]),
    "resnet-pooled": ((6, 8, 2), [conv(1.2, 0.1), projected(2, 1.1, 0.8), residual(phi("relu"), conv(0.7)), phi("relu"), GAP,
                                  dense(1.0, 0.1)]),
    "resnet-pooling-branch": ((8, 6, 2), [conv(1.2, 0.1), parallel(
        "sum", [pool(2, stride=2, padding="valid"), conv(1.0, 0, 1)], [phi("erf"), conv(1.3, 0.1, stride=2)]), phi("relu"), F,
        dense(1.0)]),
    "concatenation-strided": ((6, 6, 2), [parallel("concatenation", [conv(1.4, 0.1, stride=2)], [conv(1.1, 0, 5, stride=2), phi("relu")],
                                                   widths=[1, 3]), conv(1.2, 0.1), phi("relu"), GAP, dense(1.0)]),
    "product": ((5, 6, 2), [parallel("product", [conv(1.4, 0.1)], [conv(0.8, 0.3, 1), phi("relu"), conv(1.1)]), conv(1.2, 0.1),
                            phi("relu"), F, dense(1.0)]),
    "product-of-three": ((6, 6, 2), [conv(1.2, 0.1), parallel(
        "product", [phi("relu"), conv(1.4, 0.1, stride=2)], [conv(0.8, 0.3, stride=2)],
        [phi("erf"), conv(1.1, 0.2, 2, stride=2), phi("gelu"), conv(0.9, 0.1)]), conv(1.2, 0.1), phi("relu"), GAP, dense(1.0)]),
    "product-behind-head": ((4, 5, 2), [conv(1.4, 0.1, stride=2), phi("relu"), F, dense(1.1, 0.1), parallel(
        "product", [phi("relu"), dense(1.2)], [dense(0.9, 0.2), phi("erf"), dense(1.4, 0.1)]), dense(1.0), phi("relu"), dense(1.0)]),
    "attention-flatten": ((4, 4, 2), [conv(1.5, 0.1), phi("relu"), attention(queryVariance=1.7, biasVariance=0.1), phi("relu"), F,
                                      dense(1.0)]),
    "attention-pooled": ((4, 5, 3), [conv(1.5, 0.1), phi("relu"), attention(keyVariance=2.5, valueVariance=1.3), phi("erf"),
                                     attention(outputVariance=0.8, biasVariance=0.2), GAP, dense(1.1)]),
    "attention-identity": ((4, 4, 2), [conv(1.5, 0.1), phi("relu"),
                                       attention(mechanism="identity", queryVariance=0.3, outputVariance=0.5, biasVariance=0.1),
                                       phi("relu"), GAP, dense(1.0)]),
    "transformer-blocks": ((4, 4, 3), [conv(1.2, 0.1, 2, stride=2), residual(attention(queryVariance=1.5), NORM, conv(0.9, 0.1, 1)),
                                       residual(phi("gelu"), conv(0.8, 0.1, 1)), NORM, GAP, dense(1.0)]),
    "sequence-flatten": ((8, 3), [conv(1.8, 0.1), phi("relu"), conv(1.4, 0.1, 4, stride=2), phi("relu"), F, dense(1.0)]),
    "sequence-pooled": ((8, 2), [conv(1.8, 0.1, 5, padding="circular"), phi("relu"), pool(3, stride=2, padding="zero"),
                                 conv(1.2, 0.1, 2, padding="valid"), phi("erf"), GAP, dense(1.0)]),
    "sequence-attention": ((7, 3), [conv(1.8, 0.1, 2), phi("relu"), attention(queryVariance=2, valueVariance=1.2), pool(2, stride=2),
                                    phi("relu"), F, dense(1.0)]),
    "standard-strided": ((6, 6, 2), [conv(1.9, 0.1, stride=2, **rates(18, 1)), phi("relu"),
                                     conv(1.5, 0.2, 2, padding="valid", **rates(64, 1)), phi("erf"), F, dense(1.2, **rates(64, 0))]),
    "dropout-strided": ((6, 6, 2), [conv(1.9, 0.1, stride=2), phi("relu"), {"dropout": {"keepProbability": 0.8}}, conv(1.2, 0.1),
                                    phi("relu"), pool(2, stride=1), GAP, dense(1.0)]),
    "identity-layers": ((6, 5, 2), ["identity", conv(1.9, 0.1, 2, stride=2), "identity", phi("relu"), parallel(
        "sum", ["identity", conv(0.8)], [conv(0.9, 0.1), phi("abs"), conv(1.1)]), phi("relu"), F, "identity", dense(1.0)]),
    "norm-strided": ((6, 7, 2), [conv(1.9, 0.1, [2, 3], stride=2), NORM, phi("relu"), pool(2, stride=1), conv(1.2, 0.1),
                                 NORM, phi("relu"), GAP, dense(1.0)]),
}


def random_layers(seed):
    """A small architecture by chance, with every kind of layer above."""
    rng = random.Random(seed)
    number = lambda low, high: round(rng.uniform(low, high), 2)
    side = lambda: rng.choice([1, 2, 3, 3, 4])
    activation = lambda: phi(rng.choice(["relu", "erf", "abs", "gelu", {"leakyRelu": {"slope": 0.3}}]))
    extents = lambda stride: [(n - 1) // s + 1 for n, s in zip(size, stride)]

    def convolution(stride=(1, 1), **more):
        kernel = [side(), side()]
        return conv(number(0.8, 2), number(0, 0.3), kernel, stride=list(stride),
                    padding=rng.choice(["zero", "circular"]), **more)

    size = [rng.randint(5, 8), rng.randint(5, 8)]
    shape, layers = (*size, rng.randint(1, 3)), []
    for _ in range(rng.randint(2, 3)):
        stride = rng.choice([(1, 1), (2, 2), (2, 1), (1, 2)]) if min(size) > 3 else (1, 1)
        kind = rng.random()
        if not layers or kind < 0.4:
            layers.append(convolution(stride))
        elif kind < 0.6:
            layers.append(parallel("sum", [convolution(stride)], [convolution(stride), activation(), convolution()]))
        elif kind < 0.8:
            layers.append(parallel("product", [convolution(stride)], [convolution(stride), activation(), convolution()]))
        else:
            layers.append(parallel("concatenation", [convolution(stride), activation()], [convolution(stride)]))
        if layers[-1].get("parallel", {}).get("join") in ("product", "concatenation"):
            layers.append(conv(number(0.8, 1.5), 0.1, 1))
        size = extents(stride)
        layers.append(activation())
        if rng.random() < 0.4:
            window = [rng.randint(1, 2), rng.randint(1, 3)]
            window = [min(w, n) for w, n in zip(window, size)]
            layers.append(pool(window, stride=[1, 1], padding=rng.choice(["zero", "circular"]), **({"sum": True} if rng.random() < 0.3 else {})))
        elif rng.random() < 0.3:
            layers += [attention(queryVariance=number(0.5, 2), valueVariance=number(0.5, 1.5), biasVariance=number(0, 0.2)), activation()]
    layers += [rng.choice([F, GAP]), dense(number(0.8, 1.5), number(0, 0.2))]
    if rng.random() < 0.5:
        layers += [activation(), dense(1.0)]
    return shape, layers


for seed in range(12):
    ARCHITECTURES[f"random-{seed}"] = random_layers(seed)


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
