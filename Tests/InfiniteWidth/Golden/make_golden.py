#!/usr/bin/env python3
"""Golden NNGP and NTK kernels of fully-connected architectures, from two independent sources.

command:  python make_golden.py [name ...]     writes NAME.json beside this script; without names, every architecture
versions: Python 3.11, neural-tangents 0.6.5, jax 0.4.30, numpy 1.26.4, mpmath 1.3.0

"neuralTangents" holds the kernels of neural-tangents in float64. They are good to about 1e-12 of the diagonal away from
coinciding inputs, and to 1e-8 in the NTK near them (θ = arccos c). They are null where neural-tangents has no closed
form (tanh) or no such layer (trainable: false, learning rates that are not those of a fan-in), for hermite, which it
computes for inputs of variance 1 alone, and for rectifiedMonomial, of which it gives NaN for these inputs.
"exact" holds the same from the recursion below in mpmath with 50 digits, rounded to float64; tanh by the trapezoid rule
in two dimensions, whose error is below 1e-20. It also holds "separation" = 1 − nngp / sqrt(variance1 variance2), which
float64 cannot recover from the kernels near coinciding inputs, and is null where a variance is 0.

Each file: name, architecture (an architecture file), x1 [6, 5], x2 [5, 5],
exact {nngp, ntk, separation: [6][5]; variance1: [6], variance2: [5]}, neuralTangents {nngp, ntk: [6][5]} or null.
The pairs (0,0) scaled copy, (1,1) opposite, (2,2) and (3,3) near-duplicates at relative distance 1e-6 and 1e-9, (5,4) exact
duplicate; x1[4] is the zero vector.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
from mpmath import mp, mpf

mp.dps = 50


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


# The duals T = E[φ(u)φ(v)] and Ṫ = E[φ′(u)φ′(v)] of jointly Gaussian u, v.

def slopes(negative):
    """φ(x) = max(x, 0) + negative · min(x, 0) = s x + r |x|; the mixed terms vanish by symmetry."""
    s, r = (1 + mpf(negative)) / 2, (1 - mpf(negative)) / 2

    def dual(q1, q12, q2):
        if q1 == 0 or q2 == 0:
            return s * s * q12, s * s
        c = q12 / mp.sqrt(q1 * q2)
        c = min(max(c, mpf(-1)), mpf(1))
        angle = mp.asin(c)
        modulus = 2 / mp.pi * mp.sqrt(q1 * q2) * (mp.sqrt((1 - c) * (1 + c)) + c * angle)
        return s * s * q12 + r * r * modulus, s * s + r * r * 2 / mp.pi * angle
    return dual


def erf(q1, q12, q2):
    product = (1 + 2 * q1) * (1 + 2 * q2)
    return 2 / mp.pi * mp.asin(2 * q12 / mp.sqrt(product)), 4 / mp.pi / mp.sqrt(product - 4 * q12 ** 2)


def gelu(q1, q12, q2):
    """x Φ(x). By Stein's lemma, with P = E[ΦΦ], N = E[nn] (n the normal density)."""
    determinant = (1 + q1) * (1 + q2) - q12 ** 2
    p = mpf(1) / 4 + mp.asin(q12 / mp.sqrt((1 + q1) * (1 + q2))) / (2 * mp.pi)
    n = 1 / (2 * mp.pi * mp.sqrt(determinant))
    ends = 1 / (1 + q1) + 1 / (1 + q2)
    return q12 * p + n * (q1 * q2 - q12 ** 2 + q12 ** 2 * ends), p + n * q12 * (ends + 1 / determinant)


def sin(q1, q12, q2):
    scale = mp.exp(-(q1 + q2) / 2)
    return scale * mp.sinh(q12), scale * mp.cosh(q12)


def cos(q1, q12, q2):
    return tuple(reversed(sin(q1, q12, q2)))


