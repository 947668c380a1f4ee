"""The architectures of `make_golden.py`, as architecture files have them."""
import random

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
