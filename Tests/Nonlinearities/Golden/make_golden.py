"""Golden values of the Gaussian duals, from formulas and arithmetic that share nothing with the Swift code.

    python3 Tests/Nonlinearities/Golden/make_golden.py > Tests/Nonlinearities/Golden/duals.json      (mpmath, numpy; about 3 minutes)

Closed forms are evaluated with 60 digits, so that 1 − T12/√(T11 T22) survives its cancellation. tanh has none: up to
variance 4 its Hermite series is summed with 45 digits, beyond that a two-dimensional trapezoid rule is used in extended
precision (64-bit mantissa) on the sum and difference of the pair, where tanh u − tanh v = sinh(u − v)/(cosh u cosh v).
Each list of `pairs`: [separation, T12, rho, T-dot].
"""
import json
import numpy as np
from mpmath import mp, mpf, asin, acos, sqrt, pi, sin, cos, exp, sinh, cosh, tanh, atan2

mp.dps = 60


def rectifier(left, right):
    a, b = (mpf(right) + left) / 2, (mpf(right) - left) / 2

    def t(q1, q2, c):
        theta = acos(c)
        return sqrt(q1 * q2) * (a * a * c + b * b * 2 / pi * (sin(theta) + (pi / 2 - theta) * c))

    def dot(q1, q2, c):
        return a * a + b * b * (1 - 2 * acos(c) / pi)

    return t, dot


def erf_t(q1, q2, c):
    return 2 / pi * asin(2 * c * sqrt(q1 * q2) / sqrt((1 + 2 * q1) * (1 + 2 * q2)))


def erf_dot(q1, q2, c):
    return 4 / pi / sqrt((1 + 2 * q1) * (1 + 2 * q2) - 4 * c * c * q1 * q2)


def gelu_t(q1, q2, c):
    k, p, b = c * sqrt(q1 * q2), q1 * q2, (1 + q1) * (1 + q2)
    d2 = b - k * k
    return k / 4 + ((k * k + p * d2) / (b * sqrt(d2)) + k * atan2(k, sqrt(d2))) / (2 * pi)


def gelu_dot(q1, q2, c):
    k, p, b = c * sqrt(q1 * q2), q1 * q2, (1 + q1) * (1 + q2)
    d2 = b - k * k
    return mpf(1) / 4 + (k / sqrt(d2) * (1 / d2 + (1 - p) / b + 1) + atan2(k, sqrt(d2))) / (2 * pi)


def sin_t(q1, q2, c):
    return exp(-(q1 + q2) / 2) * sinh(c * sqrt(q1 * q2))


def cos_t(q1, q2, c):
    return exp(-(q1 + q2) / 2) * cosh(c * sqrt(q1 * q2))


closed = {
    "relu": rectifier(0, 1),
    "leakyRelu": rectifier(mpf(0.1), 1),
    "abs": rectifier(-1, 1),
    "erf": (erf_t, erf_dot),
    "gelu": (gelu_t, gelu_dot),
    "sin": (sin_t, cos_t),
    "cos": (cos_t, sin_t),
}


def hermite_coefficients(f, q, count, step, limit=mpf(16)):
    """E[f(√q z) h_n(z)], h_n the normalised Hermite polynomials, by the trapezoid rule."""
    points = int(limit / step)
    sums = [mpf(0)] * count
    for i in range(-points, points + 1):
        z = i * step
        previous, current = mpf(0), step * exp(-z * z / 2) / sqrt(2 * pi) * f(sqrt(q) * z)
        for n in range(count):
            sums[n] += current
            previous, current = current, (z * current - sqrt(mpf(n)) * previous) / sqrt(mpf(n + 1))
    return sums


tanh_cache = {}


