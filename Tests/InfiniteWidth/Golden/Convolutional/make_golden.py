#!/usr/bin/env python3
"""Golden NNGP and NTK kernels of convolutional architectures, from two independent sources.

command:  python make_golden.py [name ...]     writes NAME.json beside this script; without names, every architecture
versions: Python 3.11, neural-tangents 0.6.5, jax 0.4.30, numpy 1.26.4

"neuralTangents" holds the kernels of neural-tangents in float64 between x1 and x2; null where it has no such layer
(trainable: false) or no closed form (tanh). "numpy" holds the same, and those of x1 with itself, diagonal included, from the
plain recursion below: one matrix of covariances over all pairs of positions of two images, every layer by its definition and
nothing derived from offsets. The two agree within 1e-10 (checked here) wherever both exist; the diagonal is the recursion's.

Each file: name, architecture (an architecture file), height, width, channels, x1 [n1, height·width·channels], x2 likewise,
neuralTangents {nngp, ntk: [n1][n2]} or null, numpy {nngp, ntk: [n1][n2]; nngp11, ntk11: [n1][n1]}.
"""
import json
import math
import os
import pathlib
import random
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np


def conv(weight, bias=0.0, size=3, padding="zero", **more):
    return {"convolution": {"kernelSize": size, "padding": padding, "weightVariance": weight,
                            **({"biasVariance": bias} if bias else {}), **more}}


def dense(weight, bias=0.0, **more):
    return {"dense": {"weightVariance": weight, **({"biasVariance": bias} if bias else {}), **more}}


def phi(name):
    return {"activation": name}


def window(size, **more):
    return {"averagePooling": {"window": size, **more}}


def dropout(keep):
    return {"dropout": {"keepProbability": keep}}


def repeat(count, *layers):
    return {"repeat": {"count": count, "layers": list(layers)}}


def residual(*layers):
    return {"residual": {"layers": list(layers)}}


def rates(weights, biases):
    """Standard parameterisation where the weights' rate is the fan-in of the networks of neural-tangents."""
    return {"learningRates": {"weights": weights, "biases": biases}}


def parallel(join, *branches, **more):
    return {"parallel": {"branches": [list(b) for b in branches], "join": join, **more}}


# Hidden channels in the networks of neural-tangents, which decide the rates of its standard parameterisation.
WIDTH = 16

