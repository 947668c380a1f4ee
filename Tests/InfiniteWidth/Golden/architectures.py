"""The fully-connected architectures of `make_golden.py`, as architecture files have them, and their inputs."""
import numpy as np


def dense(weight, bias=0.0, **more):
    return {"dense": {"weightVariance": weight, **({"biasVariance": bias} if bias else {}), **more}}


def phi(name):
    return {"activation": name}


def plain(depth, activation, weight, bias=0.0):
    return [dense(weight, bias), {"repeat": {"count": depth, "layers": [phi(activation), dense(weight, bias)]}}]


def rates(weights, biases):
    """Standard parameterisation where the weights' rate is the fan-in (5 inputs, `WIDTH` hidden units) and the biases' 1."""
    return {"learningRates": {"weights": weights, "biases": biases}}


def parallel(join, *branches, **more):
    return {"parallel": {"branches": [list(b) for b in branches], "join": join, **more}}


# Hidden units in the networks of neural-tangents, which decide the rates of its standard parameterisation.
WIDTH = 4


def leaky(slope):
    return {"leakyRelu": {"slope": slope}}


def degree(name, n):
    return {name: {"degree": n}}


ARCHITECTURES = {
    "relu-depth1": plain(1, "relu", 1.6, 0.1),
    "relu-depth3-no-bias": plain(3, "relu", 2.0),
    "relu-depth10": plain(10, "relu", 1.45, 0.28),
    "leaky-relu-depth3": plain(3, leaky(0.1), 1.8, 0.05),
    "leaky-relu-negative-slope": plain(2, leaky(-0.5), 1.5),
    "abs-depth3": plain(3, "abs", 1.0, 0.2),
    "erf-depth1-no-bias": plain(1, "erf", 1.5),
    "erf-depth10": plain(10, "erf", 1.3, 0.1),
    "gelu-depth1-no-bias": plain(1, "gelu", 1.7),
    "gelu-depth3": plain(3, "gelu", 2.1, 0.1),
    "sin-depth3": plain(3, "sin", 1.2, 0.3),
    "cos-depth3": plain(3, "cos", 1.2),
    "identity-depth10": plain(10, "identity", 0.9, 0.1),
    "tanh-depth1": plain(1, "tanh", 1.7, 0.1),
    "tanh-depth3": plain(3, "tanh", 1.96, 0.62),
    "mixed": [dense(1.3, 0.1), phi("relu"), dense(0.8), phi("erf"), dense(2.0, 0.3), phi("gelu"), dense(1.1, 0.2),
              phi("sin"), dense(1.5)],
    "ends-in-activation": [dense(1.3, 0.1), phi("erf"), dense(1.4, 0.1), phi("relu")],
    "residual": [dense(1.2, 0.1),
                 {"repeat": {"count": 3, "layers": [{"residual": {"layers": [phi("relu"), dense(0.7, 0.05)]}}]}},
                 phi("erf"), dense(1.5)],
    "residual-nested": [dense(1.0), {"residual": {"layers": [
        phi("gelu"), dense(1.1, 0.1), {"residual": {"layers": [phi("relu"), dense(0.6)]}}, phi("abs"), dense(0.5)]}}],
    "untrained-layers": [dense(1.4, 0.2, trainable=False), phi("relu"), dense(1.6, 0.1), phi("erf"),
                         dense(1.3, 0.1, trainable=False), phi("relu"), dense(0.9)],
    "standard-relu": [dense(1.6, 0.1, **rates(5, 1)), {"repeat": {"count": 3, "layers": [
        phi("relu"), dense(1.6, 0.1, **rates(4, 1))]}}],
    "standard-erf-no-bias": [dense(1.5, **rates(5, 0)), phi("erf"), dense(1.4, **rates(4, 0)), phi("erf"),
                             dense(1.0, **rates(4, 0))],
    "standard-and-ntk": [dense(1.2, 0.1), phi("gelu"), dense(1.4, 0.2, **rates(4, 1)), phi("sin"), dense(1.1, 0.1),
                         phi("abs"), dense(0.9, 0.3, **rates(4, 1))],
    "standard-residual": [dense(1.2, 0.1, **rates(5, 1)), {"residual": {"layers": [
        phi("relu"), dense(0.7, 0.05, **rates(4, 1))]}}, phi("erf"), dense(1.5, **rates(4, 0))],
    "rates-of-any-size": [dense(1.2, 0.1, **rates(0.3, 2.5)), phi("relu"), dense(1.7, 0, **rates(0, 0.4)), phi("gelu"),
                          dense(0, 0.5, **rates(3, 0)), phi("relu"), dense(1.1, 0.2)],
    "parallel-sum": [dense(1.2, 0.1), parallel("sum", [], [phi("relu"), dense(0.7, 0.1)],
                                               [phi("erf"), dense(0.8), phi("abs"), dense(0.5, 0.2)]),
                     phi("gelu"), dense(1.3, 0.1)],
    "parallel-sum-of-inputs": [parallel("sum", [dense(1.1, 0.1), phi("relu"), dense(0.9)], [dense(0.4, 0.3)]), phi("relu"),
                               dense(1.2)],
    "concatenation": [dense(1.2, 0.1), parallel("concatenation", [phi("relu")], [phi("erf"), dense(0.8, 0.1)],
                                                [phi("sin"), dense(0.9)], widths=[1, 2, 0.5]),
                      dense(1.4, 0.1), phi("relu"), dense(1.0)],
    "concatenation-dense-net": [dense(1.2, 0.1), *([parallel("concatenation", [], [phi("relu"), dense(1.3, 0.1)]),
                                                    dense(1.1)] * 2), phi("gelu"), dense(1.0, 0.1)],
    "parallel-nested": [dense(1.1, 0.1), parallel(
        "sum", [parallel("concatenation", [phi("relu")], [phi("abs"), dense(0.6), phi("erf")]), dense(0.8, 0.1)],
        [parallel("sum", [], [phi("erf"), dense(0.3)])],
        [dense(0.5), {"residual": {"layers": [phi("relu"), dense(0.2, 0.1)]}}]),
        phi("relu"), dense(1.2)],
    "standard-parallel": [dense(1.2, 0.1, **rates(5, 1)), parallel(
        "concatenation", [phi("relu")], [phi("erf"), dense(0.8, 0.1, **rates(4, 1))], widths=[1, 2]),
        dense(1.4, 0.1, **rates(12, 1)), phi("relu"), dense(1.0, **rates(4, 0))],
    "exp-depth3": plain(3, {"exp": {"a": 0.7, "b": 0.5}}, 0.6, 0.1),
    "gaussian-depth3": plain(3, "gaussian", 1.4, 0.2),
    "gaussian-scaled-depth3": plain(3, {"gaussian": {"a": 1.5, "b": -0.2}}, 1.1),
    "rbf-depth3": plain(3, {"rbf": {"gamma": 0.3}}, 1.3, 0.1),
    "abrelu-depth3": plain(3, {"abrelu": {"a": -0.4, "b": 1.2}}, 1.2, 0.1),
    "monomial-depth3": plain(3, degree("monomial", 3), 0.4, 0.1),
    "polynomial-depth3": plain(3, {"polynomial": {"coefficients": [0.3, -1.0, 0.25, 0.1]}}, 0.5, 0.1),
    "hermite-depth3": plain(3, degree("hermite", 4), 0.5, 0.3),
    "rectified-monomial-depth3": plain(3, degree("rectifiedMonomial", 2), 0.7, 0.1),
    "rectified-monomial-5": plain(1, degree("rectifiedMonomial", 5), 0.7, 0.1),
    "sigmoid-like-depth3": plain(3, "sigmoidLike", 2.0, 0.1),
    "gabor-depth3": plain(3, "gabor", 2.0, 0.1),
}


def inputs():
    """Six and five vectors of arbitrary norms with every kind of coincidence; see the header."""
    random = np.random.default_rng(2018)
    a, b, c, d, e, f, g = (n * v / np.linalg.norm(v) for n, v in
                           zip([2.2, 0.6, 6.0, 1.7, 3.1, 1.0, 1.0], random.standard_normal((7, 5))))
    x1 = np.array([a, b, c, d, 0 * a, e])
    x2 = np.array([2.5 * a, -0.7 * b, c + 1e-6 * 6.0 * f, d + 1e-9 * 1.7 * g, e])
    return x1, x2
