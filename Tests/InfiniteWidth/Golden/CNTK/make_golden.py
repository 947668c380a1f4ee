#!/usr/bin/env python3
"""The convolutional tangent kernels of Arora et al. 2019 (arXiv:1904.11955v1, Section 4) in the authors' own form, in float64.

command:  python make_golden.py     writes cntk.json beside this script
versions: Python 3.11, numpy 1.26.4

Sums over 3 × 3 neighbours with zero padding, not means; Σ(x, x′) sums over channels; the constant of a layer is
9π = c_σ⁻¹ q² 2π with c_σ = 2 and q = 3. The vanilla kernel is the trace over positions, with every layer trained; the pooled one the
mean over all pairs of positions, with the first and the last layer fixed.

File: height, width, channels, x [n, height·width·channels], kernels [{depth, vanilla, pooled: [n][n]}].
"""
import json
import pathlib

import numpy as np


def neighbours(s):
    """Σ over δ of S[p + δ, p′ + δ]; s is [h, w, h, w]."""
    h, w = s.shape[:2]
    padded = np.pad(s, 1)
    return sum(padded[i:i + h, j:j + w, i:i + h, j:j + w] for i in range(3) for j in range(3))


def step(s, norm1, norm2):
    """E[σσ] and E[σ̇σ̇], both over 9."""
    scale = norm1[:, :, None, None] * norm2[None, None, :, :]
    c = np.clip(s / scale, -1, 1)
    angle = np.pi - np.arccos(c)
    return (c * angle + np.sqrt(1 - c * c)) * scale / (9 * np.pi), angle / (9 * np.pi)


def sigmas(x, depth):
    """√Σ(x, x) at equal positions before each ReLU."""
    s, norms = neighbours(np.einsum("abc,dec->abde", x, x)), []
    for _ in range(depth - 1):
        norms.append(np.sqrt(np.einsum("abab->ab", s)))
        s = neighbours(step(s, norms[-1], norms[-1])[0])
    return norms


def kernel(x1, x2, depth, pooled):
    norms = list(zip(sigmas(x1, depth), sigmas(x2, depth)))
    s = neighbours(np.einsum("abc,dec->abde", x1, x2))
    t = np.zeros_like(s) if pooled else s.copy()
    for layer in range(depth - 2):
        s, derivative = step(s, *norms[layer])
        s, t = neighbours(s), neighbours(t * derivative)
        t += s
    s, derivative = step(s, *norms[depth - 2])
    t = t * derivative
    if pooled:
        return float(t.mean())
    return float(np.einsum("abab->", t + s))


def main():
    rng = np.random.default_rng(2019)
    n, height, width, channels = 3, 5, 8, 3
    x = rng.uniform(-1, 1, (n, height, width, channels)).round(3)
    kernels = []
    for depth in (3, 4, 6):
        entry = {"depth": depth}
        for name, pooled in (("vanilla", False), ("pooled", True)):
            entry[name] = [[kernel(a, b, depth, pooled) for b in x] for a in x]
        kernels.append(entry)
    pathlib.Path(__file__).with_name("cntk.json").write_text(json.dumps({
        "height": height, "width": width, "channels": channels, "x": x.reshape(n, -1).tolist(), "kernels": kernels,
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
