"""Five epochs of Fashion-MNIST with the Keras CNN in PyTorch, from the start of Python to the accuracy on the test
rows: prints {"name": "epoch", "median_ms"}.

usage: torch_epoch.py [--threads N] [FOLDER of the IDX files]
"""
import argparse
import gzip
import json
import os
import time

START = time.time()
import numpy as np
import torch
from torch import nn


def read(folder, name):
    with gzip.open(os.path.join(folder, name)) as file:
        data = file.read()
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("folder", nargs="?", default="/usr/share/datasets/fashion-mnist")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    x, y, test_x, test_y = (torch.tensor(read(options.folder, name)) for name in (
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz"))
    order = torch.randperm(60000)
    train, valid = order[:54000], order[54000:]
    model = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(),
                          nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1.5e-3)

    def accuracy(x, y):
        with torch.no_grad():
            hits = sum(int((model(x[i:i + 128].float().unsqueeze(1) / 255).argmax(1) == y[i:i + 128]).sum())
                       for i in range(0, len(y), 128))
        return hits / len(y)

    for _ in range(5):
        for rows in train[torch.randperm(len(train))].split(64):
            loss = nn.functional.cross_entropy(model(x[rows].float().unsqueeze(1) / 255), y[rows].long())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
        accuracy(x[valid], y[valid])
    result = accuracy(test_x, test_y)
    milliseconds = (time.time() - START) * 1e3
    print(json.dumps([{"name": "epoch", "median_ms": milliseconds, "min_ms": milliseconds, "accuracy": result}]))


main()
