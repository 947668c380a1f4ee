"""Golden values of the mean-field theory, from expectations as plain sums in extended precision (64-bit mantissa).

    python3 Tests/MeanField/Golden/make_golden.py > Tests/MeanField/Golden/theory.json      (numpy; two minutes)

E[f(√q z)] is a trapezoid sum with step 0.04 over |z| ≤ 11 (smooth f: poles of tanh are π/(2√q) away, which leaves
e^{−60}), E[f(u) g(v)] the same in two dimensions on z1 and z2, v = √q (c z1 + √(1 − c²) z2). No closed form, no series and no
Newton step is shared with the Swift code: fixed points come from bisection of V(q) − q and of (c' − c)/(1 − c), V' from Price's
theorem with φ″. ReLU, whose kink spoils sums, has q*, χ₁ and V' in closed form and c* from the arc-cosine formula.
"""
import json
import math
import numpy as np

L = np.longdouble
Z = np.arange(-275, 276, dtype=L) * L("0.04")
W = np.exp(-Z * Z / 2)
W /= W.sum()
KEEP2 = np.abs(Z) <= 9.5
Z2, W2 = Z[KEEP2], W[KEEP2] / W[KEEP2].sum()
PI = L("3.14159265358979323846264338327950288")

# erf in extended precision: the Maclaurin series is enough for |x| < 3, a continued fraction beyond.
def erf(x):
    x = np.asarray(x, dtype=L)
    small = np.abs(x) < 3
    y, term = np.where(small, x, 0), np.where(small, x, 0)
    total = y.copy()
    for n in range(1, 90):
        term = -term * y * y / n
        total = total + term / (2 * n + 1)
    a = np.where(small, 3, np.abs(x))
    f = a
    for k in range(120, 0, -1):
        f = a + L(k) / 2 / f
    far = np.sign(x) * (1 - np.exp(-a * a) / (np.sqrt(PI) * f))
    return np.where(small, 2 / np.sqrt(PI) * total, far)


def density(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * PI)


FUNCTIONS = {
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, lambda x: -2 * np.tanh(x) / np.cosh(x) ** 2),
    "erf": (erf, lambda x: 2 / np.sqrt(PI) * np.exp(-x * x), lambda x: -4 * x / np.sqrt(PI) * np.exp(-x * x)),
    "sin": (np.sin, np.cos, lambda x: -np.sin(x)),
    "cos": (np.cos, lambda x: -np.sin(x), lambda x: -np.cos(x)),
    "gelu": (
        lambda x: x * (1 + erf(x / np.sqrt(L(2)))) / 2,
        lambda x: (1 + erf(x / np.sqrt(L(2)))) / 2 + x * density(x),
        lambda x: (2 - x * x) * density(x),
    ),
}


def mean(f, q):
    return (W * f(np.sqrt(q) * Z)).sum()


def gap(f, q, c):
    """E[(f(u) − f(v))²]/2 of u, v with variance q and correlation c."""
    u = np.sqrt(q) * Z2[:, None]
    v = np.sqrt(q) * (c * Z2[:, None] + np.sqrt((1 - c) * (1 + c)) * Z2[None, :])
    return (W2[:, None] * W2[None, :] * (f(u) - f(v)) ** 2).sum() / 2


def product(f, q, c):
    u = np.sqrt(q) * Z2[:, None]
    v = np.sqrt(q) * (c * Z2[:, None] + np.sqrt((1 - c) * (1 + c)) * Z2[None, :])
    return (W2[:, None] * W2[None, :] * f(u) * f(v)).sum()


