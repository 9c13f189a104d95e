#!/usr/bin/env python3
"""From texts to a product and back to predictions, through the program."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared/data"


def ingot(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=600, cwd=cwd)


GOOD = ["warm", "quick", "tasty", "friendly", "fresh", "热", "快", "好吃"]
BAD = ["cold", "slow", "stale", "rude", "burnt", "凉", "慢", "难吃"]
PLAIN = "the order came with rice and tea on a day in may for two people who sat near a window".split()


def review(draw, good):
    """One telling word among plain ones; "not" before it turns it round."""
    turned = draw.random() < 0.3
    word = draw.choice(BAD if good == turned else GOOD)
    words = [draw.choice(PLAIN) for _ in range(draw.randrange(4, 14))]
    words.insert(draw.randrange(len(words)), f"not {word}" if turned else word)
    return " ".join(words)


class Texts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        draw = random.Random(5)
        cls.rows = [(review(draw, good), "good" if good else "bad") for good in (draw.random() < 0.5 for _ in range(1400))]
        cls.write("reviews.csv", cls.rows[:1200])
        cls.write("fresh.csv", cls.rows[1200:])

    @classmethod
    def write(cls, name, rows):
        with open(cls.path / name, "w", newline="") as file:
            csv.writer(file).writerows([("review", "label"), *rows])

    def built(self, *options):
        done = ingot("build", *options, "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_auto_reads_sentences_and_answers_with_several_models(self):
        d = self.built("reviews.csv", "--target", "label", "--epochs", "15", "--out", "auto")
        self.assertEqual(d["task"], "text-classification")
        shares = {x["what"]["en"]: float(x["choice"]["en"]) for x in d["decisions"] if x["what"]["en"].startswith("share of ")}
        self.assertLessEqual({"share of text-linear", "share of textcnn"}, set(shares))
        done = ingot("predict", "auto", "fresh.csv", "-o", "answers.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "answers.csv", newline="") as file:
            answers = list(csv.DictReader(file))
        right = sum(a["prediction"] == label for a, (_, label) in zip(answers, self.rows[1200:])) / 200
        self.assertGreater(right, 0.9)
        scored = json.loads(ingot("evaluate", "auto", "fresh.csv", "--json", cwd=self.path).stdout)
        self.assertAlmostEqual(scored["metrics"]["test"]["accuracy"], right, places=9)
        report = (self.path / "auto" / "report.html").read_text()
        for part in ("a linear model on the words", "row_groups", "(characters)"):
            self.assertIn(part, report)

    def test_both_of_two_texts_are_read_whole(self):
        draw = random.Random(4)
        for place in (0, 1):
            with open(self.path / "two.csv", "w", newline="") as file:
                table = csv.writer(file)
                table.writerow(["question", "answer", "label"])
                for _ in range(900):
                    good = draw.random() < 0.5
                    texts = [[draw.choice(PLAIN) for _ in range(15)] for _ in range(2)]
                    texts[place][-1] = draw.choice(GOOD[:4] if good else BAD[:4])
                    table.writerow([*map(" ".join, texts), "good" if good else "bad"])
            d = self.built("two.csv", "--target", "label", "--model", "bert", "--set", "width=32", "--set", "blocks=1", "--set", "heads=2",
                           "--epochs", "10", "--out", f"two{place}")
            self.assertGreater(d["metrics"]["test"]["accuracy"], 0.65, place)

    def test_folders_bring_parts_and_files_are_answered(self):
        for part, rows in (("train", self.rows[:300]), ("test", self.rows[300:400])):
            for i, (words, label) in enumerate(rows):
                folder = self.path / "imdb" / part / label
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{i}.txt").write_text(words + "\n")
        d = self.built("imdb", "--model", "text-linear", "--out", "imdb-product")
        self.assertEqual(d["rows"]["test"], 100)
        self.assertEqual(d["rows"]["train"] + d["rows"]["valid"], 300)
        (self.path / "asked.txt").write_text("the rice came warm and fresh\nthe tea was cold and slow\n")
        done = ingot("predict", "imdb-product", "asked.txt", "-o", "asked.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "asked.csv", newline="") as file:
            self.assertEqual([r["prediction"] for r in csv.DictReader(file)], ["good", "bad"])

    def test_every_model_of_texts_learns(self):
        for model in ("text-linear", "fasttext", "textcnn"):
            d = self.built("reviews.csv", "--target", "label", "--model", model, "--epochs", "25", "--out", model)
            self.assertGreater(d["metrics"]["test"]["accuracy"], 0.85, model)

    def test_a_folder_of_lines_needs_no_target(self):
        folder = self.path / "folder"
        folder.mkdir()
        for label in ("good", "bad"):
            (folder / f"{label}.txt").write_text("\n".join(t for t, l in self.rows[:600] if l == label))
        d = self.built("folder", "--model", "text-linear", "--out", "lines")
        self.assertEqual(sum(d["rows"].values()), 600)
        self.assertEqual(d["target"], "label")

    def test_texts_beside_numbers_are_read_as_well(self):
        draw = random.Random(6)
        rows = [(t, draw.randrange(100), label) for t, label in self.rows[:800]]
        with open(self.path / "mixed.csv", "w", newline="") as file:
            csv.writer(file).writerows([("review", "seats", "label"), *rows])
        d = self.built("mixed.csv", "--target", "label", "--epochs", "12", "--out", "mixed")
        self.assertEqual(d["task"], "tabular-classification")
        self.assertIn("share of text-linear", [x["what"]["en"] for x in d["decisions"]])
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.7)

    def test_models_of_texts_need_texts(self):
        with open(self.path / "numbers.csv", "w", newline="") as file:
            csv.writer(file).writerows([("a", "b"), *((i * 7 % 50, i % 2) for i in range(100))])
        done = ingot("build", "numbers.csv", "--target", "b", "--model", "textcnn", "--out", "none", cwd=self.path)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("no_text", done.stderr)

    @unittest.skipUnless((SHARED / "rt-polarity").exists(), "skipped: the film reviews (rt-polarity) are not on this machine")
    def test_film_reviews(self):
        d = self.built(SHARED / "rt-polarity", "--model", "text-linear", "--out", "films")
        self.assertEqual(sum(d["rows"].values()), 10662)
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.755)


unittest.main(verbosity=1)
