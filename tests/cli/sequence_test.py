#!/usr/bin/env python3
"""From sequences of numbers to classes and numbers, through the program."""
import csv
import json
import math
import random
import unittest

from through_program import ThroughProgram, ingot

LONG = ["--set", "sequence=id", "--set", "order=time"]
SMALL = ["--model", "gru-sequence", "--set", "units=12", "--set", "learning_rate=0.01"]


def waves(count, seed, low=12, high=30):
    """Sines and square waves of any length and phase, with noise: (name, label, values of two channels)."""
    draw = random.Random(seed)
    sequences = []
    for i in range(count):
        label = "sine" if i % 2 else "square"
        phase, speed = draw.random() * 6, draw.uniform(0.5, 0.8)
        steps = []
        for t in range(draw.randint(low, high)):
            y = math.sin(phase + speed * t)
            x = y if label == "sine" else math.copysign(1, y)
            steps.append((20 + 3 * x + draw.gauss(0, 0.4), draw.gauss(5, 1)))
        sequences.append((f"s{i:03}", label, steps))
    return sequences


def long_rows(sequences, seed=0, with_label=True):
    draw = random.Random(seed)
    rows = []
    for name, label, steps in sequences:
        for t, (x, y) in enumerate(steps):
            gap = draw.random() < 0.03
            rows.append({"id": name, "time": t, "x": "" if gap else f"{x:.4f}", "y": f"{y:.4f}", "site": "ab"[hash_of(name) % 2],
                         **({"label": label} if with_label else {})})
    draw.shuffle(rows)
    return rows


def hash_of(name):
    return sum(map(ord, name))


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


