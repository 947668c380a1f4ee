"""Golden duals of tables and formulas, from arithmetic that shares nothing with the Swift code, as Swift source.

    python3 Tests/Nonlinearities/Golden/make_own.py > Tests/Nonlinearities/OwnGolden.swift      (mpmath, numpy; two minutes)

Tables: T = E[φ(u) E[φ(v) | u]] with 30 digits; the inner expectation is a sum of normal distribution functions over the
cells, the outer a quadrature split at the knots and at distances of the conditional spread around them. Formulas: a
trapezoid rule on the sum and difference of the pair in extended precision. Each pair: [separation, rho, T-dot].
"""
import json
import numpy as np
from mpmath import mp, mpf, sqrt, pi, exp, erfc, inf, legendre, cos

mp.dps = 30

TABLES = {
    "clip": ([-2, -1, 1, 2], [-1, -1, 1, 1]),
    "bent": ([-1.5, -0.5, 0.25, 1, 2], [0.3, -0.4, 0.1, 1.2, 1.0]),
    "shifted": ([-1, 0, 1], [0.5, 0.5, 2]),
}
VARIANCES = [(1, 1), (0.3, 2), (25, 25)]
SEPARATIONS = [1e-9, 1e-4, 0.03, 0.5, 1.5, 1.97]


def density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def lines(x, y):
    """(low, high, intercept, slope) of every cell, with the first and the last continued."""
    cells = []
    for k in range(len(x) - 1):
        slope = (mpf(y[k + 1]) - mpf(y[k])) / (mpf(x[k + 1]) - mpf(x[k]))
        low = -inf if k == 0 else mpf(x[k])
        high = inf if k == len(x) - 2 else mpf(x[k + 1])
        cells.append((low, high, mpf(y[k]) - slope * mpf(x[k]), slope))
    return cells


def mass(low, high):
    half = sqrt(mpf(1) / 2)
    return (erfc(low * half) - erfc(high * half)) / 2 if low > 0 else (erfc(-high * half) - erfc(-low * half)) / 2


def inner(cells, m, s):
    """E[φ(m + s z)] and E[φ′(m + s z)]."""
    value = slope = mpf(0)
    for low, high, a, b in cells:
        if s == 0:
            if low < m <= high:
                value, slope = a + b * m, b
            continue
        l, h = (low - m) / s, (high - m) / s
        w = mass(l, h)
        first = (density(l) if l > -inf else 0) - (density(h) if h < inf else 0)
        value += (a + b * m) * w + b * s * first
        slope += b * w
    return value, slope


def at(cells, x):
    return inner(cells, x, mpf(0))


def table_pair(cells, q1, q2, epsilon):
    c, d1, d2 = 1 - mpf(epsilon), sqrt(mpf(q1)), sqrt(mpf(q2))
    s = d2 * sqrt(max(mpf(0), 1 - c * c))
    edges = {mpf(-10), mpf(10)} | {mpf(k) for k in range(-9, 10)}
    for low, _, _, _ in cells:
        if low == -inf:
            continue
        edges.add(low / d1)
        if c != 0:
            centre, width = low / (c * d2), s / abs(c * d2)
            edges.add(centre)
            for k in (0.5, 1, 2, 3, 5, 8, 12):
                edges |= {centre - k * width, centre + k * width}
    edges = sorted(e for e in edges if abs(e) <= 10)
    T = dot = mpf(0)
    for left, right in zip(edges, edges[1:]):
        for x, w in NODES:
            z = (left + right) / 2 + (right - left) / 2 * x
            weight = w * (right - left) / 2 * density(z)
            f, g = at(cells, d1 * z), inner(cells, c * d2 * z, s)
            T, dot = T + weight * f[0] * g[0], dot + weight * f[1] * g[1]
    return T, dot


# 20 Gauss–Legendre nodes with 30 digits, by Newton's method.
NODES = []
N = 20
for i in range(N):
    x = cos(pi * (i + mpf(3) / 4) / (N + mpf(1) / 2))
    for _ in range(8):
        p, p1 = legendre(N, x), legendre(N - 1, x)
        slope = N * (x * p - p1) / (x * x - 1)
        x -= p / slope
    p, p1 = legendre(N, x), legendre(N - 1, x)
    slope = N * (x * p - p1) / (x * x - 1)
    NODES.append((x, 2 / ((1 - x * x) * slope**2)))

L = np.longdouble


def mish(x):
    return x * np.tanh(np.logaddexp(0, x))


def mish_slope(x):
    t, s = np.tanh(np.logaddexp(0, x)), 1 / (1 + np.exp(-x))
    return t + x * s * (1 - t * t)


def wave(x):
    return np.sin(2 * x) + x / (1 + x * x)


def wave_slope(x):
    return 2 * np.cos(2 * x) + (1 - x * x) / (1 + x * x) ** 2


FORMULAS = {
    "x*tanh(log(1+exp(x)))": (mish, mish_slope),
    "sin(2*x) + x/(1+x^2)": (wave, wave_slope),
}


def formula_pair(f, df, q1, q2, epsilon):
    """u = √q₁ (αp + βm), v = √q₂ (αp − βm) with α² = (2 − ε)/2, β² = ε/2."""
    e = L(epsilon)
    alpha, beta = np.sqrt((2 - e) / 2), np.sqrt(e / 2)
    h = L(1) / 24
    z = np.arange(-9 * 24, 9 * 24 + 1) * h
    w = h * np.exp(-z * z / 2) / np.sqrt(2 * np.arccos(L(-1)))
    t = [np.sum(w * f(np.sqrt(L(q)) * z) ** 2) for q in (q1, q2)]
    p, m = z[:, None], z[None, :]
    W = w[:, None] * w[None, :]
    u, v = np.sqrt(L(q1)) * (alpha * p + beta * m), np.sqrt(L(q2)) * (alpha * p - beta * m)
    rho = 0.5 * np.sum(W * (f(u) / np.sqrt(t[0]) - f(v) / np.sqrt(t[1])) ** 2)
    return rho, np.sum(W * df(u) * df(v))


print("// Made by Golden/make_own.py. Each pair: separation, ρ, Ṫ.")
print("enum OwnGolden {")
print("  struct Case: Sendable {\n    let name: String\n    let variances: (Double, Double)\n    let pairs: [[Double]]\n  }\n")
print("  static let points: [String: (x: [Double], y: [Double])] = [")
for name, (x, y) in TABLES.items():
    print(f"    {json.dumps(name)}: ({x}, {y}),")
print("  ]\n")


def show(name, q, pairs):
    print(f"    Case(\n      name: {json.dumps(name)}, variances: ({q[0]}, {q[1]}),\n      pairs: [")
    for pair in pairs:
        print("        [" + ", ".join(repr(float(v)) for v in pair) + "],")
    print("      ]),")


print("  static let tables = [")
for name, (x, y) in TABLES.items():
    cells = lines(x, y)
    for q in VARIANCES:
        # Where c = 1 the duals are those of one number.
        own = [table_pair(cells, v, v, 0)[0] for v in q]
        pairs = []
        for e in SEPARATIONS:
            T, dot = table_pair(cells, *q, e)
            pairs.append((e, 1 - T / sqrt(own[0] * own[1]), dot))
        show(name, q, pairs)
print("  ]\n\n  static let formulas = [")
for name, (f, df) in FORMULAS.items():
    for q in [(1, 1), (0.3, 2), (4, 4)]:
        show(name, q, [(e, *formula_pair(f, df, *q, e)) for e in [1e-9, 1e-4, 0.03, 0.5, 1, 1.5, 1.97]])
print("  ]\n}")
