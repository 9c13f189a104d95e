#!/usr/bin/env python3
"""The step of `ingot bench gpt2_step` in PyTorch, from the weights that `--onnx FOLDER` wrote: prints as JSON how far loss and
gradients are from those in FOLDER, and the time and memory of a step with AdamW.

usage: torch_gpt2.py FOLDER [--threads N]
"""
import argparse
import json
import pathlib
import resource
import statistics
import struct
import time

import torch
from torch.nn import functional as F

HEADS = 12
TYPES = {"F32": torch.float32, "I64": torch.int64}


def read(path):
    """The tensors of a safetensors file."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = bytearray(data[8 + size + begin:8 + size + end])
        tensors[name] = torch.frombuffer(raw, dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def dense(w, name, x, before=""):
    return x @ w[f"{name}/{before}kernel"] + w[f"{name}/{before}bias"]


def norm(w, name, x):
    return F.layer_norm(x, x.shape[-1:], w[name + "/scale"], w[name + "/offset"], 1e-5)


def loss_of(w, tokens, target):
    batch, length = tokens.shape
    table = w["tokens/table"]
    x = table[tokens] + w["position_embedding_1/table"][:length]
    mask = torch.ones(length, length).tril().log()
    blocks = sum(name.endswith("query_kernel") for name in w)
    for block in range(blocks):
        first, second = f"residual_{2 * block + 1}", f"residual_{2 * block + 2}"
        attention = first + "/multi_head_attention_1"
        h = norm(w, first + "/layer_norm_1", x)
        q, k, v = (dense(w, attention, h, part).view(batch, length, HEADS, -1).transpose(1, 2)
                   for part in ("query_", "key_", "value_"))
        p = torch.softmax(q @ k.transpose(2, 3) / q.shape[-1] ** 0.5 + mask, -1)
        x = x + dense(w, attention, (p @ v).transpose(1, 2).reshape(x.shape), "output_")
        h = F.gelu(dense(w, second + "/dense_1", norm(w, second + "/layer_norm_1", x)))
        x = x + dense(w, second + "/dense_2", h)
    logits = norm(w, "layer_norm_1", x) @ table.T
    if "token_scores_1/bias" in w:
        logits = logits + w["token_scores_1/bias"]
    return F.cross_entropy(logits.view(-1, logits.shape[-1]), target.reshape(-1))


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    weights = {name: w.requires_grad_() for name, w in read(options.folder / "weights.safetensors").items()}
    given = read(options.folder / "gradients.safetensors")
    tokens, target, own_loss = given.pop("input"), given.pop("target"), given.pop("loss").item()
    loss = loss_of(weights, tokens, target)
    loss.backward()
    whole = sum(w.grad.double().square().sum() for w in weights.values()).sqrt().item()
    apart = {}
    for name, w in weights.items():
        theirs, ours = w.grad.double(), given.pop(name + "/gradient").double()
        # Some are 0 but for rounding, such as that of a bias of keys.
        apart[name] = ((theirs - ours).norm() / (theirs.norm() + 1e-4 * whole)).item()
    worst = max(apart, key=apart.get)
    given.clear()
    step = torch.optim.AdamW(weights.values(), lr=1e-4)

    def once():
        start = time.perf_counter()
        step.zero_grad(set_to_none=True)
        loss_of(weights, tokens, target).backward()
        step.step()
        return 1e3 * (time.perf_counter() - start)

    once()
    seconds = statistics.median(once() for _ in range(3))
    print(json.dumps({"loss": loss.item(), "own_loss": own_loss, "gradients": len(apart), "worst": apart[worst],
                      "worst_name": worst, "step_ms": seconds, "memory_mb": peak_mb()}))


main()
