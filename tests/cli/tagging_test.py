#!/usr/bin/env python3
"""From sentences with tags to a product that tags, through the program."""
import csv
import json
import random
import unittest

from through_program import ThroughProgram, ingot

SMALL = ["--set", "width=24", "--set", "sign_width=8", "--set", "units=24"]


def sentences(count, seed, letters):
    """Names of persons and places are made of the same syllables: only what stands around them tells which they are.
    Words of other `letters` are never the same."""
    draw = random.Random(seed)

    def name():
        return "".join(draw.choice(letters) + draw.choice("aeiou") for _ in range(draw.choice([2, 3]))).capitalize()

    def entity(kind):
        words = [name() for _ in range(draw.choice([1, 1, 2]))]
        return [(word, f"{'B' if i == 0 else 'I'}-{kind}") for i, word in enumerate(words)]

    templates = ["P works in L .", "Yesterday P met P near L .", "the mayor of L , P , said no .",
                 "The train goes from L to L .", "we asked P for more time .", "in L nobody knows P !",
                 "Nothing was said .", "P and P left L in 1999 ."]
    made = []
    for _ in range(count):
        sentence = []
        for word in draw.choice(templates).split():
            sentence += entity("PER" if word == "P" else "LOC") if word in "PL" else [(word, "O")]
        made.append(sentence)
    return made


def columns(made, separator=" "):
    return "\n".join("".join(f"{word}{separator}{tag}\n" for word, tag in sentence) for sentence in made)


def entities(tags):
    found, begin = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if begin is not None and not tag.startswith("I-"):
            found.add((begin, i, tags[begin][2:]))
            begin = None
        if tag.startswith("B-"):
            begin = i
    return found