def bisect(f, low, high, steps):
    """The root of a falling f."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


def secant(f, a, b, steps=40):
    fa, fb = f(a), f(b)
    for _ in range(steps):
        if fb == fa or abs(b - a) < 1e-19 * abs(b):
            break
        a, b, fa = b, b - fb * (b - a) / (fb - fa), fb
        fb = f(b)
    return b


def scale(slope):
    return float(-1 / np.log(abs(slope))) if slope != 0 else None


def smooth(name, sw, sb, rho):
    f, d, dd = FUNCTIONS[name]
    sw, sb, rho = L(sw), L(sb), L(rho)
    V = lambda q: sw / rho * mean(lambda x: f(x) ** 2, q) + sb
    q = bisect(lambda q: V(q) - q, L("1e-6"), L(64), 90)
    moment = mean(lambda x: f(x) ** 2, q)
    chi1 = sw * mean(lambda x: d(x) ** 2, q)
    slope = sw / rho * mean(lambda x: d(x) ** 2 + f(x) * dd(x), q)
    chi2 = sw * mean(lambda x: dd(x) ** 2, q)
    if rho == 1 and chi1 < 1:
        e, chi = L(0), chi1
    else:
        F = lambda e: (sw * moment * (1 / rho - 1) + sw * gap(f, q, 1 - e)) / q - e
        e = bisect(F, L("1e-4"), L(1), 12)
        e = secant(F, e, e * L("1.001"))
        chi = sw * product(d, q, 1 - e)
    return dict(
        nonlinearity=name, weightVariance=float(sw), biasVariance=float(sb), keepProbability=float(rho),
        fixedVariance=float(q), fixedSeparation=float(e), chi1=float(chi1), chiFixed=float(chi), lengthSlope=float(slope),
        chi2=float(chi2), varianceDepthScale=scale(slope), correlationDepthScale=scale(chi))


def relu(sw, sb, rho):
    q = sb / (1 - sw / (2 * rho))
    chi1 = sw / 2
    def F(theta):
        e = 2 * math.sin(theta / 2) ** 2
        t = (math.sin(theta) - theta * math.cos(theta)) / math.pi  # 2T/q = c + this
        return (sw * (q / 2) * ((1 / rho - 1) + (e - t)) ) / q - e
    low, high = (0.0, math.pi / 2)
    if rho == 1:
        e, chi = 0.0, chi1
    else:
        for _ in range(200):
            m = (low + high) / 2
            low, high = (m, high) if F(m) > 0 else (low, m)
        e, chi = 2 * math.sin(low / 2) ** 2, chi1 * (1 - low / math.pi)
    return dict(
        nonlinearity="relu", weightVariance=sw, biasVariance=sb, keepProbability=rho, fixedVariance=q, fixedSeparation=e,
        chi1=chi1, chiFixed=chi, lengthSlope=sw / (2 * rho), chi2=None, varianceDepthScale=scale(sw / (2 * rho)),
        correlationDepthScale=scale(chi))


def critical(name, sb):
    f, d, _ = FUNCTIONS[name]
    excess = lambda q: L(sb) - (q - mean(lambda x: f(x) ** 2, q) / mean(lambda x: d(x) ** 2, q))
    q = bisect(excess, L("1e-4"), L(16), 90)
    return dict(nonlinearity=name, biasVariance=sb, fixedVariance=float(q),
                weightVariance=float(1 / mean(lambda x: d(x) ** 2, q)))


theories = [smooth(*case) for case in [
    ("tanh", 1.69, 0.09, 1), ("tanh", 6.25, 0.09, 1), ("tanh", 16.0, 0.09, 1), ("tanh", 1.2, 0.05, 1), ("tanh", 3.0, 0.05, 1),
    ("tanh", 1.8, 0.05, 0.9), ("tanh", 3.0, 0.05, 0.99), ("erf", 1.25, 0.05, 1), ("erf", 1.5, 0.05, 1), ("erf", 1.5, 0.05, 0.95),
    ("erf", 3.0, 0.18, 0.8), ("sin", 1.5, 0.2, 1), ("sin", 4.0, 0.1, 0.9), ("cos", 2.0, 0.1, 1), ("gelu", 1.5, 0.1, 1),
    ("gelu", 1.2, 0.3, 0.9),
]] + [relu(1.5, 0.1, 1.0), relu(1.5, 0.1, 0.9), relu(1.8, 0.05, 0.95)]
lines = [critical("tanh", b) for b in (0.0025, 0.01, 0.05, 0.2, 1.0, 2.0)] + [critical("erf", b) for b in (0.05, 0.186, 1.0)]
lines += [critical("sin", b) for b in (0.05, 1.0)]
json.dump(dict(theories=theories, critical=lines), __import__("sys").stdout, indent=1)
print()
