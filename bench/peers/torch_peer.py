"""The benches of `ingot bench` in PyTorch: prints {"name", "median_ms", "min_ms"} for each name.

usage: torch_peer.py [--threads N] [--seconds S] NAME...
"""
import argparse
import json
import time

START = time.perf_counter()
import torch
from torch import nn

IMPORT_MS = (time.perf_counter() - START) * 1e3


def keras_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))


def cnn1000():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 1000))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256),
                         nn.ReLU(), nn.Linear(256, 10))


class Block(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        self.shortcut = nn.Identity() if stride == 1 and before == width else nn.Sequential(
            nn.Conv2d(before, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet18():
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    before = 64
    for stage in range(4):
        for block in range(2):
            width = 64 << stage
            layers.append(Block(before, width, 2 if stage > 0 and block == 0 else 1))
            before = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-4)


def training(make, shape, batch, classes, optimizer):
    torch.manual_seed(0)
    model = make()
    step = optimizer(model.parameters())
    x, y = torch.rand(batch, *shape), torch.randint(0, classes, (batch,))

    def once():
        step.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        step.step()
        return loss.item()
    return once


def chain(math):
    n = 16 << 20
    x, a, b, y = (torch.rand(n) for _ in range(4))

    def once():
        v = torch.relu(x * a + b)
        v = torch.abs(v - y)
        if math:
            v = torch.exp(-v)
        v = torch.maximum(torch.minimum(v, a), b)
        if math:
            v = torch.tanh(v)
        v = torch.clamp(v * y + x, -1.0, 1.0)
        return -v + a
    return torch.no_grad()(once)


def reduce_chain():
    a, b, c = (torch.rand(16 << 20) for _ in range(3))
    return torch.no_grad()(lambda: ((a * b + c) ** 2).sum())


def reduce_rows():
    x, m = torch.rand(16384, 1024), torch.rand(16384, 1)
    return torch.no_grad()(lambda: ((x - m) ** 2).mean(1))


def function(of):
    x = torch.rand(16 << 20)
    return torch.no_grad()(lambda: of(x))


def adamw():
    w = nn.Parameter(torch.rand(10_000_000))
    w.grad = torch.rand_like(w)
    return torch.optim.AdamW([w], lr=1e-4).step


BENCHES = {
    "cnn_train": lambda: training(keras_cnn, (1, 28, 28), 64, 10, adam),
    "cnn1000_train": lambda: training(cnn1000, (1, 28, 28), 64, 1000,
                                      lambda p: torch.optim.SGD(p, lr=1e-4)),
    "mlp_train": lambda: training(mlp, (1, 28, 28), 128, 10, adam),
    "resnet18_train": lambda: training(resnet18, (3, 32, 32), 32, 10,
                                       lambda p: torch.optim.SGD(p, lr=1e-4, momentum=0.9)),
    "resnet18_train_direct": lambda: training(resnet18, (3, 32, 32), 32, 10,
                                       lambda p: torch.optim.SGD(p, lr=1e-4, momentum=0.9)),
    "chain": lambda: chain(False),
    "chain_math": lambda: chain(True),
    "reduce_chain": reduce_chain,
    "reduce_rows": reduce_rows,
    "gelu": lambda: function(nn.functional.gelu),
    "log": lambda: function(torch.log),
    "adamw": adamw,
}


def measure(once, seconds):
    for _ in range(3):
        once()
    times = []
    while len(times) < 5 or sum(times) < seconds:
        start = time.perf_counter()
        once()
        times.append(time.perf_counter() - start)
    times.sort()
    return times[len(times) // 2] * 1e3, times[0] * 1e3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    results = []
    for name in options.names:
        median, least = (IMPORT_MS, IMPORT_MS) if name == "start" else measure(
            BENCHES[name](), options.seconds)
        results.append({"name": name, "median_ms": median, "min_ms": least})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
