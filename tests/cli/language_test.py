#!/usr/bin/env python3
"""From a text to a model that writes, through the program."""
import csv
import json
import pathlib
import random
import time
import unittest

from through_program import ThroughProgram, ingot

SHAKESPEARE = pathlib.Path(__file__).resolve().parents[3] / "shared/data/tinyshakespeare/input.txt"
SMALL = ["--set", "width=32", "--set", "blocks=1", "--set", "heads=2", "--set", "context=32"]


def sentences(count, seed):
    """Sentences of a small grammar: the verb agrees with a noun that stands far before it."""
    draw = random.Random(seed)
    lines = []
    for _ in range(count):
        noun, verb = draw.choice([("cat", "sleeps"), ("dog", "barks"), ("cats", "sleep"), ("dogs", "bark")])
        lines.append(f"the {noun} in the {draw.choice(['old', 'red', 'big'])} {draw.choice(['house', 'garden'])} {verb} .")
    return "\n".join(lines) + "\n"


class Language(ThroughProgram):
    @classmethod
    def prepare(cls):
        (cls.path / "text.txt").write_text(sentences(1500, 1))
        (cls.path / "fresh.txt").write_text(sentences(150, 2))
        cls.product = cls.built("text.txt", "--epochs", "25", *SMALL, "--out", "writer")

    def test_a_text_file_becomes_a_model_that_writes(self):
        d = self.product
        self.assertEqual((d["task"], d["model"]), ("language-model", "gpt"))
        test = d["metrics"]["test"]
        # Each sentence has 4 * 3 * 2 equally likely forms, about 40 characters long.
        self.assertLess(test["perplexity"], 1.2)
        self.assertGreater(test["perplexity"], 1.05)
        self.assertGreater(test["accuracy"], 0.85)
        self.assertAlmostEqual(test["bits_per_byte"], test["log_loss"] / 0.6931, delta=0.01)
        for name in ("model.onnx", "pipeline.json", "decode.json", "report.html", "card.md", "samples.json"):
            self.assertTrue((self.path / "writer" / name).exists(), name)
        self.assertIn("counting what followed", (self.path / "writer/card.md").read_text())

    def test_a_short_time_is_kept_by_learning_from_a_part(self):
        (self.path / "long.txt").write_text(sentences(20000, 3))
        start = time.monotonic()
        d = self.built("long.txt", "--time", "8s", "--set", "width=192", "--set", "blocks=6", "--out", "intime")
        self.assertLess(time.monotonic() - start, 40)  # one epoch of all takes longer
        self.assertIn("no time to read all of them once", json.dumps(d["decisions"]))
        again = self.built("long.txt", "--replay", "intime", "--out", "intimeagain")
        self.assertEqual(again["model_sha256"], d["model_sha256"])

    def test_it_writes_what_it_has_learned(self):
        done = ingot("generate", "writer", "--prompt", "the dogs in the ", "--tokens", 300, "--seed", 4, cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("the dogs in the "))
        whole = done.stdout.splitlines()[:-1]
        self.assertGreater(len(whole), 3)
        known = set(sentences(3000, 3).split())
        words = " ".join(whole).split()
        self.assertGreater(sum(word in known for word in words) / len(words), 0.9, whole)
        self.assertTrue(set(whole) & set(sentences(3000, 3).splitlines()), whole)

    def test_the_seed_decides_what_is_written(self):
        def written(*options):
            done = ingot("generate", "writer", "--prompt", "the ", "--json", *options, cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            return json.loads(done.stdout)["text"]

        self.assertEqual(written("--seed", 1), written("--seed", 1, "--threads", 1))
        self.assertNotEqual(written("--seed", 1), written("--seed", 2))
        self.assertEqual(written("--temperature", 0), written("--temperature", 0, "--seed", 9))
        self.assertEqual(written("--top-k", 1, "--seed", 5), written("--temperature", 0))
        self.assertNotIn("\n", written("--stop", "\n"))
        self.assertEqual(len(written("--tokens", 7)), 7)

    def test_evaluate_reads_another_text(self):
        done = ingot("evaluate", "writer", "fresh.txt", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(json.loads(done.stdout)["metrics"]["test"]["perplexity"], 1.25)

    def test_threads_and_interruptions_change_nothing(self):
        options = ["text.txt", "--epochs", "2", *SMALL]
        self.assert_always_the_same_weights(*options)

    def test_it_learns_on_from_a_product(self):
        (self.path / "more.txt").write_text(sentences(400, 7).replace("garden", "forest"))
        d = self.built("more.txt", "--from", "writer", *SMALL[:-2], "--epochs", "3", "--out", "forest")
        scratch = self.built("more.txt", *SMALL, "--epochs", "3", "--out", "scratch")
        self.assertLess(d["metrics"]["test"]["log_loss"], scratch["metrics"]["test"]["log_loss"])
        # Its model and options come from there.
        own = self.built("more.txt", "--from", "writer", "--epochs", "3", "--out", "own")
        self.assertEqual(own["model_sha256"], d["model_sha256"])
        other = ingot("build", "more.txt", "--from", "writer", "--model", "lstm-lm", "--epochs", "1", "--out", "other",
                      cwd=self.path)
        self.assertRegex(other.stderr + other.stdout, r"\d+ of \d+ weights start from writer|no layer of writer fits")

    def test_it_learns_to_answer(self):
        # What the animals of a line say.
        sounds = {"cat": "meow", "dog": "woof", "cats": "many meows", "dogs": "many woofs"}
        rows = [(line, sounds[line.split()[1]]) for line in sentences(400, 11).splitlines()]
        with open(self.path / "asked.csv", "w", newline="") as file:
            csv.writer(file).writerows([("line", "sound"), *rows])
        options = ["asked.csv", "--task", "language-model", "--target", "sound", "--set", "question=line"]
        d = self.built(*options, "--set", "context=64", *SMALL[:-2], "--epochs", "20", "--out", "answers")
        self.assertEqual(d["task"], "language-model")
        self.assertLess(d["metrics"]["test"]["perplexity"], 1.1)
        self.assertIn("the answers alone", json.dumps(d["decisions"]))
        asked = "the dogs in the old garden bark ."
        done = ingot("generate", "answers", "--prompt", asked, "--json", "--temperature", 0, cwd=self.path)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["text"], "many woofs")
        self.assertGreater(answer["confidence"], 0.8)
        spoken = ingot("generate", "answers", "--prompt", asked, "--temperature", 0, cwd=self.path)
        self.assertEqual(spoken.stdout, f"{asked}\nmany woofs\n")
        fresh = [(line, sounds[line.split()[1]]) for line in sentences(30, 12).splitlines()]
        with open(self.path / "open.csv", "w", newline="") as file:
            csv.writer(file).writerows([("line", "sound"), *fresh])
        done = ingot("predict", "answers", "open.csv", "-o", "told.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "told.csv", newline="") as file:
            told = [row["prediction"] for row in csv.DictReader(file)]
        self.assertGreater(sum(a == b for a, (_, b) in zip(told, fresh)), 27)
        scored = ingot("evaluate", "answers", "open.csv", "--json", cwd=self.path)
        self.assertLess(json.loads(scored.stdout)["metrics"]["test"]["perplexity"], 1.2)
        # What a writer knows of the lines helps; long ones are cut to its context, which is said.
        tuned = self.built(*options, "--from", "writer", *SMALL[:-2], "--epochs", "2", "--out", "tuned_answers")
        self.assertIn("long rows", json.dumps(tuned["decisions"]))
        self.assertIn("line", self.refused("build", *options[:-1], "question=what", "--out", "none"))

    def test_a_classifier_starts_from_what_was_learned_of_texts_without_labels(self):
        draw = random.Random(5)
        lines = sentences(1200, 9).splitlines()
        (self.path / "lines.txt").write_text("\n".join(lines) + "\n")
        d = self.built("lines.txt", "--task", "masked-language-model", *SMALL, "--set", "vocabulary=60", "--epochs", "25",
                       "--out", "bert")
        self.assertEqual((d["task"], d["model"]), ("masked-language-model", "bert-mlm"))
        self.assertLess(d["metrics"]["test"]["perplexity"], 4)
        self.assertIn("how often each token", (self.path / "bert/card.md").read_text())
        short = self.built("lines.txt", "--task", "masked-language-model", *SMALL[:-2], "--set", "context=4", "--epochs", "1",
                           "--out", "short")
        self.assertIn("1200 of 1200 are cut", json.dumps(short["decisions"]))
        again = ingot("evaluate", "bert", "fresh.txt", "--json", cwd=self.path)
        self.assertLess(json.loads(again.stdout)["metrics"]["test"]["perplexity"], 4)
        # Few labels: whether there is one animal or several.
        rows = [(line, "many" if line.split()[1].endswith("s") else "one") for line in draw.sample(lines, 120)]
        (self.path / "few.csv").write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows))
        tuned = self.built("few.csv", "--target", "label", "--task", "text-classification", "--model", "bert", *SMALL[:-2],
                           "--from", "bert", "--epochs", "20", "--out", "tuned")
        self.assertEqual(tuned["task"], "text-classification")
        self.assertGreater(tuned["metrics"]["test"]["accuracy"], 0.9)
        self.assertIn("--from", self.refused("predict", "bert", "fresh.txt"))
        # Two texts: whether the second tells of the same animal.
        def longer(line):
            return " ".join([*line.split()[:-1], *draw.sample("old red big house garden sleep bark the in".split(), 4), "."])

        pairs = [(longer(a), longer(b), "same" if a.split()[1] == b.split()[1] else "other")
                 for a, b in ((draw.choice(lines), draw.choice(lines)) for _ in range(1500))]
        with open(self.path / "pairs.csv", "w", newline="") as file:
            csv.writer(file).writerows([("a", "b", "label"), *pairs])
        both = self.built("pairs.csv", "--target", "label", "--task", "text-classification", "--model", "bert", *SMALL[:-2],
                          "--from", "bert", "--epochs", "60", "--set", "learning_rate=0.002", "--set", "block_dropout=0",
                          "--set", "dropout=0", "--out", "both")
        self.assertGreater(both["metrics"]["test"]["accuracy"], 0.95)
        done = ingot("predict", "both", "pairs.csv", "-o", "both.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_words_and_pieces_and_other_networks(self):
        for settings in (["tokenizer=words"], ["tokenizer=bpe", "vocabulary=300"], ["tokenizer=bytes"]):
            options = [x for s in settings for x in ("--set", s)]
            d = self.built("text.txt", "--epochs", "8", *SMALL, *options, "--out", settings[0].replace("=", "-"))
            self.assertLess(d["metrics"]["test"]["bits_per_byte"], 2, settings)
        done = ingot("generate", "tokenizer-words", "--prompt", "the old", "--tokens", 6, "--temperature", 0, cwd=self.path)
        self.assertRegex(done.stdout, "^the old [a-z]", done.stderr)
        pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(sentences(50, 1).split())), "hou", "##se"]
        (self.path / "vocab.txt").write_text("\n".join(pieces) + "\n")
        d = self.built("text.txt", "--task", "masked-language-model", "--epochs", "1", *SMALL, "--set", "tokenizer=vocab.txt",
                       "--out", "vocab")
        self.assertIn("##se", (self.path / "vocab/pipeline.json").read_text())
        # A tokeniser without a token for the end of a line writes samples, too.
        self.built("text.txt", "--epochs", "1", *SMALL, "--set", "tokenizer=wordpiece", "--set", "vocabulary=120", "--out", "pieces")
        self.assertTrue(json.loads((self.path / "pieces/samples.json").read_text())[0]["prompt"])
        self.built("text.txt", "--epochs", "1", *SMALL, "--set", "tokenizer=words", "--set", "normalizer=nfc", "--out", "cased")
        self.assertIn('"NFC"', (self.path / "cased/pipeline.json").read_text())
        for wrong, code in ((["normalizer=upper"], "bad_option"), (["tokenizer=vocab.txt", "normalizer=nfc"], "wrong_usage")):
            done = ingot("build", "text.txt", "--task", "masked-language-model", *[x for s in wrong for x in ("--set", s)],
                         "--out", "wrong", cwd=self.path)
            self.assertIn(f"error[{code}]", done.stderr, wrong)
        d = self.built("text.txt", "--model", "lstm-lm", "--set", "width=32", "--set", "units=48", "--set", "context=32",
                       "--set", "dropout=0.1", "--set", "recurrent_dropout=0.1", "--epochs", "30", "--out", "lstm")
        self.assertLess(d["metrics"]["test"]["perplexity"], 1.6)
        done = ingot("generate", "lstm", "--prompt", "the cat", "--tokens", 40, cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_chinese_comes_out_in_whole_characters(self):
        draw = random.Random(3)
        (self.path / "诗.txt").write_text("\n".join(draw.choice(["春眠不觉晓，处处闻啼鸟。", "床前明月光，疑是地上霜。"])
                                                    for _ in range(500)))
        self.built("诗.txt", "--epochs", "30", *SMALL, "--out", "poems")
        done = ingot("generate", "poems", "--prompt", "春眠", "--tokens", 30, cwd=self.path)
        self.assertIn("春眠不觉晓", done.stdout)

    def test_documents_do_not_see_one_another(self):
        draw = random.Random(5)
        texts = [f"{name} {draw.choice('xy')}. so it is {name}" for name in draw.choices(["ann", "bob", "eve", "kim"], k=600)]
        (self.path / "notes.csv").write_text("id,note\n" + "".join(f"{i},{t}\n" for i, t in enumerate(texts)))
        d = self.built("notes.csv", "--task", "language-model", "--target", "note", "--set", "documents=true", "--epochs", "60",
                       *SMALL, "--out", "notes")
        # A name and a letter are drawn for each: log(4 * 2) for some 21 characters and the end.
        self.assertLess(d["metrics"]["test"]["log_loss"], 0.15)
        self.assertTrue(json.loads((self.path / "notes/pipeline.json").read_text())["documents"])
        done = ingot("generate", "notes", "--prompt", "kim x. so it", "--tokens", 40, "--temperature", "0", cwd=self.path)
        self.assertEqual(done.stdout, "kim x. so it is kim\n", done.stderr)  # and ends there
        done = ingot("generate", "notes", "--tokens", 40, "--seed", 2, cwd=self.path)
        self.assertIn(done.stdout.strip(), texts)
        again = ingot("evaluate", "notes", "notes.csv", "--json", cwd=self.path)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("gpt", self.refused("build", "text.txt", "--model", "lstm-lm", "--set", "documents=true", "--out", "x"))

    def test_wrong_requests_say_how_to_mend_them(self):
        (self.path / "short.txt").write_text("too short")
        self.assertIn("context", self.refused("build", "short.txt", "--out", "x"))
        self.assertIn("gpt", self.refused("build", "text.txt", "--model", "mlp", "--task", "language-model", "--out", "x"))
        self.assertIn("context", self.refused("build", "text.txt", "--set", "context=0", "--out", "x"))
        self.assertIn("generate", self.refused("predict", "writer", "fresh.txt"))
        self.assertIn("--top-p", self.refused("generate", "writer", "--prompt", "a", "--top-p", "2"))
        self.assertIn("--folds", self.refused("build", "text.txt", "--folds", "3", "--out", "x"))
        (self.path / "table.csv").write_text("id,note\n1,some words\n2,other words\n")
        self.assertIn("--target", self.refused("build", "table.csv", "--task", "language-model", "--out", "x"))
        self.assertIn("nowhere", self.refused("generate", "nowhere", "--prompt", "a"))

    @unittest.skipUnless(SHAKESPEARE.exists(), f"needs {SHAKESPEARE}")
    def test_a_little_shakespeare(self):
        d = self.built(SHAKESPEARE, "--epochs", "1", *SMALL, "--out", "shakespeare")
        self.assertLess(d["metrics"]["test"]["log_loss"], 2.5)


if __name__ == "__main__":
    unittest.main()
