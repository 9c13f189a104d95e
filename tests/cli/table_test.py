#!/usr/bin/env python3
"""From a table to a product and back to predictions, through the program."""
import csv
import hashlib
import json
import math
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
LIBRARY = pathlib.Path(PROGRAM).parent / "examples/example_table_answers"
# Its shadow memory is no part of what a build predicts.
IS_SANITIZED = "libasan" in subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout


def ingot(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300, cwd=cwd)


def customers(count, seed):
    """Who leaves: those with short contracts and high bills, in some plans more than in others."""
    draw = random.Random(seed)
    rows = []
    for i in range(count):
        months, bill = draw.randrange(1, 73), round(draw.uniform(20, 120), 2)
        plan = draw.choice(["basic", "plus", "family"])
        odds = -1.5 + 0.04 * (bill - 60) - 0.06 * (months - 30) + (1.5 if plan == "basic" else 0)
        leaves = draw.random() < 1 / (1 + math.exp(-odds))
        rows.append({"customer": f"C{i:05d}", "months": "" if draw.random() < 0.03 else months, "bill": bill,
                     "plan": plan, "joined": f"20{draw.randrange(10, 24)}-{draw.randrange(1, 13):02d}-11",
                     "churn": "Yes" if leaves else "No", "spent": round(bill * months + draw.gauss(0, 40), 2)})
    return rows