def tanh(q1, q12, q2):
    """The trapezoid rule converges like exp(−2π a / h) for an integrand analytic in the strip |Im z| < a; tanh(√q z) has
    its poles at Im z = π / (2√q). The Gaussian is below 1e-24 of its peak past |z| = 10.5."""
    if q1 == 0 or q2 == 0:
        return mpf(0), one_sided_tanh(max(q1, q2))
    with mp.workdps(26):
        root = mp.sqrt(q1)
        slope, rest = q12 / root, mp.sqrt(max(q2 - q12 ** 2 / q1, mpf(0)))
        h = step(max(q1, q2))
        count = int(mp.ceil(10.5 / h))
        grid = [k * h for k in range(-count, count + 1)]
        weights = [mp.exp(-z * z / 2) for z in grid]
        t, t_dot = mpf(0), mpf(0)
        for k in range(count, 2 * count + 1):  # the integrand is even under (z1, z2) → (−z1, −z2)
            inner, inner_dot = mpf(0), mpf(0)
            if rest * 10.5 < mpf(10) ** -24:
                y = mp.tanh(slope * grid[k])
                inner, inner_dot = y * mp.sqrt(2 * mp.pi) / h, (1 - y * y) * mp.sqrt(2 * mp.pi) / h
            else:
                for z, w in zip(grid, weights):
                    y = mp.tanh(slope * grid[k] + rest * z)
                    inner += w * y
                    inner_dot += w * (1 - y * y)
            y = mp.tanh(root * grid[k])
            half = weights[k] * (1 if k == count else 2)
            t += half * y * inner
            t_dot += half * (1 - y * y) * inner_dot
        scale = h * h / (2 * mp.pi)
        return t * scale, t_dot * scale


def step(q):
    """exp(−2π · π/(2√q) / h) = e^−50, and no coarser than the Gaussian itself needs."""
    return min(mpf("0.55"), mp.pi ** 2 / (50 * mp.sqrt(q)))


def one_sided_tanh(q):
    """E[1 − tanh(√q z)²]."""
    h = step(max(q, mpf(1)))
    count = int(mp.ceil(10.5 / h))
    return h / mp.sqrt(2 * mp.pi) * sum(
        mp.exp(-(k * h) ** 2 / 2) * (1 - mp.tanh(mp.sqrt(q) * k * h) ** 2) for k in range(-count, count + 1))


def exp(p):
    a, b = mpf(p["a"]), mpf(p["b"])

    def dual(q1, q12, q2):
        t = a * a * mp.exp(b * b * ((q1 + q2) / 2 + q12))
        return t, b * b * t
    return dual


def gaussian(p):
    a, b = mpf(p.get("a", 1)), mpf(p.get("b", -1))

    def dual(q1, q12, q2):
        determinant = (1 - 2 * b * q1) * (1 - 2 * b * q2) - 4 * b * b * q12 ** 2
        return a * a / mp.sqrt(determinant), a * a * 4 * b * b * q12 / determinant ** mpf("1.5")
    return dual


def rbf(p):
    gamma = mpf(p["gamma"])

    def dual(q1, q12, q2):
        t = mp.exp(-gamma * (q1 + q2 - 2 * q12))
        return t, 2 * gamma * t
    return dual


def abrelu(p):
    """a min(x, 0) + b max(x, 0) = b (max(x, 0) + (a/b) min(x, 0))"""
    a, b = mpf(p["a"]), mpf(p["b"])
    inner = slopes(a / b)
    return lambda q1, q12, q2: tuple(b * b * value for value in inner(q1, q12, q2))


