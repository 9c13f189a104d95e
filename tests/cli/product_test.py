#!/usr/bin/env python3
"""From a data set to a product and back to predictions, through the program; also when it is killed."""
import csv
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

PROGRAM = sys.argv.pop(1)
SIZE = 12


def ingot(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300, cwd=cwd)


def idx(sizes, data):
    return bytes([0, 0, 8, len(sizes)]) + b"".join(n.to_bytes(4, "big") for n in sizes) + data


def picture(draw, kind):
    """Noise with a bright bar: upright, lying, or none."""
    pixels = bytearray(draw.randrange(90) for _ in range(SIZE * SIZE))
    at = draw.randrange(2, SIZE - 2)
    for i in range(SIZE):
        if kind < 2:
            pixels[i * SIZE + at if kind == 0 else at * SIZE + i] = draw.randrange(170, 256)
    return bytes(pixels)


def png(pixels, height=SIZE):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + pixels[y * SIZE:(y + 1) * SIZE] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def write_data(folder, rows=600):
    draw = random.Random(1)
    kinds = [draw.randrange(3) for _ in range(rows)]
    for part, first, last in (("train", 0, rows * 5 // 6), ("t10k", rows * 5 // 6, rows)):
        chosen = kinds[first:last]
        images = b"".join(picture(draw, k) for k in chosen)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx([len(chosen), SIZE, SIZE], images))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx([len(chosen)], bytes(chosen)))


def digest(product):
    return hashlib.sha256((pathlib.Path(product) / "model.onnx").read_bytes()).hexdigest()