class Sequence(ThroughProgram):
    @classmethod
    def prepare(cls):
        write(cls.path / "waves.csv", long_rows(waves(300, 1)))
        write(cls.path / "fresh.csv", long_rows(waves(60, 2)))
        cls.product = cls.built("waves.csv", "--task", "sequence-classification", "--target", "label", *LONG, *SMALL, "--epochs", "25",
                                "--out", "waves")

    def predicted(self, product, data, *options, out="said.csv"):
        done = ingot("predict", product, data, "-o", out, *options, cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return read(self.path / out)

    def test_rows_of_steps_become_a_product(self):
        d = self.product
        self.assertEqual((d["task"], d["model"], d["target"]), ("sequence-classification", "gru-sequence", "label"))
        self.assertEqual(d["rows"], {"train": 240, "valid": 30, "test": 30})
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        self.assertGreater(d["memory"]["predicted_bytes"], 0)
        decided = json.dumps(d["decisions"])
        self.assertIn("missing values of x", decided)
        for name in ("model.onnx", "pipeline.json", "report.html", "card.md", "samples.json", "manifest.json"):
            self.assertTrue((self.path / "waves" / name).exists(), name)
        card = (self.path / "waves/card.md").read_text()
        self.assertIn("| accuracy |", card)
        report = (self.path / "waves/report.html").read_text()
        for part in ("row_groups", "importance", "weak_slices", "label_errors", "summaries of each sequence", "data:image/png"):
            self.assertIn(part, report)
        sample = json.loads((self.path / "waves/samples.json").read_text())[0]
        self.assertEqual(set(sample["steps"]), {"x", "y", "site"})

    def test_one_series_is_judged_by_its_end(self):
        draw = random.Random(6)
        xs = [math.sin(0.3 * t) + draw.gauss(0, 0.05) for t in range(400)]
        write(self.path / "one.csv", [{"series": "a", "day": t, "x": f"{xs[t]:.4f}", "next": f"{xs[t + 1]:.4f}"} for t in range(399)])
        d = self.built("one.csv", "--task", "sequence-regression", "--target", "next", "--set", "sequence=series", "--set", "order=day",
                       "--set", "window=12", *SMALL, "--epochs", "15", "--out", "one")
        self.assertIn("last windows of each sequence", json.dumps(d["decisions"]))
        self.assertGreater(d["metrics"]["test"]["r2"], 0.8)
        d = self.built("one.csv", "--task", "sequence-regression", "--target", "next", "--set", "sequence=series", "--set", "order=day",
                       "--set", "window=12", *SMALL, "--epochs", "2", "--split", "time:day", "--out", "onetime")
        self.assertIn("latest", json.dumps(d["decisions"]))

    def test_numbers_that_are_no_steps_are_left_out(self):
        draw = random.Random(9)
        rows = []
        for i in range(300):
            up = i % 2 == 0
            rows.append({"patient": 1000 + i // 3, **{f"t{t}": f"{(t if up else 9 - t) + draw.gauss(0, 1):.2f}" for t in range(10)},
                         "label": "up" if up else "down"})
        write(self.path / "wide.csv", rows)
        d = self.built("wide.csv", "--task", "sequence-classification", "--target", "label", *SMALL, "--epochs", "10", "--out", "wide")
        self.assertIn("column patient", json.dumps(d["decisions"]))
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        self.built("wide.csv", "--task", "sequence-classification", "--target", "label", *SMALL, "--epochs", "1", "--split", "group:patient",
                   "--out", "grouped")
        write(self.path / "nogroup.csv", [{k: v for k, v in r.items() if k not in ("patient", "label")} for r in rows[:10]])
        self.assertEqual(len(self.predicted("grouped", "nogroup.csv")), 10)

    def test_evaluate_says_what_predict_says(self):
        done = ingot("evaluate", "waves", "fresh.csv", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        accuracy = json.loads(done.stdout)["metrics"]["test"]["accuracy"]
        self.assertGreater(accuracy, 0.85)
        truth = {name: label for name, label, _ in waves(60, 2)}
        said = self.predicted("waves", "fresh.csv")
        self.assertEqual(list(said[0])[:5], ["row", "sequence", "prediction", "p:sine", "p:square"])
        self.assertEqual(len(said), 60)
        right = sum(row["prediction"] == truth[row["sequence"]] for row in said)
        self.assertAlmostEqual(right / 60, accuracy, places=6)
        two = self.predicted("waves", "fresh.csv", "--threads", "2", out="two.csv")
        self.assertEqual(said, two)
        lines = self.path / "said.jsonl"
        self.predicted("waves", "fresh.csv", out="said.csv")
        done = ingot("predict", "waves", "fresh.csv", "-o", lines, cwd=self.path)
        first = json.loads(lines.read_text().splitlines()[0])
        self.assertEqual(first["sequence"], said[0]["sequence"])

    def test_an_answer_depends_on_its_own_sequence_alone(self):
        said = {row["sequence"]: row for row in self.predicted("waves", "fresh.csv")}
        rows = long_rows(waves(60, 2))
        alone = [row for row in rows if row["id"] == "s007"]
        without_label = [{k: v for k, v in row.items() if k != "label"} for row in sorted(alone, key=lambda row: row["time"])]
        write(self.path / "alone.csv", without_label)
        one = self.predicted("waves", "alone.csv", out="one.csv")[0]
        for key in ("prediction", "p:sine", "p:square"):
            self.assertEqual(one[key], said["s007"][key])

    def test_a_value_far_outside_is_flagged(self):
        rows = long_rows(waves(4, 5), with_label=False)
        next(row for row in rows if row["id"] == "s002" and row["x"])["x"] = "9000"
        write(self.path / "odd.csv", rows)
        verdicts = {row["sequence"]: row["verdict"] for row in self.predicted("waves", "odd.csv")}
        self.assertEqual(verdicts["s002"], "flagged")
        self.assertEqual(verdicts["s000"], "ok")
        write(self.path / "short.csv", [{k: v for k, v in row.items() if k != "y"} for row in rows])
        self.assertIn("missing_column", self.refused("predict", "waves", "short.csv"))

    def test_threads_and_interruptions_change_nothing(self):
        options = ["waves.csv", "--task", "sequence-classification", "--target", "label", *LONG, *SMALL, "--epochs", "3"]
        self.assert_always_the_same_weights(*options)

    def test_a_row_can_hold_all_steps(self):
        draw = random.Random(4)
        rows = []
        for i in range(200):
            speed, length = draw.uniform(0.3, 1.5), draw.randint(14, 24)
            phase = draw.random() * 6
            steps = [f"{math.sin(phase + speed * t) + draw.gauss(0, 0.05):.4f}" if t < length else "" for t in range(24)]
            rows.append({"name": f"wave {i}", **{f"t{t}": x for t, x in enumerate(steps)}, "speed": f"{speed:.4f}"})
        write(self.path / "wide.csv", rows)
        d = self.built("wide.csv", "--task", "sequence-regression", "--target", "speed", "--epochs", "8", "--out", "wide")
        self.assertIn(d["model"], ("gru-sequence", "cnn-sequence"))
        decided = json.dumps(d["decisions"])
        self.assertIn("24 columns, from t0 to t23", decided)
        self.assertIn("its validation loss is", decided)
        test = d["metrics"]["test"]
        self.assertGreater(test["r2"], 0.8, test)
        said = self.predicted("wide", "wide.csv")
        self.assertEqual(said[3]["sequence"], "wave 3")
        self.assertLess(float(said[3]["low"]), float(said[3]["prediction"]))
        self.assertLess(abs(float(said[3]["prediction"]) - float(rows[3]["speed"])), 0.6)

    def test_a_window_tells_a_target_of_each_row(self):
        draw = random.Random(8)

        def engines(count, cut):
            rows = []
            for unit in range(count):
                life = draw.randint(20, 45)
                for t in range(life - (draw.randint(3, 15) if cut else 0)):
                    wear = math.exp((t - life) / 8)
                    rows.append({"unit": unit, "cycle": t, "heat": f"{500 + 10 * wear + draw.gauss(0, 0.3):.3f}",
                                 "speed": f"{draw.gauss(100, 2):.3f}", "fixed": 7, "rul": life - 1 - t})
            return rows

        write(self.path / "runs.csv", engines(30, False))
        test = engines(12, True)
        ends = {row["unit"]: row["cycle"] for row in test}
        for row in test:
            if row["cycle"] != ends[row["unit"]]:
                row["rul"] = ""
        write(self.path / "now.csv", test)
        options = ["runs.csv", "--test", "now.csv", "--task", "sequence-regression", "--target", "rul", "--set", "sequence=unit", "--set",
                   "order=cycle", "--set", "window=10", *SMALL, "--epochs", "6"]
        d = self.built(*options, "--out", "rul")
        self.assertEqual(d["rows"]["test"], 12)
        decided = json.dumps(d["decisions"])
        self.assertIn('rows of one \\"unit\\" stay on one side', decided)
        self.assertIn("it has one value only", decided)
        said = self.predicted("rul", "now.csv")
        self.assertEqual([row["sequence"] for row in said], [str(unit) for unit in range(12)])
        truth = {str(row["unit"]): row["rul"] for row in test if row["rul"] != ""}
        rmse = math.sqrt(sum((float(row["prediction"]) - truth[row["sequence"]]) ** 2 for row in said) / 12)
        self.assertAlmostEqual(rmse, d["metrics"]["test"]["rmse"], delta=1e-3)
        self.assertIn("changes within sequence",
                      self.refused("build", "runs.csv", *options[3:7], "--set", "sequence=unit"))
        self.assertIn("whole sequences are held out", self.refused("build", *options, "--split", "time:cycle"))

    def test_what_cannot_be_is_told(self):
        task = ["--task", "sequence-classification", "--target", "label"]
        self.assertIn("did you mean id?", self.refused("build", "waves.csv", *task, "--set", "sequence=idd"))
        self.assertIn("--set sequence=COLUMN", self.refused("build", "waves.csv", *task, "--set", "window=5"))
        self.assertIn("is no model for sequences", self.refused("build", "waves.csv", *task, *LONG, "--model", "lstm"))
        self.assertIn("unknown_option", self.refused("build", "waves.csv", *task, *LONG, "--model", "gru-sequence", "--set", "unit=3"))
        self.assertIn("window cannot be 0", self.refused("build", "waves.csv", *task, *LONG, "--set", "window=0"))
        self.assertIn("neither numbers nor dates",
                      self.refused("build", "waves.csv", *task, "--set", "sequence=id", "--set", "order=site"))
        self.assertIn("for rows of tables", self.refused("build", "waves.csv", *task, *LONG, "--weights", "x"))
        write(self.path / "rows.csv", [{"id": f"row {i}", "a": i % 7, "b": i * i, "label": "uv"[i % 2]} for i in range(50)])
        self.assertIn("a sequence of its own", self.refused("build", "rows.csv", *task, "--set", "sequence=id"))
        write(self.path / "few.csv", long_rows(waves(8, 3)))
        self.assertIn("too_few_rows", self.refused("build", "few.csv", *task, *LONG))
        self.assertFalse((self.path / "products").exists())

    def test_folds_and_parts_of_the_sequences_are_trained_on(self):
        d = self.built("fresh.csv", "--task", "sequence-classification", "--target", "label", *LONG, *SMALL, "--epochs", "3", "--folds", "2",
                       "--learning-curve", "--out", "folds")
        report = (self.path / "folds/report.html").read_text()
        for part in ("cross_validation", "learning_curve"):
            self.assertIn(part, report)
        self.assertEqual(d["rows"]["train"], 48)


unittest.main()
