"""Golden values of the Gaussian duals of the nonlinearities that have settings, from formulas and arithmetic that share
nothing with the Swift code: as make_golden.py, with 60 digits.

    python3 Tests/Nonlinearities/Golden/make_more.py > Tests/Nonlinearities/Golden/more.json      (mpmath; five minutes)

elu has no closed form here: E[φ(v) | u] is one, and the mean over u is integrated with 34 digits between u = 0 and the
places where v given u bends. Each list of `pairs`: [separation, T12, rho, T-dot].
"""
import functools
import json
from mpmath import mp, mpf, asin, acos, sqrt, pi, sin, cos, exp, erfc, expm1, factorial, fsum, quad

mp.dps = 60

SEPARATIONS = ["1e-12", "1e-7", "0.001", "0.2", "0.8", "1", "1.3", "1.9", "1.999999", "2"]
VARIANCES = [("1", "1"), ("0.02", "0.02"), ("1e-6", "1e-6"), ("7", "7"), ("0.3", "2.5"), ("1", "1.0000001"), ("40", "0.1")]


def exponential(a, b):
    def dual(q1, q2, c):
        t = a * a * exp(b * b * ((q1 + q2) / 2 + c * sqrt(q1 * q2)))
        return t, b * b * t
    return dual


def gaussian(a, b):
    def dual(q1, q2, c):
        k = c * sqrt(q1 * q2)
        d = (1 - 2 * b * q1) * (1 - 2 * b * q2) - 4 * b * b * k * k
        return a * a / sqrt(d), 4 * a * a * b * b * k / d ** mpf("1.5")
    return dual


def rbf(gamma):
    def dual(q1, q2, c):
        t = exp(-gamma * (q1 + q2 - 2 * c * sqrt(q1 * q2)))
        return t, 2 * gamma * t
    return dual


