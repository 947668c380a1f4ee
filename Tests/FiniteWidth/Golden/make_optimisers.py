#!/usr/bin/env python3
"""Writes optimisers.json: weights of a small network after four full-batch steps of PyTorch's optimisers, float64.

usage: make_optimisers.py          (PyTorch 2; writes beside this script)
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(5)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


inputs, targets, classes = normal(5, 3), normal(5, 2), torch.softmax(normal(5, 2), dim=1)
start = [normal(3, 4), normal(4), normal(4, 2), normal(2)]


def mse(f):
    return ((f - targets) ** 2).mean()


def half_sum(f):
    return 0.5 * ((f - targets) ** 2).sum()


def cross_entropy(f):
    return torch.nn.functional.cross_entropy(f, classes)


losses = {"meanSquaredError": mse, "halfSquaredErrorSum": half_sum, "crossEntropy": cross_entropy}
optimisers = {
    "gradientDescent": lambda p, decay: torch.optim.SGD(p, lr=0.05, weight_decay=decay),
    "momentum": lambda p, decay: torch.optim.SGD(p, lr=0.05, momentum=0.8, weight_decay=decay),
    "rmsProp": lambda p, decay: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-8, weight_decay=decay),
    "adam": lambda p, decay: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay),
}

cases = []
for loss_name, loss in losses.items():
    for optimiser_name, make in optimisers.items():
        for decay in (0.0, 0.03):
            parameters = [p.clone().requires_grad_() for p in start]
            optimiser = make(parameters, decay)
            values = []
            for _ in range(4):
                optimiser.zero_grad()
                w1, b1, w2, b2 = parameters
                value = loss(torch.tanh(inputs @ w1 + b1) @ w2 + b2)
                values.append(value.item())
                value.backward()
                optimiser.step()
            cases.append(
                {
                    "loss": loss_name,
                    "optimiser": optimiser_name,
                    "weightDecay": decay,
                    "losses": values,
                    "parameters": [p.detach().flatten().tolist() for p in parameters],
                }
            )

golden = {
    "inputs": inputs.flatten().tolist(),
    "targets": targets.flatten().tolist(),
    "classes": classes.flatten().tolist(),
    "start": [p.flatten().tolist() for p in start],
    "cases": cases,
}
path = pathlib.Path(__file__).with_name("optimisers.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