F, GAP, NORM = {"flatten": {}}, {"globalAveragePooling": {}}, {"layerNorm": {}}
C = dict(padding="circular")
# name: (height, width, channels, layers). A width of 8 fills whole vectors; 5 and 6 do not.
ARCHITECTURES = {
    "relu-flatten-circular": (4, 8, 2, [repeat(3, conv(1.9, 0.1, **C), phi("relu")), F, dense(1.2, 0.1)]),
    "relu-flatten-zero": (4, 8, 2, [repeat(3, conv(1.9, 0.1), phi("relu")), F, dense(1.2)]),
    "relu-pooled-circular": (4, 8, 2, [repeat(3, conv(1.9, 0.1, **C), phi("relu")), GAP, dense(1.2, 0.1)]),
    "relu-pooled-zero": (4, 8, 2, [repeat(3, conv(1.9, 0.1), phi("relu")), GAP, dense(1.2, 0.1)]),
    "relu-pooled-zero-6": (6, 6, 3, [repeat(2, conv(2.0), phi("relu")), GAP, dense(1.0)]),
    "relu-pooled-circular-5": (6, 5, 3, [repeat(2, conv(1.7, 0.2, **C), phi("relu")), GAP, dense(1.0)]),
    "erf-flatten-circular": (6, 6, 3, [repeat(3, conv(1.5, 0.2, **C), phi("erf")), conv(1.5, 0.2, **C), F]),
    "erf-pooled-zero": (5, 6, 2, [repeat(3, conv(1.5, 0.2), phi("erf")), GAP, dense(1.5)]),
    "gelu-pooled-circular": (4, 5, 3, [repeat(2, conv(1.8, 0.1, **C), phi("gelu")), GAP, dense(1.1)]),
    "sin-flatten-zero": (6, 6, 2, [repeat(2, conv(1.2, 0.3), phi("sin")), F, dense(1.0)]),
    "cos-pooled-circular": (4, 4, 2, [repeat(2, conv(1.2, 0.1, **C), phi("cos")), GAP, dense(1.0)]),
    "abs-kernel-5-circular": (6, 6, 2, [repeat(2, conv(1.1, 0.1, 5, **C), phi("abs")), GAP, dense(1.0)]),
    "leaky-kernel-5-zero": (6, 8, 2, [repeat(2, conv(1.4, 0.1, 5), phi({"leakyRelu": {"slope": 0.2}})), GAP, dense(1.0)]),
    "kernel-1-and-7": (5, 6, 2, [conv(1.3, 0.1, 1), phi("relu"), conv(1.6, 0.1, 7), phi("relu"), conv(1.0, 0, 1), GAP]),
    "identity-pooled": (4, 6, 2, [repeat(2, conv(0.9, 0.1), phi("identity")), GAP]),
    "window-flatten": (6, 6, 3, [conv(1.8, 0.1), phi("relu"), window(2), conv(1.5, 0.1), phi("relu"), F, dense(1.0)]),
    "window-pooled": (6, 6, 3, [conv(1.8, 0.1, **C), phi("relu"), window(3), conv(1.5, 0.1, **C), phi("relu"), GAP,
                                dense(1.0)]),
    "two-windows-flatten": (8, 8, 2, [conv(1.8), phi("erf"), window(2), conv(1.5, 0.1, **C), phi("relu"), window(2),
                                      conv(1.1), phi("relu"), F, dense(1.3, 0.1)]),
    "two-windows-pooled": (8, 8, 1, [conv(1.8), phi("relu"), window(2), window(2), conv(1.5), phi("relu"), GAP]),
    "pixels-pooled": (4, 6, 3, [GAP, dense(1.4, 0.1), phi("relu"), dense(1.0)]),
    "vector-stage": (4, 8, 2, [conv(1.9, 0.1), phi("relu"), GAP, dense(1.3, 0.2), phi("erf"), dense(1.1), phi("relu"),
                               dense(1.0, 0.1)]),
    "layer-norm": (4, 8, 3, [conv(1.9, 0.1), NORM, phi("relu"), conv(1.2, 0.1), NORM, phi("erf"), GAP, dense(1.0)]),
    "dropout": (4, 8, 2, [conv(1.9, 0.1), phi("relu"), dropout(0.8), conv(1.2, 0.1), phi("relu"), dropout(0.5), F,
                          dense(1.0)]),
    "dropout-pooled": (4, 5, 2, [conv(1.9, 0.1, **C), phi("relu"), dropout(0.7), conv(1.2, 0.1, **C), phi("relu"), GAP,
                                 dense(1.0)]),
    "dropout-window": (4, 4, 2, [conv(1.9, 0.1), phi("relu"), dropout(0.7), window(2), conv(1.2), phi("relu"), GAP]),
    "residual": (4, 8, 2, [conv(1.1, 0.1), repeat(2, residual(phi("relu"), conv(0.9, 0.05))), phi("erf"), GAP, dense(1.2)]),
    "residual-nested-circular": (5, 5, 2, [conv(1.0, **C), residual(
        phi("gelu"), conv(1.1, 0.1, **C), residual(phi("relu"), conv(0.6, **C)), phi("abs"), conv(0.5, **C)), F]),
    "untrained-layers": (4, 8, 2, [conv(1.4, 0.2, trainable=False), phi("relu"), conv(1.6, 0.1), phi("erf"),
                                   conv(1.3, 0.1, trainable=False), phi("relu"), GAP, dense(0.9)]),
    "untrained-ends": (5, 6, 2, [conv(2.0, 0, trainable=False), phi("relu"), repeat(2, conv(2.0), phi("relu")), GAP,
                                 dense(1.0, 0, trainable=False)]),
    "standard-flatten-zero": (4, 8, 2, [conv(1.9, 0.1, **rates(18, 1)), phi("relu"), conv(1.5, 0.2, **rates(144, 1)),
                                        phi("erf"), F, dense(1.2, 0.1, **rates(512, 1))]),
    "standard-flatten-5": (5, 6, 3, [conv(1.9, 0.1, 5, **rates(75, 1)), phi("relu"), conv(1.5, 0, 1, **rates(16, 0)),
                                     phi("gelu"), conv(1.1, 0.1, **C, **rates(144, 1)), F]),
    "standard-pooled-zero": (6, 6, 2, [conv(1.9, 0.1, **rates(18, 1)), phi("relu"), conv(1.5, 0.2, **rates(144, 1)),
                                       phi("relu"), GAP, dense(1.2, 0, **rates(16, 0))]),
    "standard-pooled-circular": (4, 8, 2, [conv(1.9, 0.1, **C, **rates(18, 1)), phi("relu"), window(2),
                                           conv(1.5, 0.2, **C, **rates(144, 1)), phi("erf"), GAP, dense(1.2, 0.1)]),
    "sum-pooled": (4, 6, 2, [conv(1.9, 0.1), phi("relu"), window(2, sum=True), conv(0.2, 0.1), phi("relu"),
                             {"globalAveragePooling": {"sum": True}}, dense(0.3, 0.1), phi("relu"), dense(1.0)]),
    "sum-window-flatten": (4, 8, 2, [conv(1.9, 0.1), phi("erf"), window(2, sum=True), conv(0.2), phi("relu"), F,
                                     dense(1.0, 0.1)]),
    "parallel-sum": (4, 8, 2, [conv(1.1, 0.1), parallel(
        "sum", [conv(0.5, 0, 1)], [phi("relu"), conv(0.9, 0.1)], [phi("erf"), conv(0.6, 0, 5), NORM, phi("relu"),
                                                                    conv(0.4)]), phi("relu"), GAP, dense(1.2)]),
    "parallel-sum-flatten": (5, 6, 2, [parallel("sum", [conv(1.3, 0.1)], [conv(0.8, 0, 1, **C)]), phi("gelu"),
                                       conv(0.9, 0.2, **C), parallel("sum", [], [phi("relu"), conv(0.8, 0.1)]), phi("abs"), F,
                                       dense(1.1, 0.1)]),
    "concatenation": (4, 8, 2, [conv(1.2, 0.1), parallel(
        "concatenation", [phi("relu")], [phi("erf"), conv(0.8, 0.1), phi("relu"), dropout(0.8)], widths=[1, 3]),
        conv(1.4, 0.1), phi("relu"), GAP, parallel("sum", [dense(0.5)], [dense(0.4, 0.1), phi("relu"), dense(1.0)])]),
    "concatenation-dense-net": (4, 4, 3, [conv(1.2, 0.1, **C), *([parallel(
        "concatenation", [], [phi("relu"), conv(1.3, 0.1, **C)]), conv(1.1, 0, 1)] * 2), phi("relu"), window(2), F,
        dense(1.0)]),
    "standard-parallel": (4, 6, 2, [conv(1.2, 0.1, **rates(18, 1)), parallel(
        "concatenation", [phi("relu")], [phi("erf"), conv(0.8, 0.1, **rates(144, 1))], widths=[1, 2]),
        parallel("sum", [conv(0.7, 0, 1, **rates(48, 0))], [conv(0.6, 0.1, **rates(432, 1))]), phi("relu"), F,
        dense(1.0, **rates(384, 0))]),
    "tanh-flatten": (4, 3, 2, [repeat(2, conv(1.7, 0.1, **C), phi("tanh")), F, dense(1.0)]),
    "tanh-pooled": (3, 3, 2, [repeat(2, conv(1.7, 0.1), phi("tanh")), GAP, dense(1.0)]),
}


