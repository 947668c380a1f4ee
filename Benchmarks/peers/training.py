#!/usr/bin/env python3
"""A training step of 784-WIDTH-WIDTH-10 with ReLU and Adam by PyTorch in float32: the last word printed is the median
seconds of a step in seven spans of about a second after a first.

usage: training.py BATCH WIDTH IMAGES [fused]

fused: with PyTorch's fused Adam, which is not its default.
"""
import sys
import time

import torch

batch, width, count = (int(argument) for argument in sys.argv[1:4])
network = torch.nn.Sequential(
    torch.nn.Linear(784, width),
    torch.nn.ReLU(),
    torch.nn.Linear(width, width),
    torch.nn.ReLU(),
    torch.nn.Linear(width, 10),
)
optimiser = torch.optim.Adam(network.parameters(), lr=1e-4, fused="fused" in sys.argv)
inputs, targets = torch.randn(count, 784), torch.randn(count, 10)
order = torch.randperm(count)
steps = max(1, (3_000 if width > 500 else 20_000) // batch)
seconds = []
for span in range(8):
    start = time.perf_counter()
    for step in range(steps):
        chosen = order[(step * batch) % (count - batch) :][:batch]
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(network(inputs[chosen]), targets[chosen])
        loss.backward()
        optimiser.step()
    seconds.append((time.perf_counter() - start) / steps)
print(sorted(seconds[1:])[3])
