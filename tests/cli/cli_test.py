#!/usr/bin/env python3
"""The program as its users call it: what it prints, its exit codes, its errors in both languages."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)


def ingot(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


def idx(sizes, data):
    return (bytes([0, 0, 8, len(sizes)]) + b"".join(n.to_bytes(4, "big") for n in sizes) + data)


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        (self.path / "train-images-idx3-ubyte").write_bytes(idx([2, 2, 2], bytes(range(8))))
        (self.path / "train-labels-idx1-ubyte").write_bytes(idx([2], bytes([0, 1])))

    def test_help_names_every_verb(self):
        done = ingot("--help")
        self.assertEqual(done.returncode, 0)
        for verb in ("inspect", "doctor", "build", "predict"):
            self.assertIn(verb, done.stdout)

    def test_inspect_gives_one_json_document_and_nothing_else(self):
        done = ingot("inspect", str(self.path), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["rows"], {"train": 2, "test": 0})
        self.assertEqual(done.stderr, "")

    def test_inspect_of_a_table_says_what_its_columns_mean(self):
        table = self.path / "churn.csv"
        rows = [f"{i},{'Yes' if i % 3 else 'No'},{i % 50 + 0.5},{'left' if i % 3 else ''}" for i in range(200)]
        table.write_text("\n".join(["id,Churn,Fee,reason"] + rows) + "\n")
        page = self.path / "pages" / "churn.html"
        done = ingot("inspect", str(table), "--target", "Churn", "--json", "--out", str(page))
        self.assertEqual(done.returncode, 0, done.stderr)
        profile = json.loads(done.stdout)
        self.assertEqual(profile["rows"], 200)
        self.assertEqual([c["meaning"] for c in profile["columns"]], ["id", "boolean", "money", "boolean"])
        self.assertIn(("leak", "reason"), [(w["kind"], w["column"]) for w in profile["warnings"]])
        self.assertIn('"name":"churn.csv"', page.read_text())
        said = ingot("inspect", str(table), "--lang", "zh")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("200 行", said.stdout)
        done = ingot("inspect", str(table), "--target", "Chrun")
        self.assertEqual(done.returncode, 2)
        self.assertIn('"Churn"', done.stderr)
        done = ingot("inspect", str(self.path), "--target", "label")
        self.assertIn("bad_option", done.stderr)

    def test_a_sample_is_drawn_into_home(self):
        done = ingot("inspect", "sample:hanzi-10", "--home", str(self.path / "home"), "--json")
        if "fonts_missing" in done.stderr:
            self.skipTest("scripts/setup fonts installs the fonts")
        self.assertEqual(json.loads(done.stdout)["rows"], {"train": 800, "test": 100})
        self.assertEqual(len(list((self.path / "home/samples").glob("hanzi-10-*/sample.json"))), 1)

    def test_parts_that_the_data_bring_are_taken_whole(self):
        for part, rows in (("train", 40), ("valid", 6), ("t10k", 10)):
            pictures = bytes(17 * i % 256 for i in range(64 * rows))
            (self.path / f"{part}-images-idx3-ubyte").write_bytes(idx([rows, 8, 8], pictures))
            (self.path / f"{part}-labels-idx1-ubyte").write_bytes(idx([rows], bytes(i % 2 for i in range(rows))))
        done = ingot("build", str(self.path), "--model", "mlp", "--epochs", "1", "--json", "--out",
                     str(self.path / "product"))
        self.assertEqual(json.loads(done.stdout)["rows"], {"train": 40, "valid": 6, "test": 10}, done.stderr)

    def test_doctor_says_what_the_machine_has(self):
        self.assertGreater(json.loads(ingot("doctor", "--json").stdout)["memory_bytes"], 0)

    def test_unknown_verbs_options_and_data_are_wrong_usage(self):
        for arguments in (["inspct"], ["inspect"], ["inspect", "x", "--colour"], [],
                          ["inspect", "/no/such/folder"], ["doctor", "--threads", "0"]):
            done = ingot(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertTrue(done.stderr.startswith("error["), done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_near_verb_is_suggested(self):
        self.assertIn("ingot inspect", ingot("inspct").stderr)

    def test_a_near_option_is_suggested(self):
        self.assertIn("--epochs", ingot("build", str(self.path), "--epoch", "3").stderr)

    def test_every_verb_explains_its_options_in_both_languages(self):
        for verb in ("build", "resume", "evaluate", "predict", "inspect", "list", "show", "doctor",
                     "export", "bench"):
            english, chinese = ingot(verb, "--help"), ingot(verb, "--help", "--lang", "zh")
            self.assertEqual((english.returncode, chinese.returncode), (0, 0))
            self.assertTrue(english.stdout.isascii(), verb)
            for option in chinese.stdout.split("\n  -")[1:]:
                self.assertFalse(option.isascii(), f"{verb}: {option}")

    def test_errors_speak_chinese(self):
        done = ingot("inspect", "/no/such/folder", "--lang", "zh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("不存在", done.stderr)

    def test_truncated_data_is_named(self):
        images = self.path / "train-images-idx3-ubyte"
        images.write_bytes(images.read_bytes()[:-1])
        done = ingot("inspect", str(self.path))
        self.assertEqual(done.returncode, 2)
        self.assertIn("train-images-idx3-ubyte", done.stderr)
        self.assertIn("error[bad_idx]", done.stderr)

    def test_a_folder_that_may_not_be_read_is_named(self):
        as_user = {}
        program = PROGRAM
        if os.geteuid() == 0:  # who may read everything
            program = shutil.copy(PROGRAM, self.path / "program")
            self.path.chmod(0o755)
            as_user = {"user": "nobody", "cwd": "/"}
        closed = self.path / "closed"
        closed.mkdir()
        closed.chmod(0)
        for verb in ("inspect", "build"):
            done = subprocess.run([program, verb, closed], capture_output=True, text=True, timeout=60, **as_user)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("error[file_unreadable]", done.stderr)
            self.assertIn("closed", done.stderr)
        closed.chmod(0o700)


unittest.main()
