#!/usr/bin/env python3
"""The recipes for texts, from the samples that lie in them to products in use."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
RECIPES = pathlib.Path(__file__).resolve().parents[2] / "recipes"
SMALL = ["--epochs", "1", "--set", "width=16", "--set", "units=16"]


class Recipes(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.path = pathlib.Path(temporary.name)

    def run_recipe(self, name, *options):
        return subprocess.run([RECIPES / name / "run", "--program", PROGRAM, *options], capture_output=True, text=True,
                              timeout=120, cwd=self.path)

    def made(self, name, *options):
        """What the recipe says once its product stands where it should, with figures beside a baseline."""
        done = self.run_recipe(name, *options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        manifest = json.loads((self.path / "products" / name / "manifest.json").read_text())
        self.assertIn("test", manifest["metrics"])
        self.assertTrue((self.path / "products" / name / "report.html").exists())
        self.assertRegex(done.stdout, r"accuracy +0\.\d+ +0\.\d+ \.\. [01]\.\d+ +0\.\d+")
        return done.stdout

    def answers(self, name, classes, *options):
        """The class that the product gives to each of the recipe's own texts."""
        said = self.made(name, *options)
        texts = (RECIPES / name / "own.csv").read_text().splitlines()[1:]
        found = [re.search(rf"^({classes}) +[\d.]+ %  {re.escape(text.strip(chr(34)))}$", said, re.M) for text in texts]
        self.assertTrue(all(found), said)
        return [match[1] for match in found]

    def test_names(self):
        said = self.made("names", *SMALL)
        self.assertRegex(said, r"(?m)^\d+ of 20 are new$")
        self.assertGreater(len(set(re.findall(r"(?m)^  (\S+)", said))), 10, said)

    def test_poems(self):
        said = self.made("poems", *SMALL)
        for words in ("春", "明月", "江上", "故人"):
            self.assertRegex(said, f"(?m)^{words}")
        self.assertRegex(said, r"(?m)^\d+ of \d+ lines are new$")

    def test_sentiment(self):
        self.assertEqual(len(self.answers("sentiment", "pos|neg", "--model", "text-linear")), 5)

    def test_spam(self):
        answers = self.answers("spam", "ham|spam", "--model", "text-linear")
        self.assertEqual(answers, ["ham", "spam", "ham", "spam", "ham"])

    def test_own_data_and_chinese(self):
        (self.path / "own names").mkdir()
        (self.path / "own names" / "streets.txt").write_text("".join(f"am {a}{b}\n" for a in "xyz" for b in range(300)))
        done = self.run_recipe("names", "--data", "own names", "--out", "new streets", "--lang=zh", *SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"20 个中有 \d+ 个是新的")
        self.assertIn("am ", (self.path / "new streets-data" / "names.txt").read_text())
        self.assertTrue((self.path / "new streets" / "manifest.json").exists())

    def test_what_is_wrong_is_said(self):
        done = self.run_recipe("spam", "--data", "nowhere")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no folder nowhere", done.stderr)
        (self.path / "empty").mkdir()
        for name, pattern in (("names", "*.txt"), ("poems", "*tang*.json"), ("spam", "*.csv")):
            done = self.run_recipe(name, "--data", "empty")
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"empty holds no file {pattern}", done.stderr)
        done = self.run_recipe("names", "--lang", "zh", "--data")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--data 没有给出值", done.stderr)

    def test_translation(self):
        done = self.run_recipe("translation", "--epochs", "1", "--set", "width=16", "--set", "inner=16", "--set", "blocks=1",
                               "--set", "beams=1", "--set", "heads=2")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((self.path / "products/translation/report.html").exists())
        self.assertRegex(done.stdout, r"bleu +\d+\.\d+ +\d")
        self.assertIn("March 3rd, 1987  ", done.stdout)


unittest.main(verbosity=1)
