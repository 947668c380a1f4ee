"""The NTK across depth: why very deep networks do not train in the ordered phase and do not generalise in the chaotic.

    python order_and_chaos.py [PICTURE]

Condition number and mean predictor by depth in three phases (Xiao et al. 2020, Figure 1 and Table 1): κ(Θ) grows
exponentially in the ordered phase, tends to (n + 2)/2 at criticality and to 1 in the chaotic phase, where P(Θ)Y on
inputs that were not trained on falls exponentially; at criticality it falls like 1/depth.
"""

import sys

import matplotlib.pyplot as plt
import numpy as np

import widelimit

generator = np.random.default_rng(1)
x, x_test = generator.standard_normal((60, 10)), generator.standard_normal((40, 10))
y = np.sign(x @ generator.standard_normal(10))

BIAS_VARIANCE = 0.05
DEPTHS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]


def network(weight_variance):
    return widelimit.fully_connected(64, "tanh", weight_variance, BIAS_VARIANCE)


def critical():
    """σ_w² at χ₁ = 1, by bisection of the mean-field theory."""
    low, high = 1.0, 3.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if widelimit.meanfield(network(middle)).chi_1 < 1 else (low, middle)
    return middle


figure, (condition, predictor) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
edge = critical()
for name, weight_variance, colour in (
    ("ordered", 1.1, "tab:blue"),
    ("critical", edge, "black"),
    ("chaotic", 3.0, "tab:red"),
):
    theory = widelimit.meanfield(network(weight_variance))
    found = widelimit.diagnose(network(weight_variance), x, y, x_test, DEPTHS)
    print(f"{name}, σ_w² = {weight_variance:.3g}, χ₁ = {theory.chi_1:.4g}")
    print(*("  " + line for line in found.meaning), sep="\n")
    label = rf"{name}: $\sigma_w^2$ = {weight_variance:.2f}, $\chi_1$ = {theory.chi_1:.2f}"
    finite = np.isfinite(found.ntk_condition_number)
    condition.semilogy(found.depths[finite], found.ntk_condition_number[finite], "o-", color=colour, label=label)
    predictor.semilogy(found.depths, found.ntk_mean_predictor_x2, "o-", color=colour, label=label)
condition.set(title="condition number κ(Θ): trainable while small", xlabel="depth", ylabel="κ", ylim=(1, 1e9))
predictor.set(
    title="mean predictor P(Θ)Y: generalises while large", xlabel="depth", ylabel="|P(Θ)Y| / |Y|", ylim=(1e-4, 2)
)
condition.legend(fontsize=8)

figure.savefig(sys.argv[1] if len(sys.argv) > 1 else "order_and_chaos.png", dpi=90)