def random_layers(seed):
    """A small architecture of every layer kind by chance."""
    rng = random.Random(seed)
    number = lambda low, high: round(rng.uniform(low, high), 2)
    convolution = lambda: conv(number(0.8, 2), number(0, 0.3), rng.choice([1, 3, 3, 5]), rng.choice(["zero", "circular"]))
    activation = lambda: phi(rng.choice(["relu", "erf", "abs", "gelu", {"leakyRelu": {"slope": 0.3}}]))
    height, width = rng.choice([4, 6]), rng.choice([4, 6, 8])
    layers, windows = [], 0
    for _ in range(rng.randint(2, 4)):
        layers.append(convolution())
        kind = rng.random()
        if kind < 0.2:
            layers.append(NORM)
        elif kind < 0.4:
            layers.append(residual(activation(), convolution()))
        layers.append(activation())
        if rng.random() < 0.2:
            layers.append(dropout(number(0.6, 0.95)))
        if rng.random() < 0.3 and windows < 1:
            layers.append(window(2))
            windows += 1
    layers.append(rng.choice([F, GAP]))
    layers.append(dense(number(0.8, 1.5), number(0, 0.2)))
    if rng.random() < 0.5:
        layers += [activation(), dense(1.0)]
    return height, width, rng.randint(1, 3), layers


for seed in range(10):
    ARCHITECTURES[f"random-{seed}"] = random_layers(seed)


# The plain recursion: K and Θ over all pairs of positions [P, P'], q1 [P] and q2 [P'].

def dual(name):
    """(T, Ṫ) of arrays q1 [P, 1], k [P, P'], q2 [1, P']."""
    if isinstance(name, dict):
        return slopes(name["leakyRelu"]["slope"])
    return {"relu": slopes(0), "abs": slopes(-1), "identity": slopes(1), "erf": erf, "gelu": gelu, "sin": sin, "cos": cos,
            "tanh": tanh}[name]


