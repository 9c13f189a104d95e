#!/usr/bin/env python3
"""From pairs of texts to a model that translates, through the program."""
import csv
import json
import random
import unittest

from through_program import ThroughProgram, ingot

NUMBERS = {"one": "eins", "two": "zwei", "three": "drei", "four": "vier", "five": "fünf", "six": "sechs"}
SMALL = ["--set", "tokenizer=words", "--set", "width=64", "--set", "inner=128", "--set", "blocks=2", "--set", "heads=4"]


def pairs(count, seed):
    """Numbers, and the same in German from the last to the first."""
    draw = random.Random(seed)
    for _ in range(count):
        words = [draw.choice(list(NUMBERS)) for _ in range(draw.randint(2, 5))]
        yield " ".join(words), " ".join(NUMBERS[word] for word in reversed(words))


class Translation(ThroughProgram):
    @classmethod
    def prepare(cls):
        cls.write_table("pairs.csv", 1500, 1)
        cls.write_table("fresh.csv", 100, 2)
        cls.product = cls.built("pairs.csv", "--task", "translation", "--target", "de", "--epochs", "12", *SMALL,
                                "--batch", "32", "--out", "numbers")

    @classmethod
    def write_table(cls, name, count, seed):
        with open(cls.path / name, "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["en", "de"])
            writer.writerows(pairs(count, seed))

    def test_files_of_a_test_are_known_by_their_names(self):
        folder = self.path / "corpus"
        folder.mkdir()
        for stem, count, seed in (("train", 300, 5), ("newstest2014", 40, 6), ("corpus.dev", 30, 7)):
            en, de = zip(*pairs(count, seed))
            (folder / f"{stem}.en").write_text("\n".join(en) + "\n")
            (folder / f"{stem}.de").write_text("\n".join(de) + "\n")
        d = self.built("corpus", "--task", "translation", "--target", "de", "--epochs", "1", *SMALL, "--out", "corpus-product")
        self.assertLessEqual(d["rows"]["train"], 300)
        self.assertEqual(d["rows"]["test"], 40)

    def test_pairs_become_a_model_that_translates(self):
        d = self.product
        self.assertEqual((d["task"], d["model"]), ("translation", "seq2seq-transformer"))
        self.assertGreater(d["metrics"]["test"]["bleu"], 60)
        self.assertLess(d["metrics"]["test"]["perplexity"], 2)
        for name in ["manifest.json", "pipeline.json", "model.onnx", "decode.json", "report.html", "card.md", "samples.json"]:
            self.assertTrue((self.path / "numbers" / name).exists(), name)
        self.assertIn("tokens of the source", (self.path / "numbers/report.html").read_text())
        done = ingot("generate", "numbers", "--prompt", "one two three", "--json", cwd=self.path)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["text"], "drei zwei eins")
        self.assertGreater(answer["confidence"], 0.5)

    def test_each_door_gives_the_same_translation(self):
        done = ingot("predict", "numbers", "fresh.csv", "-o", "said.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "said.csv", newline="") as lines:
            rows = list(csv.DictReader(lines))
        sources = [source for source, _ in pairs(100, 2)]
        self.assertEqual(len(rows), len(sources))
        (self.path / "fresh.txt").write_text("\n".join(sources) + "\n")
        ingot("predict", "numbers", "fresh.txt", "-o", "said.jsonl", "--threads", "1", cwd=self.path)
        lines = [json.loads(line) for line in (self.path / "said.jsonl").read_text().splitlines()]
        self.assertEqual([(r["prediction"], float(r["confidence"])) for r in rows],
                         [(line["prediction"], line["confidence"]) for line in lines])
        for i in range(0, 100, 25):
            alone = ingot("generate", "numbers", "--prompt", sources[i], "--json", cwd=self.path)
            self.assertEqual(json.loads(alone.stdout)["text"], rows[i]["prediction"])
        scored = ingot("evaluate", "numbers", "fresh.csv", "--json", cwd=self.path)
        right = sum(row["prediction"] == target for row, (_, target) in zip(rows, pairs(100, 2)))
        self.assertGreater(right, 60)
        self.assertGreater(json.loads(scored.stdout)["metrics"]["test"]["bleu"], 60)

    def test_the_same_weights_whatever_happens(self):
        options = ["pairs.csv", "--task", "translation", "--target", "de", "--epochs", "3", *SMALL]
        self.assert_always_the_same_weights(*options)

    def test_a_folder_in_two_languages(self):
        folder = self.path / "parallel"
        folder.mkdir()
        for part, count, seed in [("train", 300, 3), ("val", 30, 4), ("test", 40, 5)]:
            sources, targets = zip(*pairs(count, seed))
            (folder / f"{part}.en").write_text("\n".join(sources) + "\n")
            (folder / f"{part}.de").write_text("\n".join(targets) + "\n")
        built = self.built("parallel", "--target", "de", "--epochs", "1", *SMALL, "--out", "from_folder")
        self.assertEqual(built["task"], "translation")
        self.assertEqual(built["rows"], {"train": 300, "valid": 30, "test": 40})
        with open(folder / "test.de", "a") as lines:
            lines.write("zu viel\n")
        self.assertIn("41", self.refused("build", "parallel", "--target", "de", "--out", "none"))
        self.assertIn("en", self.refused("build", "parallel", "--out", "none"))

    def test_refusals_say_how_to_mend(self):
        self.assertIn("fr", self.refused("build", "pairs.csv", "--task", "translation", "--target", "fr", "--out", "none"))
        self.assertIn("seq2seq", self.refused("build", "pairs.csv", "--task", "translation", "--target", "de",
                                              "--model", "gpt", "--out", "none"))
        self.assertIn("beams", self.refused("generate", "numbers", "--prompt", "one", "--beams", "1000"))
        self.assertFalse((self.path / "none").exists())


if __name__ == "__main__":
    unittest.main()