def tanh_coefficients(q):
    if q not in tanh_cache:
        mp.dps = 45
        count = int(24 + 400 * q)
        step = mpf(1) / 32
        slope = lambda x: 1 / cosh(x) ** 2
        tanh_cache[q] = [hermite_coefficients(f, mpf(q), count, step) for f in (tanh, slope)]
        mp.dps = 60
    return tanh_cache[q]


def tanh_series(q1, q2, epsilon):
    c = 1 - mpf(epsilon)
    (a1, b1), (a2, b2) = tanh_coefficients(q1), tanh_coefficients(q2)
    total = lambda x, y, r: sum(u * v * r**n for n, (u, v) in enumerate(zip(x, y)))
    t, t1, t2 = total(a1, a2, c), total(a1, a1, mpf(1)), total(a2, a2, mpf(1))
    # With 45 digits of t the difference below keeps 30 at the smallest separation.
    return t, 1 - t / sqrt(t1 * t2), total(b1, b2, c)


def tanh_trapezoid(q, epsilon):
    L = np.longdouble
    root, e = np.sqrt(L(q)), L(epsilon)
    cp, cm = root * np.sqrt((2 - e) / 2), root * np.sqrt(e / 2)
    # Nearest poles of tanh at ±iπ/2: with these steps the trapezoid rule is off by exp(−2π·(π/2)/(0.19)) = 3e-23.
    hp, hm = min(L(0.2), L(0.19) / cp), min(L(0.2), L(0.19) / cm)
    m = np.arange(-int(L(9.5) / hm), int(L(9.5) / hm) + 1) * hm
    wm = hm * np.exp(-m * m / 2)
    t = gap = dot = second = L(0)
    for i in range(int(L(9.5) / hp) + 1):
        p = i * hp
        w = wm * hp * np.exp(-p * p / 2) * (1 if i == 0 else 2)
        u, v = cp * p + cm * m, cp * p - cm * m
        su, sv, tu, tv = 1 / np.cosh(u), 1 / np.cosh(v), np.tanh(u), np.tanh(v)
        d = np.where(np.abs(u - v) < 1, np.sinh(np.minimum(np.abs(u - v), 1)) * su * sv, np.abs(tu - tv))
        t += (w * tu * tv).sum()
        gap += (w * d * d).sum() / 2
        dot += (w * su * su * sv * sv).sum()
    n = 2 * np.arctan2(L(0), L(-1))
    t, gap, dot = t / n, gap / n, dot / n
    return t, gap / (t + gap), dot


separations = [0, 1e-15, 1e-12, 1e-8, 1e-4, 0.1, 0.5, 1, 1.9, 2 - 2.0**-20, 2]
variances = [(1, 1), (0.05, 0.05), (4, 4), (0.05, 1), (1, 4), (1, 1.0000001), (100, 100), (1e-12, 1e-12), (100, 4)]
groups = {}


def add(name, q1, q2, e, values):
    groups.setdefault((name, q1, q2), []).append([e] + [0.0 if abs(v) < 1e-40 else float(v) for v in values])


for name, (t, dot) in closed.items():
    for q1, q2 in variances:
        for e in separations:
            a, b, c = mpf(q1), mpf(q2), 1 - mpf(e)
            v = t(a, b, c)
            add(name, q1, q2, e, (v, 1 - v / sqrt(t(a, a, mpf(1)) * t(b, b, mpf(1))), dot(a, b, c)))
for q1, q2 in [(1, 1), (0.05, 0.05), (4, 4), (0.05, 1), (1, 4), (1, 1.0000001)]:
    for e in separations:
        add("tanh", q1, q2, e, tanh_series(q1, q2, e))
for q in (100, 10000):
    for e in (1e-8, 1e-4, 0.1, 0.5, 1, 1.9):
        add("tanh", q, q, e, tanh_trapezoid(q, e))
lines = [
    json.dumps({"nonlinearity": name, "variances": [q1, q2], "pairs": pairs}) for (name, q1, q2), pairs in groups.items()
]
print("[\n" + ",\n".join(lines) + "\n]")