def write_csv(path, rows, columns=None):
    columns = columns or list(rows[0])
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def findings_of(report):
    page = report.read_text()
    return json.JSONDecoder().raw_decode(page, page.index('"findings":{') + len('"findings":'))[0]


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        cls.rows = customers(1500, 1)
        write_csv(cls.path / "churn.csv", cls.rows, [c for c in cls.rows[0] if c != "spent"])
        write_csv(cls.path / "spent.csv", cls.rows, [c for c in cls.rows[0] if c != "churn"])
        cls.fresh = customers(200, 2)
        write_csv(cls.path / "fresh.csv", cls.fresh, [c for c in cls.fresh[0] if c != "spent"])
        cls.build = ["build", "churn.csv", "--target", "churn", "--seed", "3", "--model", "table-mlp", "--epochs", "12"]
        done = ingot(*cls.build, "--json", cwd=cls.path)
        assert done.returncode == 0, done.stderr
        cls.document = json.loads(done.stdout)
        cls.product = cls.path / "products" / "churn"

    def test_the_document_says_what_was_built(self):
        d = self.document
        self.assertEqual(d["task"], "tabular-classification")
        self.assertEqual(sum(d["rows"].values()), 1500)
        self.assertGreater(d["metrics"]["test"]["roc_auc"], 0.8)
        if not IS_SANITIZED:
            self.assertLess(abs(d["memory"]["predicted_bytes"] / d["memory"]["peak_bytes"] - 1), 0.25)
        left_out = [x["what"]["en"] for x in d["decisions"]]
        self.assertIn("column customer", left_out)

    def test_the_folder_is_a_product(self):
        names = {p.name for p in self.product.iterdir()}
        self.assertLessEqual({"manifest.json", "pipeline.json", "model.onnx", "report.html", "card.md",
                              "samples.json", "checkpoint"}, names)
        sample = json.loads((self.product / "samples.json").read_text())[0]
        self.assertEqual(set(sample["fields"]), {"customer", "months", "bill", "plan", "joined"})
        self.assertIn(sample["truth"], ["Yes", "No"])

    def test_auto_takes_the_mean_of_several_models(self):
        write_csv(self.path / "some.csv", self.rows[:500], [c for c in self.rows[0] if c != "spent"])
        done = ingot("build", "some.csv", "--target", "churn", "--epochs", "4", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        shares = {d["what"]["en"]: float(d["choice"]["en"]) for d in json.loads(done.stdout)["decisions"]
                  if d["what"]["en"].startswith("share of ")}
        self.assertLessEqual({"share of xgboost", "share of tabm"}, set(shares))
        self.assertAlmostEqual(sum(shares.values()), 1, delta=0.02)
        scored = json.loads(ingot("evaluate", "products/some", "fresh.csv", "--json", cwd=self.path).stdout)
        self.assertGreater(scored["metrics"]["test"]["roc_auc"], 0.75)

    def test_predicts_rows_without_target_in_any_order_of_columns(self):
        shuffled = ["plan", "bill", "joined", "months", "customer"]
        write_csv(self.path / "unlabelled.csv", self.fresh, shuffled)
        done = ingot("predict", self.product, "unlabelled.csv", "-o", "answers.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = read_csv(self.path / "answers.csv")
        self.assertEqual(len(answers), 200)
        self.assertEqual(list(answers[0])[:4], ["row", "prediction", "p:No", "p:Yes"])
        right = sum(a["prediction"] == r["churn"] for a, r in zip(answers, self.fresh))
        self.assertGreater(right / 200, 0.75)
        scored = json.loads(ingot("evaluate", self.product, "fresh.csv", "--json", cwd=self.path).stdout)
        self.assertAlmostEqual(scored["metrics"]["test"]["accuracy"], right / 200, places=9)

    def test_the_same_rows_as_json_lines_get_the_same_bits(self):
        with open(self.path / "fresh.jsonl", "w") as file:
            for row in self.fresh:
                file.write(json.dumps({k: (None if v == "" else v) for k, v in row.items() if k != "spent"}) + "\n")
        for data in ("fresh.csv", "fresh.jsonl"):
            done = ingot("predict", self.product, data, "-o", data + ".out.csv", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.path / "fresh.csv.out.csv").read_text(), (self.path / "fresh.jsonl.out.csv").read_text())

    def test_every_door_gives_the_same_bits(self):
        asked = {}
        for ending in ("csv", "jsonl", "parquet"):
            done = ingot("predict", self.product, "fresh.csv", "-o", f"doors.{ending}", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
        for row in read_csv(self.path / "doors.csv"):
            asked[int(row["row"])] = [row["p:No"], row["p:Yes"]]
        for line in (self.path / "doors.jsonl").read_text().splitlines():
            row = json.loads(line)
            self.assertEqual([row["p:No"], row["p:Yes"]], [float(p) for p in asked[row["row"]]])
        seen = ingot("inspect", "doors.parquet", "--json", cwd=self.path)
        self.assertEqual(seen.returncode, 0, seen.stderr)
        self.assertEqual(json.loads(seen.stdout)["rows"], 200)
        answers = subprocess.run([LIBRARY, self.product, self.path / "fresh.csv"], capture_output=True, text=True, timeout=60)
        self.assertEqual(answers.returncode, 0, answers.stderr)
        for line in answers.stdout.splitlines():
            row, *probabilities = line.split(",")
            self.assertEqual(probabilities, asked[int(row)])

    def test_numbers_are_predicted_in_their_own_units(self):
        done = ingot("build", "spent.csv", "--target", "spent", "--model", "xgboost", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(document["task"], "tabular-regression")
        self.assertGreater(document["metrics"]["test"]["r2"], 0.9)
        write_csv(self.path / "spent-fresh.csv", self.fresh)
        done = ingot("predict", self.path / "products" / "spent", "spent-fresh.csv", "-o", "spent.jsonl", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = [json.loads(line) for line in (self.path / "spent.jsonl").read_text().splitlines()]
        self.assertEqual(set(answers[0]), {"row", "prediction", "low", "high", "verdict", "flags"})
        covered = sum(a["low"] <= r["spent"] <= a["high"] for a, r in zip(answers, self.fresh)) / 200
        self.assertGreater(covered, 0.8)
        scored = json.loads(ingot("evaluate", "products/spent", "spent-fresh.csv", "--json", cwd=self.path).stdout)
        self.assertEqual(scored["intervals"]["level"], 0.9)
        self.assertAlmostEqual(scored["intervals"]["covered"], covered, delta=0.011)
        report = (self.path / "products" / "spent" / "report.html").read_text()
        for part in ('"importance"', '"dependence"', '"residuals"', '"intervals"', "XGBoost with its defaults"):
            self.assertIn(part, report)
        error = sorted(abs(a["prediction"] - r["spent"]) for a, r in zip(answers, self.fresh))[100]
        self.assertLess(error, 400)

    def predict_changed(self, change, columns=None):
        """The document, the answers of 200 rows after `change`, and what was told."""
        rows = [dict(r) for r in self.fresh]
        for i, row in enumerate(rows):
            change(i, row)
        write_csv(self.path / "changed.csv", rows, columns or [c for c in rows[0] if c not in ("spent", "churn")])
        done = ingot("predict", self.product, "changed.csv", "-o", "changed.out.csv", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), read_csv(self.path / "changed.out.csv"), done.stderr

    def test_the_guard_refuses_flags_and_leaves_every_other_answer_as_it_is(self):
        document, clean, told = self.predict_changed(lambda i, row: None)
        self.assertEqual(list(clean[0]), ["row", "prediction", "p:No", "p:Yes", "verdict", "flags"])
        self.assertEqual(document["findings"], [])
        self.assertNotIn("warning", told)
        self.assertGreaterEqual(document["verdicts"]["ok"], 196)

        def damage(i, row):
            if i == 7:
                row["bill"] = "a lot"
            if i == 8:
                row["plan"] = "gold"
            if i == 9:
                row["bill"] = -40
        document, rows, _ = self.predict_changed(damage)
        self.assertEqual(rows[7] | {"row": ""}, {"row": "", "prediction": "", "p:No": "", "p:Yes": "", "verdict": "refused",
                                                 "flags": "type:bill=a lot"})
        self.assertEqual((rows[8]["verdict"], rows[8]["flags"]), ("flagged", "category:plan=gold"))
        self.assertEqual((rows[9]["verdict"], rows[9]["flags"].split(";")[0]), ("flagged", "range:bill=-40"))
        self.assertNotEqual(rows[8]["prediction"], "")
        self.assertEqual(rows[:7] + rows[10:], clean[:7] + clean[10:])
        self.assertEqual(document["verdicts"]["refused"], 1)

    def test_the_guard_tells_of_a_file_as_a_whole(self):
        document, rows, told = self.predict_changed(lambda i, row: row.update(bill=round(100 * row["bill"], 1)))
        first = document["findings"][0]
        self.assertEqual((first["kind"], first["columns"], first["value"]), ("unit", ["bill"], "100"))
        self.assertIn("warning: bill", told)
        self.assertTrue(all(r["verdict"] != "ok" for r in rows))
        _, clean, _ = self.predict_changed(lambda i, row: None)
        names = ["Customer", "MONTHS", "bill ", "Plan", "joined"]

        def rename(i, row):
            row.update(dict(zip(names, [row[k] for k in ("customer", "months", "bill", "plan", "joined")])))
        document, rows, told = self.predict_changed(rename, names)
        self.assertEqual([r["p:Yes"] for r in rows], [r["p:Yes"] for r in clean])
        self.assertIn("renamed", {f["kind"] for f in document["findings"]})
        scored = ingot("evaluate", self.product, "churn.csv", "--json", cwd=self.path)
        self.assertEqual(json.loads(scored.stdout)["findings"], [])

    def test_a_threshold_is_kept_in_the_product(self):
        costs = {"fn": 5, "fp": 1}
        done = ingot("build", "churn.csv", "--target", "churn", "--seed", "3", "--model", "xgboost", "--cost", "fn=5,fp=1",
                     "--out", "cheap", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        decision = next(d for d in json.loads(done.stdout)["decisions"] if d["what"]["en"].startswith("threshold"))
        self.assertIn("least cost", decision["why"]["en"])
        threshold = json.loads((self.path / "cheap" / "manifest.json").read_text())["schema"]["threshold"]
        self.assertLess(threshold, 0.5)
        done = ingot("predict", "cheap", "fresh.csv", "-o", "cheap.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        answers = read_csv(self.path / "cheap.csv")
        for a in answers:
            self.assertEqual(a["prediction"], "Yes" if float(a["p:Yes"]) >= threshold else "No")
        scored = json.loads(ingot("evaluate", "cheap", "fresh.csv", "--json", cwd=self.path).stdout)
        right = sum(a["prediction"] == r["churn"] for a, r in zip(answers, self.fresh))
        self.assertAlmostEqual(scored["metrics"]["test"]["accuracy"], right / 200, places=9)

        def cost(called):
            pairs = list(zip(called, (r["churn"] == "Yes" for r in self.fresh)))
            return sum(costs["fn"] * (has and not c) + costs["fp"] * (c and not has) for c, has in pairs)
        self.assertLess(cost([a["prediction"] == "Yes" for a in answers]), cost([float(a["p:Yes"]) > 0.5 for a in answers]))
        report = (self.path / "cheap" / "report.html").read_text()
        for part in ('"importance"', '"dependence"', '"gains"', '"costs"'):
            self.assertIn(part, report)

    def test_a_killed_build_goes_on_to_the_same_weights(self):
        whole = ingot(*self.build, "--out", "whole", "--json", cwd=self.path)
        self.assertEqual(whole.returncode, 0, whole.stderr)
        command = [PROGRAM, *self.build, "--out", "killed"]
        process = subprocess.Popen(command, cwd=self.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        checkpoint = self.path / "killed" / "checkpoint" / "training.safetensors"
        end = time.time() + 60
        while not checkpoint.exists() and process.poll() is None and time.time() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not (self.path / "killed" / "manifest.json").exists():
            done = ingot("resume", "killed", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
        digests = {hashlib.sha256((self.path / p / "model.onnx").read_bytes()).hexdigest() for p in ("whole", "killed")}
        self.assertEqual(len(digests), 1)

    def test_folds_and_learning_curve_are_trained_anew_and_told(self):
        columns = ["plan", "months", "bill"]
        for target, metric, error in (("churn", "accuracy", "accuracy"), ("spent", "rmse", "r2")):
            write_csv(self.path / f"{target}-trials.csv", self.rows[:600], [*columns, target])
            command = ["build", f"{target}-trials.csv", "--target", target, "--model", "xgboost", "--folds", "3", "--repeats", "2",
                       "--learning-curve", "--out", f"products/trials-{target}", "--json"]
            done = ingot(*command, cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stderr.count("fold "), 6)
            folder = self.path / "products" / f"trials-{target}"
            found = findings_of(folder / "report.html")
            folds, curve = found["cross_validation"], found["learning_curve"]
            self.assertEqual(folds["metric"], metric)
            self.assertEqual(len(folds["values"]), 6)
            test = json.loads(done.stdout)["metrics"]["test"]
            self.assertAlmostEqual(folds["mean"] / test[metric], 1, delta=0.35)
            self.assertEqual(curve["metric"], error)
            self.assertEqual([p["rows"] for p in curve["points"]], [60, 60, 120, 120, 240, 240, 480])
            self.assertAlmostEqual(curve["points"][-1]["error"], 1 - test[error], places=6)
            self.assertFalse((folder / "checkpoint" / "trials").exists())

    def test_texts_are_read_beside_other_columns(self):
        draw = random.Random(8)
        with open(self.path / "tickets.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["note", "months", "plan", "refund"])
            for _ in range(1500):
                good = draw.random() < 0.5
                words = draw.sample(["the", "parcel", "box", "came", "today", "by", "post", "with", "my", "order"], 6)
                words.insert(draw.randrange(6), draw.choice(["broken", "torn", "wet"] if not good else ["intact", "whole", "fine"]))
                months = draw.randrange(24)
                table.writerow([" ".join(words), months, draw.choice("ab"), "yes" if not good and months < 12 else "no"])
        d = self.built("tickets", "tickets.csv", "--target", "refund", "--model", "table-mlp", "--epochs", "30")
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.92)
        views = {view["name"]: view for view in json.loads((self.path / "tickets/pipeline.json").read_text())["views"]}
        self.assertIn("text_bag", json.dumps(views["mixed"]))
        (self.path / "ask.csv").write_text("note,months,plan\nmy box came torn today by post,3,a\nmy box came torn today by post,20,a\n"
                                           "my box came whole today by post,3,a\n,3,a\n")
        done = ingot("predict", "tickets", "ask.csv", "-o", "said.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path / "said.csv", newline="") as file:
            self.assertEqual([row["prediction"] for row in csv.DictReader(file)][:3], ["yes", "no", "no"])

    def test_rows_of_one_customer_stay_on_one_side(self):
        visits = [{**row, "customer_id": f"C{i % 150:05d}"} for i, row in enumerate(self.rows)]
        write_csv(self.path / "visits.csv", visits, ["customer_id", "months", "bill", "plan", "churn"])
        done = ingot("build", "visits.csv", "--target", "churn", "--model", "xgboost", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual([document["rows"][p] for p in ("train", "valid", "test")], [1200, 150, 150])
        told = {d["what"]["en"]: d["choice"]["en"] for d in document["decisions"]}
        self.assertIn("120 values to train on, 15 to validate, 15 to test", told["split"])
        self.assertEqual(told["column customer_id"], "left out")

    def test_other_ways_to_write_a_value_change_nothing(self):
        draw = random.Random(8)
        rows = []
        for _ in range(1200):
            smoker, region, zipcode = draw.randrange(2), draw.choice("ab"), draw.choice(["10115", "20095", "80331", "50667"])
            like = (smoker == 1) == (region == "a")
            rows.append({"smoker": smoker, "region": region, "member": draw.choice(["True", "False"]), "zip": zipcode,
                         "x": round(draw.gauss(0, 1), 3), "y": "yes" if draw.random() < (0.95 if like else 0.05) else "no"})
        write_csv(self.path / "pair.csv", rows[:1000])
        self.built("paircol", "pair.csv", "--target", "y", "--model", "xgboost", "--set", "interactions=3", "--set", "rounds=40")
        self.assertIn('"pair"', (self.path / "paircol/pipeline.json").read_text())
        fresh = [{k: v for k, v in r.items() if k != "y"} for r in rows[1000:]]
        write_csv(self.path / "asis.csv", fresh)
        write_csv(self.path / "other.csv", [{**r, "smoker": f"{r['smoker']}.0", "member": r["member"].upper(), "zip": f"{r['zip']}.0"} for r in fresh])
        (self.path / "typed.jsonl").write_text("".join(json.dumps({**r, "member": r["member"] == "True"}) + "\n" for r in fresh))
        said = self.answers("paircol", "asis.csv")
        for data in ("other.csv", "typed.jsonl"):
            self.assertEqual([a["p:yes"] for a in self.answers("paircol", data)], [a["p:yes"] for a in said], data)
        done = ingot("predict", "paircol", "typed.jsonl", "-o", "typed.csv", cwd=self.path)
        self.assertNotIn("member is distributed", done.stderr)
        # Classes, too: 1 and 1.0 are one.
        write_csv(self.path / "classes.csv", [{"bill": r["bill"], "months": r["months"],
                                               "left": draw.choice(["1", "1.0"]) if r["churn"] == "Yes" else draw.choice(["0", "0.0"])} for r in self.rows])
        d = self.built("classes", "classes.csv", "--target", "left", "--model", "xgboost", "--set", "rounds=20")
        self.assertEqual(json.loads((self.path / "classes/manifest.json").read_text())["schema"]["classes"], ["0", "1"])
        self.assertEqual(sum(d["rows"].values()), len(self.rows))

    def test_rows_that_are_not_counted_are_told(self):
        self.built("known", "churn.csv", "--target", "churn", "--model", "xgboost", "--set", "rounds=20")
        done = ingot("evaluate", "known", "churn.csv", cwd=self.path)
        self.assertIn("was built from churn.csv", done.stderr)
        self.assertNotIn("never saw", done.stdout)
        rows = self.rows[:80] + [{**r, "churn": "Maybe"} for r in self.rows[:15]] + [{**r, "bill": "oops"} for r in self.rows[:5]]
        write_csv(self.path / "odd.csv", rows)
        done = ingot("evaluate", "known", "odd.csv", cwd=self.path)
        self.assertIn("15 of 100 rows have no target", done.stderr)
        self.assertIn("refuses 5 of these rows", done.stderr)
        d = self.built("tested", "churn.csv", "--target", "churn", "--model", "xgboost", "--set", "rounds=20", "--test", "odd.csv")
        self.assertIn("15 of 100 are left out", json.dumps(d["decisions"]))

    def test_held_out_rows_are_held_out_without_patience_as_well(self):
        draw = random.Random(2)
        write_csv(self.path / "noise.csv", [{"a": round(draw.random(), 4), "b": round(draw.random(), 4), "y": draw.choice("uv")} for _ in range(600)])
        d = self.built("noise", "noise.csv", "--target", "y", "--model", "xgboost", "--set", "rounds=200", "--set", "patience=0")
        self.assertLess(d["metrics"]["valid"]["accuracy"], 0.75)

    def test_the_order_of_classes_is_known_or_asked_for(self):
        temperatures = [{**r, "heat": ["cold", "warm", "hot"][min(2, int(float(r["bill"]) // 40))]} for r in self.rows]
        write_csv(self.path / "heat.csv", temperatures, ["bill", "plan", "heat"])
        done = ingot("build", "heat.csv", "--target", "heat", "--set", "loss=ordered", "--model", "xgboost", "--out", "heat", cwd=self.path)
        self.assertIn("error[bad_option]", done.stderr)
        self.assertIn("loss=ordered:cold,hot,warm", done.stderr)
        d = self.built("heat", "heat.csv", "--target", "heat", "--set", "loss=ordered:cold,warm,hot", "--model", "xgboost", "--set", "rounds=40")
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        self.assertIn("cold < warm < hot", json.dumps(d["decisions"]))

    def test_rows_come_through_a_pipe_or_without_a_header(self):
        self.built("asked", "churn.csv", "--target", "churn", "--model", "xgboost", "--set", "rounds=20")
        done = subprocess.run(["bash", "-c", f"cat fresh.csv | {PROGRAM} predict asked /dev/stdin -o piped.csv"], cwd=self.path,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(read_csv(self.path / "piped.csv"), self.answers("asked", "fresh.csv"))
        draw = random.Random(3)
        lines = [(word, shape, "sweet" if word in ("plum", "pear") else "sour")
                 for word, shape in ((draw.choice(["plum", "pear", "lime", "sloe"]), draw.choice(["round", "long"])) for _ in range(400))]
        (self.path / "fruit.csv").write_text("".join(",".join(line) + "\n" for line in lines))
        self.built("fruit", "fruit.csv", "--target", "column3", "--model", "xgboost", "--set", "rounds=20", "--header", "false")
        (self.path / "two.csv").write_text("plum,long\nsloe,round\n")
        self.assertEqual([a["prediction"] for a in self.answers("fruit", "two.csv")], ["sweet", "sour"])

    def test_replay_takes_places_alone(self):
        self.built("once", "churn.csv", "--target", "churn", "--model", "xgboost", "--set", "rounds=20")
        done = ingot("build", "churn.csv", "--replay", "once", "--target", "plan", "--out", "twice", cwd=self.path)
        self.assertIn("error[wrong_usage]", done.stderr)
        done = ingot("build", "churn.csv", "--replay", "once", "--out", "twice", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        once = json.loads((self.path / "once/manifest.json").read_text())["files"]["model.onnx"]
        self.assertEqual(json.loads((self.path / "twice/manifest.json").read_text())["files"]["model.onnx"], once)

    def built(self, name, *options):
        done = ingot("build", *options, "--out", name, "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def answers(self, name, data):
        done = ingot("predict", name, data, "-o", f"{name}.out.csv", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return read_csv(self.path / f"{name}.out.csv")

    def test_losses_other_than_the_square_are_learned_by_trees_and_networks(self):
        columns = ["months", "bill", "plan"]
        write_csv(self.path / "loss.csv", self.rows, [*columns, "spent"])
        write_csv(self.path / "fresh-spent.csv", self.fresh, columns)
        for model in (["--model", "xgboost"], ["--model", "table-mlp", "--epochs", "30"]):
            self.built("high", "loss.csv", "--target", "spent", *model, "--set", "loss=quantile:0.9")
            below = sum(r["spent"] <= float(a["prediction"]) for r, a in zip(self.fresh, self.answers("high", "fresh-spent.csv")))
            self.assertGreater(below / 200, 0.7, model)
            self.assertLess(below / 200, 0.985, model)
            shutil.rmtree(self.path / "high")

    def test_a_monotone_column_never_lowers_the_answer(self):
        self.built("rising", "churn.csv", "--target", "churn", "--monotone", "bill=up,months=down")
        rows = [{**self.fresh[i], "bill": bill} for i in range(20) for bill in range(20, 121, 5)]
        write_csv(self.path / "steps.csv", rows, ["customer", "months", "bill", "plan", "joined"])
        p = [float(a["p:Yes"]) for a in self.answers("rising", "steps.csv")]
        steps = len(range(20, 121, 5))
        for i in range(20):
            of_one = p[i * steps:(i + 1) * steps]
            self.assertEqual(of_one, sorted(of_one))

    def test_a_monotone_date_never_lowers_the_answer(self):
        draw = random.Random(4)
        rows = []
        for _ in range(800):
            year, month = draw.randrange(2010, 2024), draw.randrange(1, 13)
            rows.append({"signup": f"{year}-{month:02d}-11", "months": draw.randrange(1, 73),
                         "y": 3 * year + 40 * (month in (6, 7)) + draw.gauss(0, 4)})
        write_csv(self.path / "signup.csv", rows)
        self.built("signup", "signup.csv", "--target", "y", "--model", "xgboost", "--monotone", "signup=up")
        asked = [{"signup": f"{year}-{month:02d}-11", "months": 20} for year in range(2010, 2024) for month in range(1, 13)]
        write_csv(self.path / "signups.csv", asked)
        said = [float(a["prediction"]) for a in self.answers("signup", "signups.csv")]
        self.assertEqual(said, sorted(said))

    def test_a_monotone_column_is_never_left_out(self):
        draw = random.Random(2)
        rows = [{**row, "noise": draw.random()} for row in self.rows]
        write_csv(self.path / "noisy.csv", rows, ["months", "bill", "plan", "noise", "churn"])
        document = self.built("noisy", "noisy.csv", "--target", "churn", "--model", "xgboost", "--set", "select=true",
                              "--monotone", "noise=up")
        self.assertEqual(document["model"], "xgboost")

    def test_a_value_is_the_same_however_it_is_written(self):
        """0 and 1 come as 0.0 and 1.0 from some programs, yes and no in any case."""
        draw = random.Random(6)
        rows = []
        for _ in range(900):
            paper, active, step = draw.random() < 0.5, draw.random() < 0.5, draw.randrange(1, 6)
            y = (paper != active) if draw.random() < 0.95 else draw.random() < 0.5
            rows.append({"paper": f"{int(paper)}.0", "active": str(active), "step": f"{step}.0", "y": "ab"[y]})
        write_csv(self.path / "written.csv", rows)
        other = [{"paper": row["paper"][0], "active": row["active"].lower(), "step": row["step"][0]} for row in rows]
        write_csv(self.path / "other.csv", other)
        for model in ("xgboost", "table-mlp"):
            self.built(model, "written.csv", "--target", "y", "--model", model)
            said, again = self.answers(model, "written.csv"), self.answers(model, "other.csv")
            self.assertEqual([row["p:a"] for row in said], [row["p:a"] for row in again])
            self.assertEqual({row["verdict"] for row in again}, {"ok"})

    def test_none_is_a_class_where_it_is_what_rows_are_of(self):
        draw = random.Random(3)
        rows = []
        for _ in range(600):
            sleep = round(draw.uniform(3, 9), 2)
            rows.append({"hours": sleep, "age": draw.randrange(20, 80),
                         "disorder": "None" if sleep > 6 else draw.choice(["Insomnia", "Apnea"])})
        write_csv(self.path / "sleep.csv", rows)
        document = self.built("sleep", "sleep.csv", "--target", "disorder", "--model", "xgboost")
        self.assertEqual(sum(document["rows"].values()), 600)
        self.assertIn("None", {row["prediction"] for row in self.answers("sleep", "sleep.csv")})

    def test_few_groups_make_few_folds(self):
        rows = [{**row, "site": "ABCDEF"[i % 6]} for i, row in enumerate(self.rows[:480])]
        write_csv(self.path / "sites.csv", rows, ["site", "months", "bill", "plan", "churn"])
        document = self.built("sites", "sites.csv", "--target", "churn", "--split", "group:site", "--folds", "2")
        self.assertEqual(sum(document["rows"].values()), 480)
        done = ingot("build", "sites.csv", "--target", "churn", "--model", "xgboost", "--split", "group:site", "--folds", "5",
                     "--out", "too-few", cwd=self.path)
        self.assertIn("error[too_few_groups]", done.stderr)
        self.assertFalse((self.path / "too-few").exists())

    def test_costs_that_are_alike_are_costs(self):
        self.built("alike", "churn.csv", "--target", "churn", "--model", "xgboost", "--cost", "fn=1,fp=1")
        self.assertIn("costs", findings_of(self.path / "alike" / "report.html"))

    def test_words_among_numbers_are_no_other_way_to_write_numbers(self):
        self.built("worded", "churn.csv", "--target", "churn", "--model", "xgboost")
        asked = [{**row, "bill": "unknown" if i % 6 == 0 else row["bill"]} for i, row in enumerate(self.fresh)]
        write_csv(self.path / "worded.csv", asked, ["customer", "months", "bill", "plan", "joined"])
        said = self.answers("worded", "worded.csv")
        flagged = [row["verdict"] != "ok" for row in said]
        self.assertTrue(all(flagged[::6]))
        self.assertLess(sum(flagged) - sum(flagged[::6]), 0.05 * len(said))

    def test_rows_count_by_their_weights(self):
        """The rows of one kind of plan say the opposite and weigh nothing: they teach nothing."""
        rows = [{**r, "weight": 0 if i % 3 == 0 else 2.5,
                 "churn": {"Yes": "No", "No": "Yes"}[r["churn"]] if i % 3 == 0 else r["churn"]} for i, r in enumerate(self.rows)]
        columns = ["months", "bill", "plan", "weight", "churn"]
        write_csv(self.path / "weighed.csv", rows, columns)
        write_csv(self.path / "weighed-fresh.csv", [{**r, "weight": 1} for r in self.fresh], columns)
        for model in (["--model", "xgboost"], ["--model", "table-mlp", "--epochs", "12"]):
            ranked = []
            for name, weights in (("weighed", ["--weights", "weight"]), ("alike", [])):
                name += "-" + model[1]
                told = self.built(name, "weighed.csv", "--target", "churn", *weights, *model)["decisions"]
                self.assertEqual("column weight" in [d["what"]["en"] for d in told], bool(weights))
                scored = ingot("evaluate", name, "weighed-fresh.csv", "--json", cwd=self.path)
                ranked.append(json.loads(scored.stdout)["metrics"]["test"]["roc_auc"])
            self.assertGreater(ranked[0], ranked[1] + 0.01, model)

    def test_balanced_weights_call_the_rare_class_more_often(self):
        rare = [r for r in self.rows if r["churn"] == "No"] + [r for r in self.rows if r["churn"] == "Yes"][:90]
        write_csv(self.path / "rare.csv", rare, ["months", "bill", "plan", "churn"])
        called = []
        for name, more in (("rare", []), ("balanced", ["--weights", "balanced"])):
            self.built(name, "rare.csv", "--target", "churn", "--model", "xgboost", *more)
            called.append(sum(a["prediction"] == "Yes" for a in self.answers(name, "fresh.csv")))
        self.assertGreater(called[1], 2 * called[0])

    def test_steps_of_a_scale_are_learned_in_their_order(self):
        level = [{**r, "level": ["low", "medium", "high"][min(2, int(float(r["bill"]) // 40))]} for r in self.rows]
        write_csv(self.path / "level.csv", level, ["months", "bill", "plan", "level"])
        d = self.built("level", "level.csv", "--target", "level", "--model", "table-mlp", "--epochs", "100", "--set", "loss=ordered")
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        self.assertEqual(json.loads((self.path / "level" / "manifest.json").read_text())["schema"]["classes"],
                         ["low", "medium", "high"])
        # Trees learn one score, too, which a monotone column never lowers.
        d = self.built("treelevel", "level.csv", "--target", "level", "--model", "xgboost", "--set", "loss=ordered",
                       "--monotone", "bill=up")
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        steps = [{**self.rows[0], "bill": bill} for bill in range(1, 120, 2)]
        write_csv(self.path / "steps.csv", steps, ["months", "bill", "plan"])
        answers = self.answers("treelevel", "steps.csv")
        high, low = ([float(a[f"p:{level}"]) for a in answers] for level in ("high", "low"))
        self.assertEqual(high, sorted(high))
        self.assertEqual(low, sorted(low, reverse=True))
        self.assertGreater(high[-1], 0.9)

    def test_columns_are_made_of_pairs_that_say_more_together(self):
        draw = random.Random(3)
        rows = [{"paid": round(draw.uniform(10, 900), 2), "seats": draw.randrange(1, 40), "noise": draw.randrange(1000)} for _ in range(1500)]
        rows = [{**r, "grade": round(100 / (1 + math.exp(3 - r["paid"] / r["seats"] / 5)) + draw.gauss(0, 2), 3)} for r in rows]
        write_csv(self.path / "seats.csv", rows, ["paid", "seats", "noise", "grade"])
        plain = self.built("plain", "seats.csv", "--target", "grade", "--model", "table-mlp", "--epochs", "10")
        d = self.built("paired", "seats.csv", "--target", "grade", "--model", "table-mlp", "--epochs", "10", "--set", "interactions=2",
                       "select=true", "--folds", "2")
        said = {decision["what"]["en"]: decision["choice"]["en"] for decision in d["decisions"]}
        self.assertEqual(said["column paid / seats"], "made of two others")
        self.assertEqual(said["column noise"], "left out")
        self.assertLess(d["metrics"]["test"]["rmse"], 0.8 * plain["metrics"]["test"]["rmse"])
        # A product asks for the columns of the table, in its own units, and says the same of a row in JSON.
        write_csv(self.path / "two.csv", rows[:2], ["seats", "paid"])
        (self.path / "two.jsonl").write_text("".join(json.dumps({k: r[k] for k in ("paid", "seats")}) + "\n" for r in rows[:2]))
        answers = []
        for name in ("two.csv", "two.jsonl"):
            done = ingot("predict", "paired", name, "-o", "said.csv", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            answers.append([row["prediction"] for row in read_csv(self.path / "said.csv")])
        self.assertEqual(*answers)
        self.assertEqual(ingot("export", "paired", "--format", "onnx", "-o", "paired.onnx", cwd=self.path).returncode, 0)

    def test_classes_of_a_few_rows_are_told(self):
        rare = [{**r, "kind": "once" if i == 7 else "twice" if i in (20, 40) else r["plan"]} for i, r in enumerate(self.rows[:300])]
        write_csv(self.path / "rare.csv", rare, ["months", "bill", "churn", "kind"])
        d = self.built("rare", "rare.csv", "--target", "kind", "--model", "xgboost", "--set", "rounds=3")
        said = {decision["what"]["en"]: decision["choice"]["en"] for decision in d["decisions"]}
        self.assertEqual(said["classes with few rows"], "once (1), twice (2)")
        calm = self.built("calm", "churn.csv", "--target", "churn", "--model", "xgboost", "--set", "rounds=3")
        self.assertNotIn("classes with few rows", [decision["what"]["en"] for decision in calm["decisions"]])

    def tagged(self):
        """Customers with three labels, of which one is rare and one depends on chance."""
        draw = random.Random(8)
        return [{"months": r["months"], "bill": r["bill"], "plan": r["plan"], "dear": int(r["bill"] > 70),
                 "new": "yes" if r["months"] != "" and r["months"] < 12 else "no",
                 "leaves": r["churn"] if draw.random() < 0.98 else ""} for r in self.rows]

    def test_several_columns_are_labels_of_each_row(self):
        rows = self.tagged()
        write_csv(self.path / "tagged.csv", rows)
        for model, least, options in (("xgboost", 0.9, ["--folds", "2"]), ("table-mlp", 0.85, ["--epochs", "15"]),
                                      ("auto", 0.9, ["--epochs", "5"])):
            d = self.built(f"tagged-{model}", "tagged.csv", "--target", "dear,new,leaves", "--model", model, *options)
            self.assertEqual(d["task"], "tabular-multi-label")
            self.assertGreater(d["metrics"]["test"]["f1_macro"], least - 0.1, model)
            self.assertGreater(d["metrics"]["test"]["roc_auc"], least, model)
            self.assertIn("left out", json.dumps(d["decisions"]))
        product = self.path / "tagged-auto"
        schema = json.loads((product / "manifest.json").read_text())["schema"]
        self.assertEqual(schema["classes"], ["dear", "new", "leaves"])
        self.assertEqual(len(schema["thresholds"]), 3)
        done = ingot("evaluate", product, "tagged.csv", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["metrics"]["test"]["roc_auc"], 0.9)
        # Rows of today have no labels yet.
        write_csv(self.path / "untagged.csv", rows[:200], ["bill", "plan", "months"])
        answers = {}
        for data in ("untagged.csv", "tagged.csv"):
            done = ingot("predict", product, data, "-o", f"said-{data}", cwd=self.path)
            self.assertEqual(done.returncode, 0, done.stderr)
            answers[data] = read_csv(self.path / f"said-{data}")[:200]
        self.assertEqual(answers["untagged.csv"], answers["tagged.csv"])
        right = sum(("dear" in a["prediction"].split("|")) == bool(r["dear"]) for a, r in zip(answers["tagged.csv"], rows))
        self.assertGreater(right, 180)

    def test_a_column_of_lists_is_labels_of_each_row(self):
        rows = [{"months": r["months"], "bill": r["bill"], "plan": r["plan"],
                 "tags": "; ".join(name for name in ("dear", "new") if r[name] not in (0, "no"))} for r in self.tagged()]
        write_csv(self.path / "lists.csv", rows)
        d = self.built("lists", "lists.csv", "--target", "tags", "--task", "tabular-multi-label", "--model", "xgboost")
        self.assertGreater(d["metrics"]["test"]["f1_macro"], 0.95)
        self.assertEqual(d["rows"]["train"] + d["rows"]["valid"] + d["rows"]["test"], 1500)

    def test_a_network_without_time_for_all_rows_learns_from_some(self):
        rows = [r for seed in range(4) for r in customers(5000, 20 + seed)]
        write_csv(self.path / "many.csv", rows, ["months", "bill", "plan", "joined", "churn"])
        d = self.built("many", "many.csv", "--target", "churn", "--model", "ft-transformer", "--time", "6s", "--set", "width=192",
                       "--set", "blocks=4")
        self.assertTrue([x for x in d["decisions"] if x["what"]["en"].startswith("rows for ft-transformer")], d["decisions"])
        self.assertLess(d["seconds"]["total"], 60)
        again = self.built("many-again", "many.csv", "--replay", "many")
        self.assertEqual(again["model_sha256"], d["model_sha256"])

    def test_labels_with_what_they_cannot_have_are_refused(self):
        write_csv(self.path / "tagged.csv", self.tagged())
        for arguments, code, words in (
                (["--target", "dear,plan"], "bad_target", "plan cannot be one label"),
                (["--target", "dear,nwe"], "unknown_column", "did you mean new"),
                (["--target", "dear,new", "--task", "tabular-regression"], "wrong_usage", "one column"),
                (["--target", "dear,new", "--set", "loss=ordered", "--model", "table-mlp"], "bad_option", "log loss"),
                (["--target", "dear,new", "--threshold", "f1"], "wrong_usage", "threshold of its own"),
                (["--target", "dear,new", "--weights", "balanced"], "wrong_usage", "several labels"),
                (["--target", "dear,new", "--monotone", "bill=up"], "wrong_usage", "rises")):
            done = ingot("build", "tagged.csv", *arguments, cwd=self.path)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(code, done.stderr)
            self.assertIn(words, done.stderr)

    def build_odd(self, columns, rows, *arguments):
        """Of a table, given as rows of cells, whose target is y."""
        with open(self.path / "odd.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        return ingot("build", "odd.csv", "--target", "y", "--model", "xgboost", "--out", f"odd-{len(columns)}-{len(rows)}",
                     "--threads", "1", "--json", *arguments, cwd=self.path)

    def test_targets_that_cannot_be_predicted_are_told(self):
        draw = random.Random(4)
        xs = [round(draw.gauss(0, 1), 3) for _ in range(200)]
        for y, words in ((lambda x: "yes", "it is yes in every row"), (lambda x: "", "every cell is empty"),
                         (lambda x: f"{x}e300", "its numbers reach"), (lambda x: f"{x}e37", "its numbers reach"),
                         (lambda x: 1e9 + x, "differ by"), (lambda x: f"{x}e-33", "only")):
            done = self.build_odd(["x", "y"], [[x, y(x)] for x in xs])
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("bad_target", done.stderr)
            self.assertIn(words, done.stderr)
            self.assertIn("fix", done.stderr)
        for rows in ([], [[1, "yes"]], [[1, "yes"], [2, "no"]]):
            self.assertEqual(self.build_odd(["x", "y"], rows).returncode, 2)
        for text in ("", "\n" * 9, "  \n \n"):
            (self.path / "blank.csv").write_text(text)
            done = ingot("inspect", "blank.csv", cwd=self.path)
            self.assertEqual(done.returncode, 2)
            for words in ("the table is empty", "expected", "fix"):
                self.assertIn(words, done.stderr)

    def test_odd_tables_become_products(self):
        draw = random.Random(5)
        # A name of two lines, one without letters, numbers beyond 32 bits, a class of one row.
        xs = [round(draw.gauss(0, 1), 3) for _ in range(200)]
        rows = [[x, "1e308" if i % 3 else "-1e308", f"k{i}", "rare" if i == 7 else "yes" if x > 0 else "no"]
                for i, x in enumerate(xs)]
        done = self.build_odd(["two\nlines", "far", "", "y"], rows)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertGreater(document["metrics"]["test"]["accuracy"], 0.8)
        sample = json.loads((self.path / document["product"] / "samples.json").read_text())[0]
        self.assertEqual(set(sample["fields"]), {"two lines", "far", "column3"})
        scored = ingot("evaluate", document["product"], "odd.csv", "--json", cwd=self.path)
        self.assertEqual(scored.returncode, 0, scored.stderr)
        # More columns than can all be asked about.
        rows = [[draw.randrange(9) for _ in range(900)] + [draw.choice(["a", "A"])] for _ in range(60)]
        start = time.time()
        done = self.build_odd([f"c{i}" for i in range(900)] + ["y"], rows)
        self.assertEqual(done.returncode, 0, done.stderr)
        if not IS_SANITIZED:
            self.assertLess(time.time() - start, 60)
        self.assertRegex(done.stderr, 'warning: "[aA]" and "[aA]" of "y" differ in case only')

    def test_a_column_that_alone_knows_the_target_is_told(self):
        rows = [dict(r, leak=1 if r["churn"] == "Yes" else 0) for r in self.rows[:400]]
        write_csv(self.path / "leak.csv", rows, [c for c in rows[0] if c != "spent"])
        done = ingot("build", "leak.csv", "--target", "churn", "--model", "xgboost", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('warning: "leak" alone knows "churn"', done.stderr)
        self.assertIn("column leak", [d["what"]["en"] for d in json.loads(done.stdout)["decisions"]])

    def test_wrong_input_says_how_to_mend_it(self):
        for arguments, code, words in (
                (["build", "churn.csv"], "no_target", "--target"),
                (["build", "churn.csv", "--target", "churn", "--split", "time:join"], "unknown_column", "joined"),
                (["build", "churn.csv", "--target", "churn", "--split", "time:joined", "--folds", "5"], "wrong_usage",
                 "--folds"),
                (["build", "churn.csv", "--target", "churn", "--set", "loss=mse"], "bad_option", "ordered"),
                (["build", "churn.csv", "--target", "churn", "--set", "loss=cubic"], "bad_option", "quantile:0.9"),
                (["build", "churn.csv", "--target", "churn", "--set", "width=3"], "wrong_usage", "--model"),
                (["build", "churn.csv", "--target", "churn", "--weights", "plan"], "bad_weight", "at least 0"),
                (["build", "churn.csv", "--target", "churn", "--monotone", "bill=rises"], "wrong_usage", "age=up"),
                (["build", "churn.csv", "--target", "churn", "--monotone", "plan=up"], "wrong_usage", "no number"),
                (["build", "churn.csv", "--target", "churn", "--cost", "fn=x"], "wrong_usage", "fn=5,fp=1"),
                (["build", "churn.csv", "--target", "churn", "--threshold", "2"], "wrong_usage", "0.5"),
                (["build", "churn.csv", "--target", "plan", "--threshold", "f1"], "wrong_usage", "two classes"),
                (["build", "churn.csv", "--target", "chrun"], "unknown_column", "did you mean churn"),
                (["build", "churn.csv", "--target", "plan", "--task", "tabular-regression"], "bad_target", "numbers"),
                (["predict", self.product, "spent.csv", "--sql", "select bill from data"], "missing_column", "months")):
            done = ingot(*arguments, cwd=self.path)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(code, done.stderr)
            self.assertIn(words, done.stderr)


unittest.main()