def polynomial(coefficients):
    """By Isserlis' theorem: E[uⁱ vʲ] = Σ_m i! j!/(m! ((i−m)/2)! ((j−m)/2)!) q12^m (q1/2)^((i−m)/2) (q2/2)^((j−m)/2)."""
    c = [mpf(v) for v in coefficients]
    slope = [k * v for k, v in enumerate(c)][1:] or [mpf(0)]

    def product(i, j, q1, q12, q2):
        if (i + j) % 2:
            return mpf(0)
        return mp.fsum(
            mp.factorial(i) * mp.factorial(j) * q12 ** m * (q1 / 2) ** ((i - m) // 2) * (q2 / 2) ** ((j - m) // 2)
            / (mp.factorial(m) * mp.factorial((i - m) // 2) * mp.factorial((j - m) // 2))
            for m in range(i % 2, min(i, j) + 1, 2))

    def expectation(f, *q):
        return mp.fsum(x * y * product(i, j, *q) for i, x in enumerate(f) for j, y in enumerate(f) if x * y != 0)
    return lambda *q: (expectation(c, *q), expectation(slope, *q))


def hermite(n):
    c = [mpf(0)] * (n + 1)
    for k in range(n // 2 + 1):
        c[n - 2 * k] = (-1) ** k * mp.sqrt(mp.factorial(n)) / (2 ** k * mp.factorial(k) * mp.factorial(n - 2 * k))
    return polynomial(c)


def rectified(n):
    """Cho & Saul 2009, with J_n as a polynomial in sin θ, cos θ and π − θ of their Table 1 and beyond."""
    def j(n, s, c, rest):
        return [lambda: rest, lambda: s + rest * c, lambda: 3 * s * c + rest * (1 + 2 * c * c),
                lambda: 15 * s - 11 * s ** 3 + rest * (9 * c + 6 * c ** 3),
                lambda: s * c * (50 * c * c + 55) + rest * (24 * c ** 4 + 72 * c ** 2 + 9),
                lambda: s * (274 * c ** 4 + 607 * c ** 2 + 64) + rest * (120 * c ** 5 + 600 * c ** 3 + 225 * c)][n]()

    def dual(q1, q12, q2):
        if q1 == 0 or q2 == 0:
            return mpf(0), mpf(0) if n > 1 else mpf(1) / 4
        c = min(max(q12 / mp.sqrt(q1 * q2), mpf(-1)), mpf(1))
        s, rest, root = mp.sqrt((1 - c) * (1 + c)), mp.acos(-c), mp.sqrt(q1 * q2)
        return (root ** n * j(n, s, c, rest) / (2 * mp.pi), n * n * root ** (n - 1) * j(n - 1, s, c, rest) / (2 * mp.pi))
    return dual


def sigmoid_like(q1, q12, q2):
    b2 = 1 / mpf(2.4020563531719796) ** 2
    t, slope = erf(b2 * q1, b2 * q12, b2 * q2)
    return (1 + t) / 4, b2 * slope / 4


def gabor(q1, q12, q2):
    """exp(−x²) sin x: the Gaussian tilts u, v to covariance Σ(1 + 2Σ)⁻¹, of which sin has its own expectation."""
    determinant = (1 + 2 * q1) * (1 + 2 * q2) - 4 * q12 ** 2
    gram = q1 * q2 - q12 ** 2
    a, b, k = (q1 + 2 * gram) / determinant, (q2 + 2 * gram) / determinant, q12 / determinant
    scale = mp.exp(-(a + b) / 2)
    sine, cosine = scale * mp.sinh(k), scale * mp.cosh(k)
    # φ′ = e^{−x²} (cos x − 2x sin x), by Stein's lemma for the tilted pair.
    u_sin_cos = a * cosine - k * sine     # E[u sin u cos v]
    v_cos_sin = b * cosine - k * sine
    # E[uv sin u sin v] = k E[ss] + a E[v cos u sin v] + k E[v sin u cos v]
    v_cos_u_sin_v = v_cos_sin
    v_sin_u_cos_v = k * cosine - b * sine
    both = k * sine + a * v_cos_u_sin_v + k * v_sin_u_cos_v
    root = mp.sqrt(determinant)
    return sine / root, (cosine - 2 * u_sin_cos - 2 * v_cos_sin + 4 * both) / root


def dual(activation):
    if isinstance(activation, dict):
        (name, p), = activation.items()
        return {"leakyRelu": lambda: slopes(p["slope"]), "exp": lambda: exp(p), "gaussian": lambda: gaussian(p),
                "rbf": lambda: rbf(p), "abrelu": lambda: abrelu(p),
                "monomial": lambda: polynomial([0] * p["degree"] + [1]),
                "polynomial": lambda: polynomial(p["coefficients"]), "hermite": lambda: hermite(p["degree"]),
                "rectifiedMonomial": lambda: rectified(p["degree"])}[name]()
    return {"gaussian": gaussian({}), "sigmoidLike": sigmoid_like, "gabor": gabor,
            "relu": slopes(0), "abs": slopes(-1), "identity": slopes(1), "erf": erf, "gelu": gelu, "sin": sin, "cos": cos,
            "tanh": tanh}[activation]


def recursion(layers, q1, q12, q2, ntk):
    """(K(x,x), K(x,x'), K(x',x'), Θ(x,x')) through the layers in NTK parameterisation."""
    for layer in layers:
        (kind, p), = layer.items()
        if kind == "dense":
            weight, bias = mpf(p["weightVariance"]), mpf(p.get("biasVariance", 0.0))
            learning = p.get("learningRates", {"weights": weight, "biases": bias})
            gained = mpf(learning["weights"]) * q12 + mpf(learning["biases"])
            ntk = weight * ntk + (gained if p.get("trainable", True) else 0)
            q1, q12, q2 = (weight * q + bias for q in (q1, q12, q2))
        elif kind == "activation":
            f = dual(p)
            (t, t_dot), (q1, _), (q2, _) = f(q1, q12, q2), variance(f, q1), variance(f, q2)
            q12, ntk = t, ntk * t_dot
        elif kind == "repeat":
            for _ in range(p["count"]):
                q1, q12, q2, ntk = recursion(p["layers"], q1, q12, q2, ntk)
        elif kind == "residual":
            state = (q1, q12, q2, ntk)
            q1, q12, q2, ntk = (a + b for a, b in zip(state, recursion(p["layers"], *state)))
        elif kind == "parallel":
            state = (q1, q12, q2, ntk)
            shares = [mpf(1)] * len(p["branches"])
            if p["join"] == "concatenation":
                widths = [mpf(w) for w in p.get("widths", shares)]
                shares = [w / sum(widths) for w in widths]
            ends = [recursion(branch, *state) for branch in p["branches"]]
            q1, q12, q2, ntk = (sum(s * end[k] for s, end in zip(shares, ends)) for k in range(4))
        else:
            raise ValueError(kind)
    return q1, q12, q2, ntk


VARIANCES = {}


def variance(f, q):
    key = (f, q)
    if key not in VARIANCES:
        VARIANCES[key] = f(q, q, q)
    return VARIANCES[key]


def exact(layers, x1, x2):
    d = x1.shape[1]
    dot = lambda a, b: mp.fsum(mpf(s) * mpf(t) for s, t in zip(a.tolist(), b.tolist())) / d
    rows = [[recursion(layers, dot(a, a), dot(a, b), dot(b, b), mpf(0)) for b in x2] for a in x1]
    number = lambda f: [[f(*entry) for entry in row] for row in rows]
    return {
        "nngp": number(lambda q1, q12, q2, ntk: float(q12)),
        "ntk": number(lambda q1, q12, q2, ntk: float(ntk)),
        "separation": number(lambda q1, q12, q2, ntk: separation(q1, q12, q2)),
        "variance1": [float(row[0][0]) for row in rows],
        "variance2": [float(entry[2]) for entry in rows[0]],
    }


def separation(q1, q12, q2):
    if q1 == 0 or q2 == 0:
        return None
    value = 1 - q12 / mp.sqrt(q1 * q2)
    return float(value) if abs(value) > mpf(10) ** -35 else 0.0


def neural_tangents(name, layers, x1, x2):
    text = json.dumps(layers)
    if name.startswith("rates") or any(word in text for word in ("tanh", "trainable", "hermite", "rectified")):
        return None
    import jax
    jax.config.update("jax_enable_x64", True)
    from neural_tangents import stax

    def build(layer, width=WIDTH):
        (kind, p), = layer.items()
        if kind == "dense":
            return stax.Dense(width, W_std=p["weightVariance"] ** 0.5, b_std=p.get("biasVariance", 0.0) ** 0.5 or None,
                              parameterization="standard" if "learningRates" in p else "ntk")
        if kind == "repeat":
            return stax.serial(*[build(inner) for _ in range(p["count"]) for inner in p["layers"]])
        if kind == "parallel":
            join = stax.FanInSum() if p["join"] == "sum" else stax.FanInConcat()
            widths = [int(WIDTH * w) for w in p.get("widths", [1] * len(p["branches"]))]
            ends = [stax.serial(*[build(inner, w) for inner in branch]) if branch else stax.Identity()
                    for branch, w in zip(p["branches"], widths)]
            return stax.serial(stax.FanOut(len(ends)), stax.parallel(*ends), join)
        if kind == "residual":
            branch = stax.serial(*map(build, p["layers"]))
            return stax.serial(stax.FanOut(2), stax.parallel(stax.Identity(), branch), stax.FanInSum())
        if isinstance(p, dict):
            (name, p), = p.items()
            return {"leakyRelu": lambda: stax.LeakyRelu(p["slope"]), "exp": lambda: stax.Exp(**p),
                    "gaussian": lambda: stax.Gaussian(**p), "rbf": lambda: stax.Rbf(**p),
                    "abrelu": lambda: stax.ABRelu(**p), "monomial": lambda: stax.Monomial(**p),
                    "polynomial": lambda: stax.Polynomial(p["coefficients"])}[name]()
        return {"gaussian": stax.Gaussian, "sigmoidLike": stax.Sigmoid_like, "gabor": stax.Gabor, "relu": stax.Relu, "erf": stax.Erf, "abs": stax.Abs, "gelu": stax.Gelu, "sin": stax.Sin, "cos": stax.Cos,
                "identity": stax.Identity}[p]()

    kernel = stax.serial(*map(build, layers))[2](x1, x2, get=("nngp", "ntk"))
    return {"nngp": np.asarray(kernel.nngp).tolist(), "ntk": np.asarray(kernel.ntk).tolist()}


def compare(name, truth, other):
    """The two sources must agree where both are good."""
    scale = np.sqrt(np.outer(truth["variance1"], truth["variance2"]))
    apart = np.array([[s is None or s > 1e-6 for s in row] for row in truth["separation"]])
    worst = {}
    for key in ("nngp", "ntk"):
        mine, theirs = np.array(truth[key]), np.array(other[key])
        unit = np.where(scale > 0, np.maximum(scale, np.abs(mine)), 1)
        assert np.isfinite(theirs).all(), f"{name}: neural-tangents gives {theirs}"
        error = np.abs(mine - theirs) / unit
        worst[key] = (error[apart].max(), error.max())
        assert worst[key][0] < 1e-10, f"{name}: {key} differs by {worst[key][0]:.1e}"
    return "  ".join(f"{k}: {a:.1e} apart, {b:.1e} with coincidences" for k, (a, b) in worst.items())


def matrix(rows):
    return "[\n" + ",\n".join("    " + json.dumps(row) for row in rows) + "]"


def block(kernels):
    return "{\n" + ",\n".join(
        f'  "{k}": ' + (matrix(v) if isinstance(v[0], list) else json.dumps(v)) for k, v in kernels.items()) + "}"


def main(names):
    x1, x2 = inputs()
    for name in names or ARCHITECTURES:
        layers = ARCHITECTURES[name]
        truth, other = exact(layers, x1, x2), neural_tangents(name, layers, x1, x2)
        print(name, compare(name, truth, other) if other else "(mpmath only)", flush=True)
        path = pathlib.Path(__file__).with_name(name + ".json")
        path.write_text(
            "{\n" + f'"name": {json.dumps(name)},\n"architecture": {json.dumps({"layers": layers})},\n'
            + f'"x1": {matrix(x1.tolist())},\n"x2": {matrix(x2.tolist())},\n'
            + f'"exact": {block(truth)},\n"neuralTangents": {block(other) if other else "null"}\n' + "}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
