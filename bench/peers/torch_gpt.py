#!/usr/bin/env python3
"""Trains the GPT of torch_peer.py on the characters of a text; a line [seconds of training, loss] for each 250 steps.

usage: torch_gpt.py FILE [--threads N] [--steps N] [--wanted LOSS]     ends where the held-out loss is that low
"""
import argparse
import json
import math
import time

import torch
from torch.nn import functional as F

from torch_peer import GPT

CONTEXT, BATCH, RATE, WARMUP = 64, 12, 0.001, 0.03


def batch_of(tokens, starts):
    rows = torch.stack([tokens[i:i + CONTEXT + 1] for i in starts])
    return rows[:, :-1], rows[:, 1:]


@torch.no_grad()
def start(model):
    """As GPT-2 starts, and Ingot's gpt."""
    for part in model.modules():
        if isinstance(part, (torch.nn.Linear, torch.nn.Embedding)):
            part.weight.normal_(0, 0.02)
        if isinstance(part, torch.nn.Linear):
            part.bias.zero_()


@torch.no_grad()
def held_out(model, tokens, vocabulary):
    model.eval()
    total, count = 0.0, 0
    starts = range(0, len(tokens) - CONTEXT - 1, CONTEXT)
    for first in range(0, len(starts), 64):
        x, y = batch_of(tokens, starts[first:first + 64])
        total += F.cross_entropy(model(x).reshape(-1, vocabulary), y.reshape(-1), reduction="sum").item()
        count += y.numel()
    model.train()
    return total / count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--wanted", type=float, default=0)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    with open(options.file, encoding="utf-8") as file:
        text = file.read()
    characters = sorted(set(text))
    numbers = {c: i for i, c in enumerate(characters)}
    tokens = torch.tensor([numbers[c] for c in text])
    train, valid = tokens[:int(0.8 * len(tokens))], tokens[int(0.8 * len(tokens)):int(0.9 * len(tokens))]
    model = GPT(CONTEXT, 4, 128, 4, len(characters))
    start(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=0.1)
    warm = max(1, int(WARMUP * options.steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / warm, 1) * 0.5 * (
        1 + math.cos(math.pi * max(0, step - warm) / max(1, options.steps - warm))))
    seconds = 0.0
    for step in range(1, options.steps + 1):
        begin = time.perf_counter()
        x, y = batch_of(train, torch.randint(len(train) - CONTEXT - 1, (BATCH,)).tolist())
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x).reshape(-1, len(characters)), y.reshape(-1))
        loss.backward()
        optimizer.step()
        schedule.step()
        seconds += time.perf_counter() - begin
        if step % 250 == 0 or step == options.steps:
            now = held_out(model, valid, len(characters))
            print(json.dumps([seconds, now]), flush=True)
            if now <= options.wanted:
                return


if __name__ == "__main__":
    main()