def slopes(negative):
    s, r = (1 + negative) / 2, (1 - negative) / 2

    def f(q1, k, q2):
        scale = np.sqrt(q1 * q2)
        c = np.clip(k / scale, -1, 1)
        angle = np.arcsin(c)
        return (s * s * k + r * r * 2 / np.pi * scale * (np.sqrt((1 - c) * (1 + c)) + c * angle),
                s * s + r * r * 2 / np.pi * angle)
    return f


def erf(q1, k, q2):
    product = (1 + 2 * q1) * (1 + 2 * q2)
    return 2 / np.pi * np.arcsin(2 * k / np.sqrt(product)), 4 / np.pi / np.sqrt(product - 4 * k ** 2)


def gelu(q1, k, q2):
    determinant = (1 + q1) * (1 + q2) - k ** 2
    p = 0.25 + np.arcsin(k / np.sqrt((1 + q1) * (1 + q2))) / (2 * np.pi)
    n = 1 / (2 * np.pi * np.sqrt(determinant))
    ends = 1 / (1 + q1) + 1 / (1 + q2)
    return k * p + n * (q1 * q2 - k ** 2 + k ** 2 * ends), p + n * k * (ends + 1 / determinant)


def sin(q1, k, q2):
    scale = np.exp(-(q1 + q2) / 2)
    return scale * np.sinh(k), scale * np.cosh(k)


def cos(q1, k, q2):
    return tuple(reversed(sin(q1, k, q2)))


def tanh(q1, k, q2):
    """The trapezoid rule in two dimensions: exact to rounding for functions analytic in a strip (step 0.12, |z| < 8.4)."""
    z = np.arange(-70, 71) * 0.12
    weight = np.exp(-z * z / 2) * 0.12 / math.sqrt(2 * math.pi)
    root = np.sqrt(q1)
    slope, rest = k / root, np.sqrt(np.maximum(q2 - k ** 2 / q1, 0))
    t, t_dot = np.zeros_like(k), np.zeros_like(k)
    for z1, w1 in zip(z, weight):
        y1 = np.tanh(root * z1)
        y2 = np.tanh(slope[..., None] * z1 + rest[..., None] * z)
        t += w1 * y1 * (y2 @ weight)
        t_dot += w1 * (1 - y1 ** 2) * ((1 - y2 ** 2) @ weight)
    return t, t_dot