def polynomial(c):
    def expectation(f, q1, q2, k):
        return fsum(
            x * y * factorial(i) * factorial(j) * k ** m * (q1 / 2) ** ((i - m) // 2) * (q2 / 2) ** ((j - m) // 2)
            / (factorial(m) * factorial((i - m) // 2) * factorial((j - m) // 2))
            for i, x in enumerate(f) for j, y in enumerate(f) if x * y != 0 and (i + j) % 2 == 0
            for m in range(i % 2, min(i, j) + 1, 2))
    slope = [i * v for i, v in enumerate(c)][1:]
    return lambda q1, q2, r: tuple(expectation(f, q1, q2, r * sqrt(q1 * q2)) for f in (c, slope))


def hermite(n):
    c = [mpf(0)] * (n + 1)
    for k in range(n // 2 + 1):
        c[n - 2 * k] = (-1) ** k * sqrt(factorial(n)) / (2 ** k * factorial(k) * factorial(n - 2 * k))
    return polynomial(c)


def rectified(n):
    """Cho & Saul 2009: J_n = (−1)^n sin^{2n+1} ((1/sin) d/dθ)^n ((π − θ)/sin θ), written out."""
    def j(n, c):
        s, rest = sqrt((1 - c) * (1 + c)), acos(-c)
        return [lambda: rest, lambda: s + rest * c, lambda: 3 * s * c + rest * (1 + 2 * c * c),
                lambda: 15 * s - 11 * s ** 3 + rest * (9 * c + 6 * c ** 3),
                lambda: s * c * (50 * c * c + 55) + rest * (24 * c ** 4 + 72 * c ** 2 + 9),
                lambda: s * (274 * c ** 4 + 607 * c ** 2 + 64) + rest * (120 * c ** 5 + 600 * c ** 3 + 225 * c)][n]()
    return lambda q1, q2, c: (sqrt(q1 * q2) ** n * j(n, c) / (2 * pi),
                              n * n * sqrt(q1 * q2) ** (n - 1) * j(n - 1, c) / (2 * pi))


def rectified_integral(n):
    """Cho & Saul 2009: J_n = n! sin^{2n+1} ∫₀^{π/2} cosⁿψ/(1 − cos θ cos ψ)^{n+1} dψ, over ψ in units of θ."""
    @functools.lru_cache(None)
    def j(n, c):
        theta, sine = acos(c), sqrt((1 - c) * (1 + c))
        if n == 0:
            return pi - theta
        if c == 1:
            return pi * factorial(2 * n) / (2 ** n * factorial(n))
        if sine == 0:
            return mpf(0)
        edges = [mpf(0)] + [theta * 4 ** k for k in range(-1, 3) if theta * 4 ** k < pi / 2] + [pi / 2]
        # 1 − cos θ cos ψ without its cancellation.
        below = lambda psi: 2 * sin(theta / 2) ** 2 + 2 * c * sin(psi / 2) ** 2
        return factorial(n) * sine ** (2 * n + 1) * quad(lambda psi: cos(psi) ** n / below(psi) ** (n + 1), edges)
    return lambda q1, q2, c: (sqrt(q1 * q2) ** n * j(n, c) / (2 * pi),
                              n * n * sqrt(q1 * q2) ** (n - 1) * j(n - 1, c) / (2 * pi))


def jump(height, mean):
    """mean² + height² arcsin(c)/(2π), and the density of two deltas."""
    return lambda q1, q2, c: (mean ** 2 + height ** 2 * asin(c) / (2 * pi),
                              height ** 2 / (2 * pi * sqrt(q1 * q2 * (1 - c) * (1 + c))) if abs(c) < 1 else mpf(0))


def sigmoid_like(q1, q2, c):
    b2 = 1 / mpf(2.4020563531719796) ** 2
    x, y, k = b2 * q1, b2 * q2, b2 * c * sqrt(q1 * q2)
    d = (1 + 2 * x) * (1 + 2 * y)
    return (1 + 2 / pi * asin(2 * k / sqrt(d))) / 4, b2 / pi / sqrt(d - 4 * k * k)


def elu(scale, rate, bend):
    """scale (y for y > 0, bend (e^y − 1) otherwise) of y = rate x."""
    def phi(y):
        return y if y > 0 else bend * expm1(y)

    def slope(y):
        return mpf(1) if y > 0 else bend * exp(y)

    def dual(q1, q2, c):
        with mp.workdps(34):
            a, b = rate * sqrt(q1), rate * sqrt(q2)
            s = b * sqrt((1 - c) * (1 + c))

            def conditional(z):
                m = b * c * z
                if s == 0:
                    return phi(m), slope(m)
                t, root = m / s, sqrt(mpf(2))
                tail = lambda x: erfc(x / root) / 2
                bent = exp(m + s * s / 2) * tail(t + s)
                return (m * tail(-t) + s * exp(-t * t / 2) / sqrt(2 * pi) + bend * (bent - tail(t)),
                        tail(-t) + bend * bent)
            edges = {mpf(-12), mpf(-4), mpf(0), mpf(4), mpf(12)}
            if abs(c) > 0:
                edges |= {k * s / b / abs(c) for k in (-8, -2, 2, 8) if s / b / abs(c) * 8 < 12}
            edges |= {-k / a for k in (1, 4) if k / a < 12}
            density = lambda z: exp(-z * z / 2) / sqrt(2 * pi)
            edges = sorted(edges)
            t = quad(lambda z: density(z) * phi(a * z) * conditional(z)[0], edges)
            d = quad(lambda z: density(z) * slope(a * z) * conditional(z)[1], edges)
            return scale ** 2 * t, (scale * rate) ** 2 * d
    return dual


m = mpf
CASES = {
    "exp": exponential(m("0.75"), m("0.5")), "gaussian": gaussian(m(1), m(-1)),
    "gaussian scaled": gaussian(m("1.5"), m("-0.25")), "rbf": rbf(m("0.25")),
    "monomial 3": polynomial([m(0)] * 3 + [m(1)]), "monomial 8": polynomial([m(0)] * 8 + [m(1)]),
    "polynomial": polynomial([m("0.5"), m(-1), m("0.25"), m("0.125")]), "hermite 5": hermite(5),
    "monomial 20": polynomial([m(0)] * 20 + [m(1)]), "monomial 31": polynomial([m(0)] * 31 + [m(1)]),
    "hermite 20": hermite(20), "hermite 31": hermite(31),
    "rectifiedMonomial 20": rectified_integral(20), "rectifiedMonomial 31": rectified_integral(31),
    "rectifiedMonomial 2": rectified(2), "rectifiedMonomial 3": rectified(3), "rectifiedMonomial 5": rectified(5),
    "sign": jump(m(2), m(0)), "step": jump(m(1), m("0.5")), "sigmoidLike": sigmoid_like,
    "elu": elu(m(1), m(1), m(1)), "elu 1.5": elu(m(1), m(1), m("1.5")), "celu 0.5": elu(m("0.5"), m(2), m(1)),
}


def group(name, dual, q1, q2):
    q1, q2 = mpf(float(q1)), mpf(float(q2))
    norm = sqrt(dual(q1, q1, mpf(1))[0] * dual(q2, q2, mpf(1))[0])
    pairs = []
    for text in SEPARATIONS:
        e = mpf(float(text))
        # Quadrature of elu has not the digits that 1 − T/√(TT) takes from coinciding pairs.
        if name.startswith(("elu", "celu")) and e < mpf("1e-8"):
            continue
        t, d = dual(q1, q2, 1 - e)
        rho = 1 - t / norm
        pairs.append([float(e), float(t), float(rho) if abs(rho) > mpf("1e-40") else 0.0, float(d)])
    return {"nonlinearity": name, "variances": [float(q1), float(q2)], "pairs": pairs}


groups = []
for name, dual in CASES.items():
    isSlow = name.startswith(("elu", "celu"))
    for q1, q2 in (VARIANCES[:2] + VARIANCES[3:5] if isSlow else VARIANCES):
        groups.append(group(name, dual, q1, q2))
print("[\n" + ",\n".join(json.dumps(g) for g in groups) + "\n]")
