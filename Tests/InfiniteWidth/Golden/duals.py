"""The duals T = E[φ(u)φ(v)] and Ṫ = E[φ′(u)φ′(v)] of jointly Gaussian u, v, with 50 digits."""
from mpmath import mp, mpf

mp.dps = 50


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
