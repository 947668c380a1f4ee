#!/usr/bin/env python3
"""Golden NNGP and NTK kernels of fully-connected architectures, from two independent sources.

command:  python make_golden.py [name ...]     writes NAME.json beside this script; without names, every architecture
versions: Python 3.11, neural-tangents 0.6.5, jax 0.4.30, numpy 1.26.4, mpmath 1.3.0

"neuralTangents" holds the kernels of neural-tangents in float64. They are good to about 1e-12 of the diagonal away from
coinciding inputs, and to 1e-8 in the NTK near them (θ = arccos c). They are null where neural-tangents has no closed
form (tanh) or no such layer (trainable: false, learning rates that are not those of a fan-in), for hermite, which it
computes for inputs of variance 1 alone, and for rectifiedMonomial, of which it gives NaN for these inputs.
"exact" holds the same from the recursion below and duals.py in mpmath with 50 digits, rounded to float64; tanh by the trapezoid rule
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
from architectures import ARCHITECTURES, WIDTH, inputs
from duals import dual
from mpmath import mp, mpf


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
