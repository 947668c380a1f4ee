"""The convolutional architectures of `make_golden.py`, as architecture files have them."""
import random


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
