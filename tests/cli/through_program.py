"""The program as tests call it: `TEST.py PROGRAM`."""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)


def ingot(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=600, cwd=cwd)


class ThroughProgram(unittest.TestCase):
    """Its tests share a folder, `path`, which `prepare` fills."""

    @classmethod
    def setUpClass(cls):
        if cls is ThroughProgram:
            raise unittest.SkipTest("what others are made of")
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.path = pathlib.Path(temporary.name)
        cls.prepare()

    @classmethod
    def built(cls, *options):
        """What `build` says."""
        done = ingot("build", *options, "--json", cwd=cls.path)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refused(self, *arguments):
        """What it says in refusing."""
        done = ingot(*arguments, cwd=self.path)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        return done.stderr

    def assert_always_the_same_weights(self, *options, while_cut=None):
        """With one thread and two, and after `kill -9` and resume. The products are `one`, `two` and `cut`."""
        weights = self.built(*options, "--threads", "1", "--out", "one")["model_sha256"]
        self.assertEqual(self.built(*options, "--threads", "2", "--out", "two")["model_sha256"], weights)
        running = subprocess.Popen([PROGRAM, "build", *map(str, options), "--out", "cut", "--quiet"], cwd=self.path)
        checkpoint = self.path / "cut/checkpoint/training.safetensors"
        while running.poll() is None and not checkpoint.exists():
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.wait()
        if while_cut and not (self.path / "cut/manifest.json").exists():
            while_cut()
        done = ingot("resume", "cut", "--json", cwd=self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        if "model_sha256" in document:  # else it had ended before it was killed
            self.assertEqual(document["model_sha256"], weights)
