#!/usr/bin/env python3
"""Each task once, small, from data to a product and through the verbs that use it: what the tests under sanitizers run of whole builds."""
import csv
import json
import math
import pathlib
import random
import struct
import unittest

from through_program import ThroughProgram, ingot

TASKS = pathlib.Path(__file__).resolve().parents[2] / "src/tasks"
DRAW = random.Random(1)
WORDS = "the old red cat dog house garden sees likes finds a new small river".split()


def sentence():
    return " ".join(DRAW.choice(WORDS) for _ in range(DRAW.randint(3, 7)))


def write_table(path, head, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def idx(sizes, data):
    return bytes([0, 0, 8, len(sizes)]) + b"".join(n.to_bytes(4, "big") for n in sizes) + bytes(data)


def write_pictures(folder):
    """12 x 12 pictures, bright above or below."""
    folder.mkdir()
    for part, count in (("train", 60), ("t10k", 20)):
        labels = [DRAW.randrange(2) for _ in range(count)]
        pixels = [DRAW.randrange(100) + 150 * ((i // 72) == label) for label in labels for i in range(144)]
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx([count, 12, 12], pixels))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx([count], labels))


def write_labelled_pictures(folder):
    """Bitmaps and a table of the several labels of each."""
    folder.mkdir()
    rows = []
    for i in range(60):
        top, left = DRAW.randrange(2), DRAW.randrange(2)
        pixels = bytes(DRAW.randrange(80) + 80 * top * (y > 3) + 80 * left * (x < 4) for y in range(8) for x in range(8) for _ in range(3))
        (folder / f"{i}.bmp").write_bytes(struct.pack("<2sIIIIiiHHIIiiII", b"BM", 54 + len(pixels), 0, 54, 40, 8, 8, 1, 24, 0, len(pixels),
                                                      2835, 2835, 0, 0) + pixels)
        rows.append((f"{i}.bmp", "|".join(["top"] * top + ["left"] * left)))
    write_table(folder / "labels.csv", ("file", "labels"), rows)


def write_steps(path, number):
    rows = []
    for name in range(40):
        speed = DRAW.choice([0.3, 0.9])
        rows += [(name, t, f"{math.sin(speed * t):.3f}", speed * 2 if number else ("slow" if speed < 0.5 else "fast"))
                 for t in range(DRAW.randint(6, 12))]
    write_table(path, ("id", "time", "x", "y"), rows)


STEPS = ["--target", "y", "--set", "sequence=id", "--set", "order=time"]
NARROW = ["--set", "width=8", "--set", "blocks=1", "--set", "heads=2"]
# data and options of `build`, and what `generate` gets
CASES = {
    "image-classification": (["pictures", "--model", "keras-cnn"], None),
    "image-multi-label": (["labelled/labels.csv", "--task", "image-multi-label"], None),
    "tabular-classification": (["table.csv", "--target", "kind"], None),
    "tabular-multi-label": (["labels.csv", "--target", "tags", "--task", "tabular-multi-label"], None),
    "tabular-regression": (["table.csv", "--target", "price"], None),
    "text-classification": (["texts.csv", "--target", "kind"], None),
    "language-model": (["text.txt", *NARROW, "--set", "context=16"], ["--prompt", "the ", "--tokens", "20"]),
    "masked-language-model": (["text.txt", "--task", "masked-language-model", *NARROW], None),
    "translation": (["pairs.csv", "--task", "translation", "--target", "to", *NARROW, "--set", "inner=8"], ["--prompt", "the old dog"]),
    "tagging": (["tags.conll", "--set", "width=8", "--set", "sign_width=4", "--set", "units=8"], None),
    "sequence-classification": (["classes.csv", "--task", "sequence-classification", *STEPS], None),
    "sequence-regression": (["numbers.csv", "--task", "sequence-regression", *STEPS], None),
}


class EveryTask(ThroughProgram):
    @classmethod
    def prepare(cls):
        write_pictures(cls.path / "pictures")
        write_labelled_pictures(cls.path / "labelled")
        write_table(cls.path / "table.csv", ("size", "place", "price", "kind"),
                    [(size, place, size * 3 + len(place), "big" if size > 50 else "small")
                     for size, place in ((DRAW.randrange(100), DRAW.choice(["town", "village", ""])) for _ in range(150))])
        write_table(cls.path / "labels.csv", ("size", "place", "tags"),
                    [(size, place, "|".join(["big"] * (size > 50) + ["rural"] * (place == "village")))
                     for size, place in ((DRAW.randrange(100), DRAW.choice(["town", "village"])) for _ in range(150))])
        write_table(cls.path / "texts.csv", ("text", "kind"),
                    [(f"{sentence()} {word} {sentence()}", word) for word in (DRAW.choice(["good", "bad"]) for _ in range(150))])
        (cls.path / "text.txt").write_text("".join(sentence() + "\n" for _ in range(200)))
        write_table(cls.path / "pairs.csv", ("from", "to"), [(s, s.upper()) for s in (sentence() for _ in range(120))])
        (cls.path / "tags.conll").write_text("\n".join(
            "".join(f"{word} {'B-ANIMAL' if word in ('cat', 'dog') else 'O'}\n" for word in sentence().split()) for _ in range(120)))
        write_steps(cls.path / "classes.csv", False)
        write_steps(cls.path / "numbers.csv", True)

    def test_there_is_a_case_for_each(self):
        defined = {source.stem.replace("_", "-") for source in TASKS.glob("*.cc") if "\nTaskDef define_" in source.read_text()}
        self.assertEqual(set(CASES), defined)


def case_of(task):
    build, generate = CASES[task]

    def test(self):
        document = self.built(*build, "--epochs", "1", "--out", task)
        self.assertEqual(document["task"], task)
        self.assertTrue(document["metrics"]["test"])
        done = ingot("evaluate", task, build[0], "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(json.loads(done.stdout)["metrics"])
        if task not in ("language-model", "masked-language-model"):
            done = ingot("predict", task, build[0], "-o", f"{task}.csv", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(self.path / f"{task}.csv", newline="") as file:
                self.assertGreater(len(list(csv.DictReader(file))), 0)
        if generate:
            done = ingot("generate", task, *generate, cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout)
        for verb in (["show", task], ["export", task, "--format", "safetensors", "-o", f"{task}.safetensors"]):
            done = ingot(*verb, cwd=self.path)
            self.assertEqual(done.returncode, 0, f"{verb}: {done.stderr}")

    return test


for task in CASES:
    setattr(EveryTask, f"test_{task.replace('-', '_')}", case_of(task))


if __name__ == "__main__":
    unittest.main()
