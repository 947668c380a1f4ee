#!/usr/bin/env python3
"""Would a float32 Cholesky factor, refined against the float64 residual, solve the training system faster than a float64 factor?

usage: refined_solver.py DATASETS N [ROWS]      (three n × n matrices in float64 are held at once)

The training kernels of Table 2's ReLU rows (Lee et al. 2018) (the first ROWS of them) on the first N MNIST images, noise variance 1e-10, ten targets:
 - float64: Cholesky and solve; its residual |t - A x| / |t| is what the others have to reach;
 - float32: Cholesky of A + shift · diag(A), the smallest shift of 0, 1e-8, ... at which it exists; every attempt is paid for;
 - plain refinement: x += (float32 solve of the float64 residual), until it reaches the residual, diverges or makes 200 steps;
 - conjugate gradients on the float64 matrix, preconditioned by the float32 factor.
Times are wall-clock seconds; run it on an idle machine.
"""
import gzip
import sys
import time
from pathlib import Path

import numpy as np
from scipy.linalg import blas, lapack

ROWS = [(1, 0.10, 0.48), (5, 1.62, 0.83), (7, 0.61, 0.07), (20, 1.45, 0.28), (100, 1.79, 0.83)]


def idx(folder, name):
    path = next(p for p in Path(folder).rglob(name + "*") if p.is_file())
    data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
    header = 4 + 4 * data[3]
    return np.frombuffer(data, np.uint8, offset=header)


def correlations(folder, n):
    x = idx(folder, "train-images").reshape(-1, 784)[:n].astype(np.float64)
    x -= x.mean(1, keepdims=True)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return x @ x.T


def kernel(c, depth, weight, bias):
    """In place of `c`: the NNGP kernel of a ReLU network, row blocks at a time."""
    for start in range(0, len(c), 1000):
        block = c[start:start + 1000]
        q = bias + weight
        np.clip(block, -1, 1, out=block)
        correlation = (bias + weight * block) / q
        for _ in range(depth):
            theta = np.arccos(np.clip(correlation, -1, 1))
            covariance = bias + weight * q / (2 * np.pi) * (np.sin(theta) + (np.pi - theta) * np.cos(theta))
            q = bias + weight * q / 2
            correlation = covariance / q
        block[:] = correlation * q
    c[np.diag_indices(len(c))] = q + 1e-10
    return c


def main():
    folder, n = sys.argv[1], int(sys.argv[2])
    targets = np.eye(10)[idx(folder, "train-labels")[:n]] - 0.1
    norm = np.linalg.norm(targets)
    c = correlations(folder, n)
    for depth, weight, bias in ROWS[: int(sys.argv[3]) if len(sys.argv) > 3 else None]:
        a = kernel(c.copy(), depth, weight, bias)

        def residual(x):
            return targets - blas.dsymm(1.0, a.T, x, lower=1)

        start = time.perf_counter()
        factor, info = lapack.dpotrf(a.T, lower=1, clean=0)
        if info:
            print(f"depth {depth}: no float64 factor at noise 1e-10")
            continue
        x, _ = lapack.dpotrs(factor, targets, lower=1)
        double = time.perf_counter() - start
        del factor
        goal = np.linalg.norm(residual(x)) / norm
        print(f"n = {n}, depth {depth}, {weight}-{bias}: float64 {double:.1f} s, residual {goal:.1e}", flush=True)

        start = time.perf_counter()
        for shift in [0] + [10.0**k for k in range(-8, 0)]:
            single = a.T.astype(np.float32, order="F")
            single[np.diag_indices(n)] *= np.float32(1 + shift)
            single, info = lapack.spotrf(single, lower=1, clean=0, overwrite_a=1)
            if info == 0:
                break
        print(f"  float32 factor, shift {shift:g}: {time.perf_counter() - start:.1f} s, attempts paid for", flush=True)

        def precondition(r):
            return lapack.spotrs(single, r.astype(np.float32), lower=1)[0].astype(np.float64)

        def tell(name, steps, reached, begin):
            seconds = time.perf_counter() - begin
            print(f"  {name}: {steps} steps, {seconds:.1f} s, residual {reached:.1e}", flush=True)

        begin = time.perf_counter()
        x, reached, steps = np.zeros_like(targets), 1.0, 0
        while reached > goal and steps < 200:
            x += precondition(residual(x))
            former, reached = reached, np.linalg.norm(residual(x)) / norm
            steps += 1
            if reached > 0.99 * former:
                break
        tell("refinement", steps, reached, begin)

        begin = time.perf_counter()
        x, r = np.zeros_like(targets), targets.copy()
        z = precondition(r)
        p, rz, steps = z.copy(), (r * z).sum(0), 0
        while np.linalg.norm(r) / norm > 0.3 * goal and steps < 300:
            q = blas.dsymm(1.0, a.T, p, lower=1)
            step = rz / (p * q).sum(0)
            x += step * p
            r -= step * q
            z = precondition(r)
            former, rz = rz, (r * z).sum(0)
            p = z + rz / former * p
            steps += 1
        tell("conjugate gradients", steps, np.linalg.norm(residual(x)) / norm, begin)
        del single


main()
