"""A script of neural-tangents' kind after its import was changed: the infinite ensemble on a line, as in its cookbook.

    python moving.py [PICTURE]

Left Bayesian inference with the NNGP and gradient descent with the NTK, trained to the end; right the ensemble on its
way there.
"""

import sys

import matplotlib.pyplot as plt
import numpy as np

# import neural_tangents as nt
# from neural_tangents import stax
import widelimit as nt
from widelimit import stax

init_fn, apply_fn, kernel_fn = stax.serial(
    stax.Dense(512, W_std=1.5, b_std=0.05),
    stax.Erf(),
    stax.Dense(512, W_std=1.5, b_std=0.05),
    stax.Erf(),
    stax.Dense(1, W_std=1.5, b_std=0.05),
)

generator = np.random.default_rng(10)
train_xs = generator.uniform(-np.pi, np.pi, (5, 1))
train_ys = np.sin(train_xs) + 0.1 * generator.standard_normal((5, 1))
test_xs = np.linspace(-np.pi, np.pi, 100)[:, None]

predict_fn = nt.predict.gradient_descent_mse_ensemble(kernel_fn, train_xs, train_ys, diag_reg=1e-4)

figure, (end, way) = plt.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")


def band(axis, mean, covariance, colour, label):
    """Mean and two standard deviations over the ensemble."""
    middle, deviation = mean[:, 0], np.sqrt(np.diag(covariance))
    axis.fill_between(
        test_xs[:, 0], middle - 2 * deviation, middle + 2 * deviation, color=colour, alpha=0.18, linewidth=0
    )
    axis.plot(test_xs[:, 0], middle, color=colour, label=label)


for get, colour, label in (("nngp", "tab:blue", "NNGP: Bayes"), ("ntk", "tab:red", "NTK: gradient descent")):
    mean, covariance = predict_fn(x_test=test_xs, get=get, compute_cov=True)
    band(end, mean, covariance, colour, label)

for t, colour in ((1, "tab:green"), (20, "tab:orange"), (1000, "tab:red")):
    mean, covariance = predict_fn(t=float(t), x_test=test_xs, get="ntk", compute_cov=True)
    band(way, mean, covariance, colour, f"NTK, t = {t}")

for axis, title in ((end, "trained to the end"), (way, "while training")):
    axis.plot(test_xs, np.sin(test_xs), "k--", linewidth=1, label="sin x")
    axis.plot(train_xs, train_ys, "ko")
    axis.set(title=title, xlabel="x", xlim=(-np.pi, np.pi), ylim=(-2, 2))
    axis.legend(fontsize=8)

figure.savefig(sys.argv[1] if len(sys.argv) > 1 else "moving.png", dpi=90)
