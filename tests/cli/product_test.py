#!/usr/bin/env python3
"""From a data set to a product and back to predictions, through the program; also when it is killed."""
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


def png(pixels):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + pixels[y * SIZE:(y + 1) * SIZE] for y in range(SIZE))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0))
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

    def test_a_finished_product_has_nothing_to_resume(self):
        done = ingot("resume", str(self.product))
        self.assertEqual(done.returncode, 0)
        self.assertIn("nothing to resume", done.stdout)

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

    def test_wrong_input_is_told_and_leaves_nothing(self):
        for arguments, code in (
                (["--epochs", "0"], "wrong_usage"), (["--batch", "0"], "wrong_usage"),
                (["--model", "keras_cnn"], "unknown_model"), (["--set", "unitz=3"], "unknown_option"),
                (["--set", "units=many"], "bad_option"), (["--set", "units"], "wrong_usage"),
                (["--set", "label_share=0"], "bad_option"), (["--model", "dbn", "--set", "cd_steps=0"], "bad_option"),
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
