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


class BatchEnsemble(nn.Module):
    def __init__(self, before, width, members):
        super().__init__()
        self.shared = nn.Linear(before, width, bias=False)
        self.scale_in = nn.Parameter(torch.randint(0, 2, (members, before)) * 2.0 - 1)
        self.scale_out = nn.Parameter(torch.ones(members, width))
        self.bias = nn.Parameter(torch.zeros(members, width))

    def forward(self, x):
        return self.shared(x * self.scale_in) * self.scale_out + self.bias


class TabM(nn.Module):
    """Gorishniy et al. 2024 with its defaults; gives (batch, members, classes)."""

    def __init__(self, width=108, members=32, units=512, classes=2):
        super().__init__()
        layers = []
        for _ in range(3):
            layers += [BatchEnsemble(width, units, members), nn.ReLU(), nn.Dropout(0.1)]
            width = units
        self.members, self.body = members, nn.Sequential(*layers)
        self.heads = nn.Parameter(torch.rand(members, units, classes) * 0.05)
        self.bias = nn.Parameter(torch.zeros(members, classes))

    def forward(self, x):
        h = self.body(x[:, None].expand(-1, self.members, -1))
        return torch.bmm(h.transpose(0, 1), self.heads).transpose(0, 1) + self.bias


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.dropout = nn.Dropout(0.2)

    def split(self, x):
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def forward(self, asking, x):
        q, k, v = self.split(self.q(asking)), self.split(self.k(x)), self.split(self.v(x))
        weights = self.dropout(torch.softmax(q @ k.transpose(2, 3) / q.shape[-1] ** 0.5, -1))
        return self.out((weights @ v).transpose(1, 2).reshape(asking.shape))


class Gated(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.first, self.second = nn.Linear(width, 2 * hidden), nn.Linear(hidden, width)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        a, b = self.first(x).chunk(2, -1)
        return self.second(self.dropout(a * torch.relu(b)))


class FTTransformer(nn.Module):
    """Gorishniy et al. 2021 with its defaults; only the class token asks in the last block."""

    def __init__(self, widths, width=192, blocks=3, classes=2):
        super().__init__()
        self.numbers = sum(w == 1 for w in widths)
        self.kernel, self.bias = (nn.Parameter(torch.randn(n, width) * 0.05)
                                  for n in (self.numbers, len(widths)))
        sizes = torch.tensor([0] + [w for w in widths if w > 1])
        self.register_buffer("first", sizes.cumsum(0)[:-1])
        self.table = nn.Embedding(int(sizes.sum()), width)
        self.token = nn.Parameter(torch.randn(1, 1, width) * 0.05)
        self.attention = nn.ModuleList(Attention(width, 8) for _ in range(blocks))
        self.gated = nn.ModuleList(Gated(width, 256) for _ in range(blocks))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2 * blocks))
        self.head = nn.Linear(width, classes)

    def forward(self, rows):
        numbers, categories = rows
        x = torch.cat([self.kernel * numbers[..., None], self.table(categories + self.first)], 1)
        x = torch.cat([self.token.expand(len(x), -1, -1), x + self.bias], 1)
        for i, (attention, gated) in enumerate(zip(self.attention, self.gated)):
            y = x if i == 0 else self.norms[2 * i](x)
            last = i + 1 == len(self.attention)
            x = (x[:, :1] if last else x) + attention(y[:, :1] if last else y, y)
            x = x + gated(self.norms[2 * i + 1](x))
        return self.head(torch.relu(self.norms[0](x[:, 0])))


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-4)


def adamw_step(parameters):
    return torch.optim.AdamW(parameters, lr=1e-4)


ADULT = [1] * 6 + [9, 16, 7, 15, 6, 5, 2, 42]


def table_step(make, x, batch=256):
    torch.manual_seed(0)
    model = make()
    step = adamw_step(model.parameters())
    y = torch.randint(0, 2, (batch,))

    def once():
        step.zero_grad(set_to_none=True)
        logits = model(x)
        members = logits.shape[1] if logits.dim() == 3 else 1
        loss = nn.functional.cross_entropy(logits.reshape(-1, 2), y.repeat_interleave(members))
        loss.backward()
        step.step()
        return loss.item()
    return once


def tabm():
    return table_step(TabM, torch.rand(256, 108))


def ft_transformer():
    categories = torch.stack([torch.randint(0, w, (256,)) for w in ADULT[6:]], 1)
    return table_step(lambda: FTTransformer(ADULT), (torch.rand(256, 6), categories))


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


class CausalAttention(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.register_buffer("unseen", torch.triu(torch.ones(context, context, dtype=torch.bool), 1))

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = (p.view(batch, tokens, self.heads, -1).transpose(1, 2) for p in self.qkv(x).chunk(3, -1))
        scores = q @ k.transpose(2, 3) * (width // self.heads) ** -0.5
        weights = scores.masked_fill(self.unseen, float("-inf")).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(x.shape))


class GPT(nn.Module):
    def __init__(self, context, blocks, width, heads, vocabulary=65):
        super().__init__()
        self.table, self.places = nn.Embedding(vocabulary, width), nn.Parameter(torch.randn(context, width) * 0.02)
        self.blocks = nn.ModuleList(nn.ModuleList([
            nn.LayerNorm(width), CausalAttention(width, heads, context), nn.LayerNorm(width),
            nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))]) for _ in range(blocks))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

    def forward(self, tokens):
        x = self.table(tokens) + self.places
        for first, attention, second, dense in self.blocks:
            x = x + attention(first(x))
            x = x + dense(second(x))
        return self.head(self.norm(x))


def gpt(context, blocks, width, heads, batch):
    torch.manual_seed(0)
    model = GPT(context, blocks, width, heads)
    step = adamw_step(model.parameters())
    x, y = (torch.randint(0, 65, (batch, context)) for _ in range(2))

    def once():
        step.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x).view(-1, 65), y.view(-1))
        loss.backward()
        step.step()
        return loss.item()
    return once


def lstm():
    model, x = nn.LSTM(128, 256), torch.rand(100, 64, 128)

    def once():
        model.zero_grad(set_to_none=True)
        (model(x)[0] ** 2).mean().backward()
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
    "tabm_train": tabm,
    "ft_transformer_train": ft_transformer,
    "gpt_char": lambda: gpt(64, 4, 128, 4, 12),
    "gpt_train": lambda: gpt(256, 6, 384, 6, 8),
    "lstm_train": lstm,
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
