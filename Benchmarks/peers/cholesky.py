#!/usr/bin/env python3
"""Cholesky factor by PyTorch in float64: the last word printed is the median seconds of three after a first.

usage: cholesky.py ORDER
"""
import sys
import time

import torch

n = int(sys.argv[1])
index = torch.arange(n, dtype=torch.float64)
matrix = 1 / (1 + (index[:, None] - index[None, :]).abs()) + torch.eye(n, dtype=torch.float64)
seconds = []
for _ in range(4):
    start = time.perf_counter()
    torch.linalg.cholesky(matrix)
    seconds.append(time.perf_counter() - start)
print(sorted(seconds[1:])[1])