class Tagging(ThroughProgram):
    @classmethod
    def prepare(cls):
        cls.train = sentences(400, 1, "bdgklmnprs")
        cls.test = sentences(120, 2, "fvwzthjc")
        (cls.path / "names.conll").write_text("-DOCSTART- O\n\n" + columns(cls.train))
        (cls.path / "new.conll").write_text(columns(cls.test, "\t"))
        cls.product = cls.built("names.conll", "--test", "new.conll", "--batch", "8", "--epochs", "16", *SMALL, "--out", "names")

    def predicted(self, data, product="names"):
        done = ingot("predict", product, data, "-o", "answers.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "answers.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_context_and_shape_tell_what_words_do_not(self):
        d = self.product
        self.assertEqual((d["task"], d["model"]), ("tagging", "lstm-tags"))
        self.assertEqual((d["rows"]["train"] + d["rows"]["valid"], d["rows"]["test"]), (400, 120))
        metrics = d["metrics"]["test"]
        self.assertEqual(set(metrics), {"f1", "precision", "recall", "accuracy"})
        self.assertGreater(metrics["f1"], 0.9)
        self.assertGreater(d["metrics"]["valid"]["f1"], 0.9)
        self.assertGreater(d["memory"]["predicted_bytes"], 0)
        for name in ("model.onnx", "pipeline.json", "report.html", "card.md", "samples.json", "manifest.json"):
            self.assertTrue((self.path / "names" / name).exists(), name)
        report = (self.path / "names/report.html").read_text()
        figures = json.loads(report.split('id="report-data">')[1].split("</script>")[0])
        baseline, = figures["evaluation"]["baselines"]
        self.assertLess(baseline["metrics"]["f1"], 0.05)  # it knows none of the names
        self.assertEqual([kind["kind"] for kind in figures["findings"]["tags"]["kinds"]], ["LOC", "PER"])
        self.assertEqual(sum(s["sentences"] for s in figures["findings"]["tags"]["lengths"]), 120)
        self.assertEqual({m["name"] for m in figures["evaluation"]["metrics"] if m.get("interval")}, set(metrics))
        self.assertIn("most frequent tag", (self.path / "names/card.md").read_text())

    def test_evaluate_and_predict_say_the_same(self):
        done = ingot("evaluate", "names", "new.conll", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        figures = json.loads(done.stdout)["metrics"]["test"]
        self.assertEqual(figures, self.product["metrics"]["test"])
        rows = self.predicted("new.conll")
        self.assertEqual([row["token"] for row in rows], [word for s in self.test for word, _ in s])
        self.assertEqual(list(rows[0])[:5], ["row", "sentence", "token", "prediction", "p:B-LOC"])
        called = [[] for _ in self.test]
        for row in rows:
            called[int(row["sentence"])].append(row["prediction"])
        truth = [[tag for _, tag in s] for s in self.test]
        hits = sum(a == b for c, t in zip(called, truth) for a, b in zip(c, t))
        self.assertAlmostEqual(hits / len(rows), figures["accuracy"])
        found = [(entities(c), entities(t)) for c, t in zip(called, truth)]
        both, there = sum(len(c & t) for c, t in found), sum(len(c) + len(t) for c, t in found)
        self.assertAlmostEqual(2 * both / there, figures["f1"])
        for tags in called:
            for before, tag in zip(["O", *tags], tags):
                self.assertTrue(not tag.startswith("I-") or before[2:] == tag[2:], tags)

    def test_sentences_come_in_any_form_and_company(self):
        whole = self.predicted("new.conll")
        answers = [(row["prediction"], row["p:B-PER"]) for row in whole]
        (self.path / "words.txt").write_text("\n\n".join("\n".join(word for word, _ in s) for s in self.test))
        (self.path / "text.txt").write_text("\n".join(" ".join(word for word, _ in s) for s in self.test))
        (self.path / "new.jsonl").write_text("\n".join(json.dumps({"tokens": [word for word, _ in s]}) for s in self.test))
        for data in ("words.txt", "text.txt", "new.jsonl"):
            rows = self.predicted(data)
            self.assertEqual([(row["prediction"], row["p:B-PER"]) for row in rows], answers, data)
        (self.path / "one.txt").write_text(" ".join(word for word, _ in self.test[50]))
        alone = [(row["prediction"], row["p:B-PER"]) for row in self.predicted("one.txt")]
        self.assertEqual(alone, [a for a, row in zip(answers, whole) if row["sentence"] == "50"])
        done = ingot("predict", "names", "one.txt", "--json", "--threads", "1", cwd=self.path)
        first = json.loads(done.stdout)["rows"][0]
        self.assertEqual((first["token"], first["sentence"]), (self.test[50][0][0], 0))
        self.assertAlmostEqual(sum(first["probabilities"].values()), 1, places=5)

    def test_threads_and_interruptions_change_nothing(self):
        options = ["names.conll", "--epochs", "6", "--seed", "5", *SMALL]
        data = (self.path / "names.conll").read_text()

        def change_the_data():
            (self.path / "names.conll").write_text(data + "\nmore O\n")
            self.assertIn("data_changed", self.refused("resume", "cut"))
            (self.path / "names.conll").write_text(data)

        self.assert_always_the_same_weights(*options, while_cut=change_the_data)
        one = json.loads((self.path / "one/manifest.json").read_text())["files"]["model.onnx"]["sha256"]
        again = self.built("names.conll", "--replay", "one", "--out", "again")
        self.assertEqual(again["model_sha256"], one)

    def test_json_lines_and_folders(self):
        lines = [json.dumps({"tokens": [word for word, _ in s], "ner_tags": [tag for _, tag in s], "kind": [tag[-3:] for _, tag in s]})
                 for s in self.train]
        (self.path / "names.jsonl").write_text("\n".join(lines))
        d = self.built("names.jsonl", "--task", "tagging", "--epochs", "3", *SMALL, "--out", "json")
        self.assertIn("f1", d["metrics"]["test"])
        self.assertEqual(sum(d["rows"].values()), 400)
        plain = self.built("names.jsonl", "--task", "tagging", "--target", "kind", "--epochs", "10", *SMALL, "--out", "kinds")
        self.assertEqual(set(plain["metrics"]["test"]), {"accuracy", "f1_macro"})
        done = ingot("evaluate", "kinds", "names.jsonl", "--json", cwd=self.path)
        self.assertGreater(json.loads(done.stdout)["metrics"]["test"]["accuracy"], 0.9)
        folder = self.path / "parts"
        folder.mkdir()
        for name, part in (("train.conll", self.train[:200]), ("dev.conll", self.train[200:250]), ("test.conll", self.test[:40])):
            (folder / name).write_text(columns(part))
        d = self.built("parts", "--epochs", "2", *SMALL, "--out", "of_parts")
        self.assertEqual(d["rows"], {"train": 200, "valid": 50, "test": 40})
        done = ingot("evaluate", "of_parts", "parts", "--json", cwd=self.path)
        self.assertEqual(json.loads(done.stdout)["metrics"]["test"], d["metrics"]["test"])

    def test_other_networks_and_pieces_of_a_language_model(self):
        # A few seconds of training each: much better than each word's most frequent tag, whose F1 is 0.05.
        self.built("names.conll", "--model", "gru-tags", "--epochs", "2", *SMALL, "--out", "gru")
        small = ["--set", "width=32", "--set", "blocks=1", "--set", "heads=2"]
        d = self.built("names.conll", "--model", "transformer-tags", "--batch", "8", "--epochs", "12", *small, "--out", "transformer")
        self.assertGreater(d["metrics"]["test"]["f1"], 0.25)
        text = [" ".join(word for word, _ in s) for s in sentences(800, 3, "bdgklmnprs")]
        (self.path / "unlabelled.txt").write_text("\n".join(text))
        self.built("unlabelled.txt", "--task", "masked-language-model", *small, "--set", "block_dropout=0", "--set", "vocabulary=150",
                   "--set", "context=32", "--epochs", "8", "--out", "bert")
        d = self.built("names.conll", "--task", "tagging", "--from", "bert", "--batch", "8", "--epochs", "12", "--out", "tuned")
        self.assertEqual(d["model"], "bert-tags")
        self.assertGreater(d["metrics"]["test"]["f1"], 0.35)
        self.assertIn("pieces of a tokeniser", {x["choice"]["en"] for x in d["decisions"]})
        rows = self.predicted("new.conll", "tuned")
        self.assertEqual(len(rows), sum(len(s) for s in self.test))
        # Goes on where the other stopped, without saying again what it is.
        more = self.built("names.conll", "--from", "tuned", "--epochs", "1", "--out", "more")
        self.assertEqual(more["model"], "bert-tags")
        self.assertGreater(more["metrics"]["test"]["f1"], 0.35)

    def test_long_sentences_are_tagged_to_their_end(self):
        joined = [word for s in self.test[:30] for word, _ in s]
        (self.path / "long.txt").write_text(" ".join(joined))
        rows = self.predicted("long.txt")
        self.assertEqual([row["token"] for row in rows], joined)
        self.assertEqual({row["sentence"] for row in rows}, {"0"})

    def test_a_time_and_a_learning_curve(self):
        d = self.built("names.conll", "--time", "4s", *SMALL, "--learning-curve", "--out", "timed")
        self.assertIn("epochs", {x["what"]["en"] for x in d["decisions"]})
        self.assertIn('"learning_curve"', (self.path / "timed/report.html").read_text())

    def test_wrong_requests_say_how_to_mend_them(self):
        (self.path / "bad.conll").write_text("Anna B-PER\nsleeps\n")
        self.assertIn("bad.conll, line 2", self.refused("build", "bad.conll", "--out", "x"))
        self.assertIn("lstm-tags", self.refused("build", "names.conll", "--model", "mlp", "--out", "x"))
        self.assertIn("hidden_words", self.refused("build", "names.conll", "--set", "hidden_words=2", "--out", "x"))
        self.assertIn("unknown_option", self.refused("build", "names.conll", "--set", "colour=red", "--out", "x"))
        self.assertIn("random", self.refused("build", "names.conll", "--split", "time:day", "--out", "x"))
        (self.path / "few.conll").write_text("a O\nb B-X\n\na O\nb B-X\n")
        self.assertIn("too_few_rows", self.refused("build", "few.conll", "--out", "x"))
        (self.path / "same.conll").write_text("\n\n".join(f"{word} O" for word in "abcdefghijklmnopqrst"))
        self.assertIn("too_few_classes", self.refused("build", "same.conll", "--out", "x"))
        self.assertIn("no tag", self.refused("evaluate", "names", self.write_words()))
        self.assertFalse((self.path / "x").exists())

    def write_words(self):
        (self.path / "no_tags.conll").write_text("Anna\nsleeps\n")
        return "no_tags.conll"


if __name__ == "__main__":
    unittest.main()