class Product(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.path = pathlib.Path(cls.temporary.name)
        cls.data = cls.path / "bars"
        cls.data.mkdir()
        write_data(cls.data)
        cls.build = ["build", str(cls.data), "--epochs", "6", "--batch", "32", "--seed", "3"]
        done = ingot(*cls.build, "--json", cwd=cls.path)
        assert done.returncode == 0, done.stderr
        cls.document = json.loads(done.stdout)
        cls.product = cls.path / "products" / "bars"

    def test_the_document_says_what_was_built(self):
        d = self.document
        self.assertEqual(d["rows"]["train"] + d["rows"]["valid"], 500)
        self.assertAlmostEqual(d["rows"]["valid"], 50, delta=3)  # each class in its proportion
        self.assertEqual(d["rows"]["test"], 100)
        self.assertEqual((d["task"], d["model"]), ("image-classification", "keras-cnn"))
        self.assertGreater(d["metrics"]["test"]["accuracy"], 0.9)
        self.assertIn("accuracy", d["metrics"]["valid"])
        for stage in ("read", "train", "evaluate", "total"):
            self.assertIn(stage, d["seconds"])
        self.assertGreater(d["memory"]["predicted_bytes"], 0)
        self.assertGreater(d["memory"]["peak_bytes"], 0)

    def test_the_folder_has_all_its_files_as_the_manifest_says(self):
        manifest = json.loads((self.product / "manifest.json").read_text())
        for name in ("pipeline.json", "model.onnx", "report.html", "card.md", "samples.json",
                     "checkpoint/training.safetensors", "checkpoint/run.json"):
            content = (self.product / name).read_bytes()
            self.assertEqual(manifest["files"][name]["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual(json.loads(ingot("show", str(self.product), "--json").stdout)["damaged"], [])

    def test_evaluate_gives_the_same_figures_as_the_build(self):
        done = ingot("evaluate", str(self.product), str(self.data), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["metrics"]["test"], self.document["metrics"]["test"])

    def test_a_picture_file_gets_an_answer(self):
        draw = random.Random(7)
        for kind in range(3):
            file = self.path / f"{kind}.png"
            file.write_bytes(png(picture(draw, kind)))
            done = ingot("predict", str(self.product), str(file), "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            row, = json.loads(done.stdout)["rows"]
            self.assertEqual(row["prediction"], str(kind))
            self.assertAlmostEqual(sum(row["probabilities"].values()), 1, places=5)

    def test_a_row_gets_the_same_bits_alone_and_among_others_and_with_other_threads(self):
        together = json.loads(ingot("predict", str(self.product), str(self.data), "--json").stdout)
        other = ingot("predict", str(self.product), str(self.data), "--json", "--threads", "1")
        self.assertEqual(together["rows"], json.loads(other.stdout)["rows"])
        images = (self.data / "t10k-images-idx3-ubyte").read_bytes()[16:]
        for row in (0, 57, 99):
            file = self.path / "one.png"
            file.write_bytes(png(images[row * SIZE * SIZE:(row + 1) * SIZE * SIZE]))
            alone, = json.loads(ingot("predict", str(self.product), str(file), "--json").stdout)["rows"]
            self.assertEqual(alone["probabilities"], together["rows"][row]["probabilities"])

    def test_a_time_is_kept_and_its_decisions_can_be_repeated(self):
        done = ingot("build", str(self.data), "--time", "8s", "--out", "timed", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        timed = json.loads(done.stdout)
        self.assertLess(timed["seconds"]["total"], 16)  # sanitized programs are slow after the training
        self.assertLessEqual({"mirrored pictures", "network", "epochs"}, {d["what"]["en"] for d in timed["decisions"]})
        self.assertTrue(all(d["why"]["zh"] for d in timed["decisions"]))
        done = ingot("build", str(self.data), "--replay", timed["product"], "--out", "again", "--json",
                     cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["model_sha256"], timed["model_sha256"])
        report = (self.path / "timed" / "report.html").read_text()
        for part in ("weak_slices", "label_errors", "augmentation", "linear"):
            self.assertIn(f'"{part}"', report)

    def test_folds_and_a_learning_curve_join_the_report(self):
        done = ingot("build", str(self.data), "--epochs", "3", "--folds", "3", "--learning-curve", "--out", "folds",
                     "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = (self.path / "folds" / "report.html").read_text()
        for part in ("cross_validation", "learning_curve"):
            self.assertIn(f'"{part}"', report)

    def write_table(self, name, rows=120):
        """Pictures of bars, 12 of each patient, on successive days; the class of each in a CSV file."""
        folder = self.path / name
        folder.mkdir()
        draw = random.Random(11)
        lines = ["path,label,patient,day"]
        for row in range(rows):
            kind = draw.randrange(3)
            (folder / f"{row}.png").write_bytes(png(picture(draw, kind)))
            lines.append(f"{row}.png,{kind},{row // 12},2026-{1 + row // 28:02}-{1 + row % 28:02}")
        table = folder / "bars.csv"
        table.write_text("\n".join(lines) + "\n")
        return table

    def test_a_table_is_split_by_its_columns_and_built_again_alike(self):
        table = self.write_table("patients")
        model = ["--model", "mlp", "--epochs", "2", "--json"]
        done = ingot("build", str(table), "--split", "group:patient", "--folds", "3", *model, "--out", "by_patient",
                     cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        by_patient = json.loads(done.stdout)
        self.assertEqual(by_patient["rows"], {"train": 96, "valid": 12, "test": 12})
        self.assertIn("split", {d["what"]["en"] for d in by_patient["decisions"]})
        manifest = json.loads((self.path / "by_patient" / "manifest.json").read_text())
        self.assertEqual(manifest["options"]["split"], "group:patient")
        self.assertIn("--split group:patient", manifest["provenance"]["run"]["command"])
        self.assertIn("stay on one side", (self.path / "by_patient" / "report.html").read_text())
        done = ingot("build", str(table), "--replay", "by_patient", "--out", "again_by_patient", "--json", cwd=self.path)
        self.assertEqual(json.loads(done.stdout)["model_sha256"], by_patient["model_sha256"], done.stderr)
        done = ingot("build", str(table), "--split", "time:day", *model, "--out", "by_day", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        decision, = (d for d in json.loads(done.stdout)["decisions"] if d["what"]["en"] == "split")
        self.assertEqual(decision["why"]["en"], "validation begins at 2026-04-13, the test at 2026-04-25")
        for split, data, code in (
                ("group:patent", table, "unknown_column"), ("group:patient", self.data, "unknown_column"),
                ("time:path", table, "bad_time"), ("group", table, "wrong_usage")):
            done = ingot("build", str(data), "--split", split, *model, "--out", "wrong_split", cwd=self.path)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"error[{code}]", done.stderr)
            self.assertFalse((self.path / "wrong_split").exists())
        done = ingot("build", str(table), "--split", "time:day", "--folds", "3", *model, "--out", "wrong", cwd=self.path)
        self.assertIn("error[wrong_usage]", done.stderr)

    def test_pictures_with_several_labels(self):
        folder = self.path / "several"
        folder.mkdir()
        draw = random.Random(13)
        lines, truth = ["path,label"], []
        for row in range(500):
            has = [draw.random() < 0.5, draw.random() < 0.4]
            pixels = bytearray(draw.randrange(90) for _ in range(SIZE * SIZE))
            for kind in range(2):
                at = draw.randrange(2, SIZE - 2)
                for i in range(SIZE if has[kind] else 0):
                    pixels[i * SIZE + at if kind == 0 else at * SIZE + i] = draw.randrange(170, 256)
            (folder / f"{row}.png").write_bytes(png(bytes(pixels)))
            truth.append("|".join(name for name, there in (("lying", has[1]), ("upright", has[0])) if there))
            lines.append(f"{row}.png,{truth[-1]}")
        table = folder / "bars.csv"
        table.write_text("\n".join(lines) + "\n")
        build = ["build", str(table), "--epochs", "8", "--batch", "32", "--json"]
        done = ingot(*build, "--folds", "2", "--out", "several_labels", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(document["task"], "image-multi-label")
        metrics = document["metrics"]["test"]
        self.assertLessEqual({"accuracy", "f1_macro", "average_precision", "roc_auc", "log_loss"}, set(metrics))
        self.assertGreater(metrics["f1_macro"], 0.9)
        product = self.path / "several_labels"
        manifest = json.loads((product / "manifest.json").read_text())
        self.assertEqual((manifest["task"], manifest["schema"]["classes"]), ("image-multi-label", ["lying", "upright"]))
        thresholds = manifest["schema"]["thresholds"]
        report = (product / "report.html").read_text()
        for part in ("most frequent labels", "exactly the right ones", '"linear"', '"cross_validation"'):
            self.assertIn(part, report)
        for part in ('"label_errors":{', '"confusion":['):
            self.assertNotIn(part, report)
        answers = self.path / "several.csv"
        done = ingot("predict", str(product), str(table), "-o", str(answers))
        self.assertEqual(done.returncode, 0, done.stderr)
        header, *rows = answers.read_text().splitlines()
        self.assertEqual(header, "row,prediction,p:lying,p:upright,file")
        right = 0
        for line, labels in zip(rows, truth, strict=True):
            _, prediction, lying, upright, _ = line.split(",")
            called = [n for n, p, t in zip(("lying", "upright"), (lying, upright), thresholds) if float(p) >= t]
            self.assertEqual(prediction, "|".join(called))
            right += prediction == labels
        self.assertGreater(right / len(rows), 0.85)
        done = ingot("evaluate", str(product), str(table), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertAlmostEqual(json.loads(done.stdout)["metrics"]["test"]["accuracy"], right / len(rows))
        few = folder / "few.csv"  # without a class, and without a label on one picture
        few.write_text("\n".join(["path,label", *(line for line in lines[1:] if "upright" not in line)]) + "\n")
        done = ingot("evaluate", str(product), str(few), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["rows"]["test"], sum("upright" not in t for t in truth))
        few.write_text("path,label\n0.png,sideways\n")
        self.assertIn("error[other_classes]", ingot("evaluate", str(product), str(few)).stderr)
        done = ingot("resume", str(product))
        self.assertIn("nothing to resume", done.stdout)
        self.assertEqual(json.loads(ingot("inspect", str(table), "--json").stdout)["classes"][1],
                         {"name": "upright", "train_rows": sum("upright" in t for t in truth)})
        one_each = self.write_table("one_each")
        done = ingot("build", str(one_each), "--task", "image-multi-label", "--model", "mlp", "--epochs", "2", "--json",
                     "--out", "sets_of_one", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        again = ingot("build", str(one_each), "--replay", "sets_of_one", "--json", "--out", "sets_of_one_again",
                      cwd=self.path)
        self.assertEqual(json.loads(again.stdout)["model_sha256"], json.loads(done.stdout)["model_sha256"], again.stderr)
        self.assertEqual(json.loads(again.stdout)["task"], "image-multi-label")

    def test_a_finished_product_has_nothing_to_resume(self):
        done = ingot("resume", str(self.product))
        self.assertEqual(done.returncode, 0)
        self.assertIn("nothing to resume", done.stdout)

    def test_repeated_pictures_are_inspected_and_rows_of_files_have_names(self):
        draw = random.Random(8)
        folder = self.path / "files"
        for kind, name in enumerate(("lying", "none", "upright")):
            for part, rows in (("train", 40), ("test", 12)):
                (folder / part / name).mkdir(parents=True)
                for i in range(rows):
                    (folder / part / name / f"{part}{i}.png").write_bytes(png(picture(draw, kind)))
        again = (folder / "train/lying/train3.png").read_bytes()
        (folder / "train/none/same.png").write_bytes(again)
        (folder / "test/lying/same.png").write_bytes(again)
        done = ingot("inspect", str(folder), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        repeats = json.loads(done.stdout)["duplicates"]
        self.assertEqual({(p["part"], p["name"], *p["labels"]) for p in repeats[0]},
                         {("train", "train/lying/train3.png", "lying"), ("train", "train/none/same.png", "none"),
                          ("test", "test/lying/same.png", "lying")})
        said = ingot("inspect", str(folder)).stdout
        self.assertRegex(said, r"across parts: \d+, with different labels: 1\)")
        self.assertIn("train/none/same.png (none)", said)
        out = self.path / "files_product"
        done = ingot("build", str(folder), "--model", "mlp", "--epochs", "1", "--out", str(out), "--quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = (out / "report.html").read_text(encoding="utf-8")
        report = json.JSONDecoder().raw_decode(page, page.index('id="report-data">') + len('id="report-data">'))[0]
        for row in (*report["evaluation"]["mistakes"], *report["findings"]["doubtful"]):
            self.assertTrue((folder / row["name"]).exists(), row["name"])
        sample = json.loads((out / "samples.json").read_text())[0]
        self.assertTrue(sample["name"].endswith(".png"))

    def test_pictures_are_judged_on_other_data(self):
        draw = random.Random(9)
        folder, judged = self.path / "learned", self.path / "judged"
        for root, rows in ((folder, 40), (judged, 15)):
            for kind, name in enumerate(("lying", "none", "upright")):
                (root / name).mkdir(parents=True)
                for i in range(rows):
                    (root / name / f"{i}.png").write_bytes(png(picture(draw, kind)))
        out = self.path / "judged_product"
        done = ingot("build", str(folder), "--test", str(judged), "--model", "mlp", "--epochs", "2", "--out", str(out), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["rows"]
        self.assertEqual((rows["train"] + rows["valid"], rows["test"]), (120, 45))
        scored = ingot("evaluate", str(out), str(judged), "--json")
        self.assertEqual(json.loads(scored.stdout)["metrics"]["test"]["accuracy"],
                         json.loads(done.stdout)["metrics"]["test"]["accuracy"])
        done = ingot("build", str(folder), "--test", str(self.path / "nowhere"), "--out", str(self.path / "x"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("nowhere", done.stderr)

    def test_pictures_of_another_aspect_are_brought_to_one_size_in_the_same_way_everywhere(self):
        draw = random.Random(11)
        folder, judged = self.path / "wide", self.path / "wide-test"
        for root in (folder, judged):
            for kind, name in enumerate(("lying", "none", "upright")):
                (root / name).mkdir(parents=True)
                for i in range(40):
                    rows = 12 if i % 4 else 9
                    (root / name / f"{i}.png").write_bytes(png(picture(draw, kind)[:rows * SIZE], rows))
        figures = {}
        for fit in ("stretch", "letterbox", "center_crop"):
            out = self.path / f"wide-{fit}"
            done = ingot("build", str(folder), "--model", "mlp", "--epochs", "2", "--set", f"fit={fit}", "--set",
                         "normalize=standard", "--test", str(judged), "--out", str(out), "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            names = [step["name"] for step in json.loads((out / "pipeline.json").read_text())["transforms"]]
            self.assertIn({"stretch": "resize"}.get(fit, fit), names)
            figures[fit] = json.loads(done.stdout)["metrics"]["test"]
            scored = ingot("evaluate", str(out), str(judged), "--json")
            self.assertEqual(json.loads(scored.stdout)["metrics"]["test"]["log_loss"], figures[fit]["log_loss"])
        self.assertEqual(len({f["log_loss"] for f in figures.values()}), 3)
        done = ingot("build", str(folder), "--set", "fit=squeeze", "--out", str(self.path / "x"))
        self.assertIn("letterbox", done.stderr)

    def test_a_file_that_holds_no_picture_is_refused_and_the_others_are_answered(self):
        asked = self.path / "asked"
        asked.mkdir()
        draw = random.Random(12)
        for i in range(3):
            (asked / f"{i}.png").write_bytes(png(picture(draw, i)))
        (asked / "1.png").write_bytes(b"<html>")
        out = self.path / "asked.csv"
        done = ingot("predict", str(self.product), str(asked), "-o", str(out))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(out, newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["verdict"] for row in rows], ["ok", "refused", "ok"])
        self.assertEqual((rows[1]["prediction"], rows[1]["flags"]), ("", "picture:"))
        done = ingot("predict", str(self.product), str(asked / "1.png"))
        self.assertIn("error[bad_picture]", done.stderr)

    def test_augmentations_are_named_and_told(self):
        out = self.path / "turned"
        build = ["build", str(self.data), "--epochs", "1"]
        done = ingot(*build, "--set", "augment=flip_horizontal+rotate(degrees=20)", "--out", str(out))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("rotate (degrees 20", (out / "report.html").read_text(encoding="utf-8"))
        done = ingot(*build, "--set", "augment=rotat(degrees=20)", "--out", str(self.path / "x"))
        self.assertIn('did you mean "rotate"', done.stderr)

    def test_a_second_build_becomes_the_next_version_with_the_same_bits(self):
        done = ingot(*self.build, "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual((document["product"], document["version"]), ("products/bars-2", 2))
        self.assertEqual(document["model_sha256"], self.document["model_sha256"])

    def test_a_memory_limit_changes_no_bit_and_an_impossible_one_says_the_least(self):
        out = self.path / "limited"
        done = ingot(*self.build, "--out", str(out), "--memory-limit", "10KB")
        self.assertEqual(done.returncode, 2)
        self.assertIn("error[memory_limit]", done.stderr)
        self.assertFalse(out.exists())
        least = re.search(r"--memory-limit (\S+[KMG]B),", done.stderr)[1]
        done = ingot(*self.build, "--out", str(out), "--memory-limit", least, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(document["model_sha256"], self.document["model_sha256"])
        number, unit = re.fullmatch(r"([0-9.]+)([KM]B)", least).groups()
        limit = round(float(number) * {"KB": 1e3, "MB": 1e6}[unit])
        self.assertEqual(document["memory"]["limit_bytes"], limit)
        run = json.loads((out / "checkpoint" / "run.json").read_text())
        self.assertEqual(run["request"]["memory_limit"], limit)  # what resume goes on with

    def test_export_writes_weights_and_graph(self):
        for format in ("onnx", "safetensors"):
            out = self.path / f"exported.{format}"
            done = ingot("export", str(self.product), "--format", format, "-o", str(out))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(out.stat().st_size, 1000)

    def test_killed_at_random_it_resumes_to_the_same_bits(self):
        draw = random.Random(int(os.environ.get("INGOT_KILL_SEED", "5")))
        for round in range(int(os.environ.get("INGOT_KILLS", "4"))):
            out = self.path / f"killed{round}"
            began = time.monotonic()
            process = subprocess.Popen([PROGRAM, *self.build, "--out", str(out), "--quiet"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0.02, 1.2 * self.document["seconds"]["total"]))
            process.send_signal(signal.SIGKILL)
            process.wait()
            lived = time.monotonic() - began
            if not out.exists():  # killed before the build had begun
                done = ingot(*self.build, "--out", str(out), "--quiet")
            else:
                done = ingot("resume", str(out), "--quiet")
            self.assertEqual(done.returncode, 0, f"killed after {lived:.2f} s: {done.stderr}")
            self.assertEqual(digest(out), self.document["model_sha256"], f"killed after {lived:.2f} s")

    def test_a_pretrained_network_killed_at_random_resumes_to_the_same_bits(self):
        build = ["build", str(self.data), "--model", "dbn", "--epochs", "4", "--batch", "32", "--quiet", "--set",
                 "units=60,40", "--set", "pretrain_epochs=6", "--set", "pretrain_batch=20", "--set", "label_share=0.5"]
        whole = self.path / "pretrained"
        done = ingot(*build, "--out", str(whole), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertAlmostEqual(document["rows"]["train"], 225, delta=2)
        self.assertIn("pretrain", document["seconds"])
        self.assertRegex((whole / "report.html").read_text(), '"reconstructions".*data:image/png')
        draw = random.Random(int(os.environ.get("INGOT_KILL_SEED", "5")))
        for round in range(int(os.environ.get("INGOT_KILLS", "4"))):
            out = self.path / f"killed_pretrained{round}"
            with subprocess.Popen([PROGRAM, *build, "--out", str(out)], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                time.sleep(draw.uniform(0.02, 1.2 * document["seconds"]["total"]))
                process.send_signal(signal.SIGKILL)
            done = ingot("resume", str(out), "--quiet") if out.exists() else ingot(*build, "--out", str(out))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(digest(out), digest(whole))

    def test_mirrored_answers_are_the_same_everywhere_and_for_a_mirror_image(self):
        done = ingot(*self.build, "--set", "augment=flip", "--set", "test_time_augment=mirror", "--out", "mirrored",
                     "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        product = self.path / "mirrored"
        manifest = json.loads((product / "manifest.json").read_text())
        self.assertEqual(manifest["model"]["test_time_augment"], "mirror")
        self.assertIn("answers", {d["what"]["en"] for d in manifest["provenance"]["decisions"]})
        done = ingot("evaluate", str(product), str(self.data), "--json")
        self.assertEqual(json.loads(done.stdout)["metrics"]["test"], document["metrics"]["test"])
        pixels = picture(random.Random(7), 0)
        in_a_mirror = b"".join(pixels[y * SIZE:(y + 1) * SIZE][::-1] for y in range(SIZE))
        answers = []
        for name, look in (("look", pixels), ("mirror", in_a_mirror)):
            file = self.path / f"{name}.png"
            file.write_bytes(png(look))
            row, = json.loads(ingot("predict", str(product), str(file), "--json").stdout)["rows"]
            answers.append(row["probabilities"])
        self.assertEqual(answers[0], answers[1])
        done = ingot("build", str(self.data), "--replay", str(product), "--out", "mirrored_again", "--json", cwd=self.path)
        self.assertEqual(json.loads(done.stdout)["model_sha256"], document["model_sha256"], done.stderr)

    def test_mixed_training_killed_at_random_resumes_to_the_same_bits(self):
        build = [*self.build, "--set", "mix=both", "--set", "augment=light_without_flip"]
        whole = self.path / "mixed"
        done = ingot(*build, "--out", str(whole), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        self.assertNotEqual(document["model_sha256"], self.document["model_sha256"])
        self.assertIn("categorical_crossentropy", json.loads((whole / "manifest.json").read_text())["loss"]["spec"])
        self.assertRegex((whole / "report.html").read_text(), '"augmentation".*mixed with another picture')
        draw = random.Random(int(os.environ.get("INGOT_KILL_SEED", "5")))
        for round in range(2):
            out = self.path / f"killed_mixed{round}"
            with subprocess.Popen([PROGRAM, *build, "--out", str(out), "--quiet"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                time.sleep(draw.uniform(0.3, 0.9) * document["seconds"]["total"])
                process.send_signal(signal.SIGKILL)
            done = ingot("resume", str(out), "--quiet") if out.exists() else ingot(*build, "--out", str(out))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(digest(out), document["model_sha256"])

    def test_wrong_input_is_told_and_leaves_nothing(self):
        for arguments, code in (
                (["--epochs", "0"], "wrong_usage"), (["--batch", "0"], "wrong_usage"),
                (["--model", "keras_cnn"], "unknown_model"), (["--set", "unitz=3"], "unknown_option"),
                (["--set", "units=many"], "bad_option"), (["--set", "units"], "wrong_usage"),
                (["--set", "label_share=0"], "bad_option"), (["--set", "mix=mixout"], "unknown_augmentation"), (["--model", "dbn", "--set", "cd_steps=0"], "bad_option"),
                (["--memory-limit", "much"], "wrong_usage"), (["--memory-limit", "0"], "wrong_usage")):
            out = self.path / "wrong"
            done = ingot("build", str(self.data), *arguments, "--out", str(out))
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"error[{code}]", done.stderr)
            self.assertFalse(out.exists())
        for verb in ("resume", "show", "evaluate", "predict"):
            data = [str(self.data)] if verb in ("evaluate", "predict") else []
            done = ingot(verb, str(self.path / "nowhere"), *data)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[not_a_product]", done.stderr)


unittest.main()
