"""Golden values of gradient flow: mean and variance of the infinite ensemble at five times, by neural-tangents 0.6.5.

    python make_golden.py            writes <nonlinearity>-depth<l>.json beside this script

`gradient_descent_mse_ensemble` divides the loss by y_train.size, so its learning rate is set to y_train.size: its time is
then that of gradient flow at unit rate on 1/2 sum |f - y|^2. `ntk` trains all layers, `nngp` the last one. t = inf is its
own linear solve, not the eigendecomposition. Every mean and variance is also computed here from Lee, Xiao et al. 2019,
Eqs. 14 and 15, with scipy's matrix exponential in the place of the eigendecomposition, and must agree to 1e-9.
"""
import json
import pathlib

import jax
import numpy as np
from scipy.linalg import expm

jax.config.update("jax_enable_x64", True)
import neural_tangents as nt  # noqa: E402
from neural_tangents import stax  # noqa: E402

TIMES = [0.0, 0.05, 0.8, 12.0, np.inf]
NETWORKS = [("relu", 1, 1.8, 0.1), ("relu", 3, 1.5, 0.2), ("relu", 5, 2.0, 0.0),
            ("erf", 1, 1.3, 0.1), ("erf", 3, 1.5, 0.05), ("erf", 5, 2.2, 0.18)]
ACTIVATIONS = {"relu": stax.Relu, "erf": stax.Erf}


def kernel_function(nonlinearity, depth, weight, bias):
    dense = lambda: stax.Dense(1, W_std=weight ** 0.5, b_std=bias ** 0.5)
    layers = [dense()]
    for _ in range(depth):
        layers += [ACTIVATIONS[nonlinearity](), dense()]
    return stax.serial(*layers)[2]


def architecture(nonlinearity, depth, weight, bias):
    dense = {"dense": {"weightVariance": weight, "biasVariance": bias}}
    return {"layers": [dense, {"repeat": {"count": depth, "layers": [{"activation": nonlinearity}, dense]}}]}


def formula(theta, cross, covariance, cross_covariance, prior, y, t):
    """Eqs. 14 and 15 with A = cross theta^-1 (I - exp(-theta t))."""
    n = len(theta)
    decay = np.zeros((n, n)) if np.isinf(t) else expm(-theta * t)
    a = cross @ np.linalg.solve(theta, np.eye(n) - decay)
    return a @ y, prior + np.einsum("ij,jk,ik->i", a, covariance, a) - 2 * np.einsum("ij,ij->i", a, cross_covariance)


def inputs():
    random = np.random.default_rng(20)
    return random.normal(size=(8, 5)), random.normal(size=(8, 2)), random.normal(size=(4, 5))


def main():
    x, y, x_test = inputs()
    for network in NETWORKS:
        kernel = kernel_function(*network)
        predict = nt.predict.gradient_descent_mse_ensemble(kernel, x, y, learning_rate=float(y.size), diag_reg=0.0)
        train, cross = kernel(x, x, ("nngp", "ntk")), kernel(x_test, x, ("nngp", "ntk"))
        prior = np.diag(kernel(x_test, None, "nngp"))
        result = {}
        for key, get in (("gradientFlow", "ntk"), ("readout", "nngp")):
            means, variances = [], []
            for t in TIMES:
                found = predict(t=None if np.isinf(t) else t, x_test=x_test, get=get, compute_cov=True)
                mean, variance = np.array(found.mean), np.diag(np.array(found.covariance))
                theta, over = np.array(getattr(train, get)), np.array(getattr(cross, get))
                own = formula(theta, over, np.array(train.nngp), np.array(cross.nngp), prior, y, t)
                assert np.abs(mean - own[0]).max() < 1e-9 and np.abs(variance - own[1]).max() < 1e-9, (network, get, t)
                means.append(mean.tolist())
                variances.append(variance.tolist())
            result[key] = {"mean": means, "variance": variances}
        name = f"{network[0]}-depth{network[1]}"
        condition = np.linalg.cond(np.array(train.ntk))
        print(f"{name}: condition number {condition:.1f}", flush=True)
        document = {"name": name, "architecture": architecture(*network), "x1": x.tolist(), "y1": y.tolist(),
                    "x2": x_test.tolist(), "times": [t if np.isfinite(t) else None for t in TIMES], **result}
        path = pathlib.Path(__file__).with_name(name + ".json")
        path.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in document.items()) + "\n}\n")


if __name__ == "__main__":
    main()
