"""Epochs of cnn1000 on the characters of sample:hanzi-1000 (or another of them) in PyTorch, over the same IDX files:
prints {"name", "median_ms", "min_ms", "rows", "valid", "test"}. An epoch is timed with the accuracy on the
validation rows at its end, as Ingot's.

usage: torch_hanzi.py [--threads N] [--epochs N] [--rows N] FOLDER of the IDX files

The first N rows hold each class equally often.
"""
import argparse
import json
import mmap
import os
import pathlib
import time

import numpy as np
import torch
from torch import nn

BATCH, RATE, MOMENTUM = 64, 0.05, 0.9


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    kind = {0x08: np.dtype(np.uint8), 0x0C: np.dtype(">i4")}[data[2]]
    return np.frombuffer(data, kind, offset=4 + 4 * rank).reshape(shape)


def part(folder, name, rows=None):
    x = read(folder, f"{name}-images-idx3-ubyte")[:rows]
    y = read(folder, f"{name}-labels-idx1-int")[:rows]
    return torch.from_numpy(x.copy()), torch.from_numpy(y.astype(np.int64))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rows", type=int)
    parser.add_argument("folder")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    x, y = part(options.folder, "train", options.rows)
    classes = int(y.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    steps = options.epochs * -(-len(y) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)

    def forward(rows):
        return model(rows.float().unsqueeze(1) / 255)

    def accuracy(name):
        x, y = part(options.folder, name)
        with torch.no_grad():
            hits = sum(int((forward(x[i:i + 128]).argmax(1) == y[i:i + 128]).sum()) for i in range(0, len(y), 128))
        return hits / len(y)

    times, valid = [], []
    for _ in range(options.epochs):
        start = time.perf_counter()
        for rows in torch.randperm(len(y)).split(BATCH):
            loss = nn.functional.cross_entropy(forward(x[rows]), y[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
        valid.append(accuracy("valid"))
        times.append((time.perf_counter() - start) * 1e3)
    name = pathlib.Path(options.folder).name.rsplit("-", 1)[0]
    print(json.dumps([{"name": name, "median_ms": sorted(times)[len(times) // 2], "min_ms": min(times),
                       "rows": len(y), "valid": valid, "test": accuracy("t10k")}]))


main()
