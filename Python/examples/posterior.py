"""Kernel, prior and posterior of an infinitely wide network in one dimension.

    python posterior.py [PICTURE]

Upper left the NNGP kernel of inputs on a line; beside it functions drawn from the prior, which are networks with
random weights. Below the posterior given six points, without noise and with it: certain at the data where there is no
noise, and ever less so away from them.
"""

import sys

import matplotlib.pyplot as plt
import numpy as np

import widelimit


def features(x):
    """Points of the line as inputs: kernels depend on scalar products, in which a line needs a second coordinate."""
    return np.stack([x, np.full_like(x, 4.0)], axis=1)


network = widelimit.fully_connected(depth=3, nonlinearity="erf", weight_variance=6.0, bias_variance=0.05)
line = np.linspace(-5, 5, 201)
x = np.array([-3.2, -2.4, -0.8, 0.4, 1.4, 3.0])
y = np.array([-0.6, 0.5, 1.1, -0.3, -1.2, 0.6])
generator = np.random.default_rng(4)


def draw(axis, mean, variance, covariance, colour):
    """Mean, two standard deviations and four functions drawn from a Gaussian process on the line."""
    deviation = np.sqrt(variance)
    axis.fill_between(line, mean - 2 * deviation, mean + 2 * deviation, color=colour, alpha=0.18, linewidth=0)
    # Rounding leaves eigenvalues of smooth functions a little below 0.
    eigenvalues, vectors = np.linalg.eigh(covariance)
    roots = vectors * np.sqrt(np.maximum(eigenvalues, 0))
    axis.plot(line, mean[:, None] + roots @ generator.standard_normal((len(line), 4)), color=colour, linewidth=0.9)
    axis.plot(line, mean, color="black", linewidth=1.8)
    axis.set(xlim=(-5, 5), ylim=(-5.5, 5.5), xlabel="x")


figure, ((kernel_axis, prior_axis), (exact_axis, noisy_axis)) = plt.subplots(2, 2, figsize=(9, 7), layout="constrained")

kernel = widelimit.kernel(network, features(line), get="nngp")
image = kernel_axis.contourf(line, line, kernel, levels=12)
figure.colorbar(image, ax=kernel_axis, shrink=0.9)
kernel_axis.set(aspect="equal", title="NNGP kernel K(x, x′)", xlabel="x", ylabel="x′")

draw(prior_axis, np.zeros_like(line), np.diag(kernel), kernel, "tab:gray")
prior_axis.set(title="prior: networks with random weights", ylabel="f(x)")

for axis, noise, title in ((exact_axis, None, "posterior, no noise"), (noisy_axis, 0.3, "posterior, σ² = 0.3")):
    model = widelimit.fit(network, features(x), y, noise=noise)
    draw(axis, *model.predict(features(line), variance=True, covariance=True), "tab:blue")
    axis.plot(x, y, "o", color="tab:red", zorder=3)
    axis.set(title=f"{title}: log p(y) = {model.log_marginal_likelihood:.1f}", ylabel="f(x)")

figure.savefig(sys.argv[1] if len(sys.argv) > 1 else "posterior.png", dpi=90)