class Positions:
    """The covariances of two images: is_self where both are one image."""

    def __init__(self, x1, x2, shape):
        self.shape, self.is_self = shape, x1 is x2
        a, b = x1.reshape(-1, shape[2]), x2.reshape(-1, shape[2])
        self.k, self.theta = a @ b.T / shape[2], np.zeros((len(a), len(b)))
        self.q1, self.q2 = (a * a).sum(1) / shape[2], (b * b).sum(1) / shape[2]

    def box(self, matrix, size, padding):
        """Σ over δ of matrix[p + δ, p' + δ]."""
        h, w = self.shape[:2]
        result = np.zeros_like(matrix)
        for dy in range(-(size // 2), size // 2 + 1):
            for dx in range(-(size // 2), size // 2 + 1):
                move = np.zeros((h * w, h * w))
                for y in range(h):
                    for x in range(w):
                        u, v = y + dy, x + dx
                        if padding == "circular":
                            u, v = u % h, v % w
                        if 0 <= u < h and 0 <= v < w:
                            move[y * w + x, u * w + v] = 1
                result += move @ matrix @ move.T
        return result / size ** 2

    def apply(self, layers):
        for layer in layers:
            (kind, p), = layer.items()
            getattr(self, kind)(p)
            if self.is_self:
                # The same numbers but for the order of their sums: equal patches then have c = 1 and not 1 − 1e-16.
                self.q1 = self.q2 = np.diag(self.k).copy()

    def weighted(self, p, average):
        w, b = p["weightVariance"], p.get("biasVariance", 0.0)
        self.q1, self.q2 = (w * np.diag(average(np.diag(q))) + b for q in (self.q1, self.q2))
        learning = p.get("learningRates", {"weights": w, "biases": b})
        gained = learning["weights"] * average(self.k) + learning["biases"]
        self.theta = w * average(self.theta) + (gained if p.get("trainable", True) else 0)
        self.k = w * average(self.k) + b

    def convolution(self, p):
        self.weighted(p, lambda m: self.box(m, p["kernelSize"], p.get("padding", "zero")))

    def dense(self, p):
        self.weighted(p, lambda m: m)

    def activation(self, p):
        f = dual(p)
        t, t_dot = f(self.q1[:, None], self.k, self.q2[None, :])
        own = [np.array([f(*(np.full((1, 1), v),) * 3)[0][0, 0] for v in q]) for q in (self.q1, self.q2)]
        self.k, self.theta, (self.q1, self.q2) = t, self.theta * t_dot, own

    def layerNorm(self, p):
        a, b = 1 / np.sqrt(self.q1 + 1e-12), 1 / np.sqrt(self.q2 + 1e-12)
        self.k, self.theta = self.k * np.outer(a, b), self.theta * np.outer(a, b)
        self.q1, self.q2 = self.q1 * a * a, self.q2 * b * b

    def dropout(self, p):
        keep = p["keepProbability"]
        self.q1, self.q2 = self.q1 / keep, self.q2 / keep
        if self.is_self:
            for m in (self.k, self.theta):
                np.fill_diagonal(m, np.diag(m) / keep)

    def residual(self, p):
        before = self.k, self.theta, self.q1, self.q2
        self.apply(p["layers"])
        self.k, self.theta, self.q1, self.q2 = (a + b for a, b in
                                                zip((self.k, self.theta, self.q1, self.q2), before))

    def parallel(self, p):
        before = self.k, self.theta, self.q1, self.q2
        shares = [1] * len(p["branches"])
        if p["join"] == "concatenation":
            widths = p.get("widths", shares)
            shares = [w / sum(widths) for w in widths]
        ends = []
        for branch in p["branches"]:
            self.k, self.theta, self.q1, self.q2 = (a.copy() for a in before)
            self.apply(branch)
            ends.append((self.k, self.theta, self.q1, self.q2))
        self.k, self.theta, self.q1, self.q2 = (sum(s * a for s, a in zip(shares, part)) for part in zip(*ends))

    def repeat(self, p):
        for _ in range(p["count"]):
            self.apply(p["layers"])

    def pool(self, pooling, shape, self1, self2):
        """The variances after an average are the averages of an image's own covariances."""
        self.k, self.theta = pooling @ self.k @ pooling.T, pooling @ self.theta @ pooling.T
        self.q1, self.q2 = np.diag(pooling @ self1 @ pooling.T).copy(), np.diag(pooling @ self2 @ pooling.T).copy()
        self.shape = shape


def recursion(layers, x1, x2, shape):
    """Three runs side by side, because pooling needs the images' own covariances: (x1, x2), (x1, x1), (x2, x2)."""
    cross, one, two = (Positions(a, b, shape) for a, b in ((x1, x2), (x1, x1), (x2, x2)))
    for layer in expand(layers):
        (kind, p), = layer.items()
        h, w, c = cross.shape
        if kind in ("averagePooling", "globalAveragePooling", "flatten"):
            if kind == "averagePooling":
                s = p["window"]
                pooling, new = np.zeros((h // s * (w // s), h * w)), (h // s, w // s, c)
                for y in range(h):
                    for x in range(w):
                        pooling[y // s * (w // s) + x // s, y * w + x] = 1 / s ** 2
                pooling *= s ** 2 if p.get("sum") else 1
            else:
                pooling, new = np.full((1, h * w), 1 / (h * w)), (1, 1, c)
                pooling *= h * w if p.get("sum") else 1
            if kind == "flatten":
                for run in (cross, one, two):
                    run.k, run.theta = (np.array([[np.diag(m).mean()]]) for m in (run.k, run.theta))
                    run.q1, run.q2, run.shape = run.q1.mean(keepdims=True), run.q2.mean(keepdims=True), new
            else:
                selves = one.k.copy(), two.k.copy()
                for run, a, b in ((cross, 0, 1), (one, 0, 0), (two, 1, 1)):
                    run.pool(pooling, new, selves[a], selves[b])
        else:
            for run in (cross, one, two):
                run.apply([layer])
    return cross.k[0, 0], cross.theta[0, 0]


def expand(layers):
    for layer in layers:
        (kind, p), = layer.items()
        if kind == "repeat":
            for _ in range(p["count"]):
                yield from expand(p["layers"])
        else:
            yield layer


def plain(layers, x1, x2, shape):
    rows = list(x1)  # so that an image with itself is known by identity
    cross = [[recursion(layers, a, b, shape) for b in x2] for a in rows]
    own = [[recursion(layers, a, b, shape) for b in rows] for a in rows]
    part = lambda rows, k: [[float(entry[k]) for entry in row] for row in rows]
    return {"nngp": part(cross, 0), "ntk": part(cross, 1), "nngp11": part(own, 0), "ntk11": part(own, 1)}


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
