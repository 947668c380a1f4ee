"""The plain recursion: K and Θ over all pairs of positions [P, P'], q1 [P] and q2 [P']."""
import math

import numpy as np


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
