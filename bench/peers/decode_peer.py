#!/usr/bin/env python3
"""Decodes the pictures of a folder with Pillow and libvips on one thread, beside `ingot bench decode`.

usage: ingot bench --onnx FOLDER decode; bench/peers/decode_peer.py FOLDER [--seconds S]

Prints a JSON list of {name, median_ms, pictures_per_second}; a run is all pictures, decoded into memory.
`whole` decodes all pixels, `quarter` lets JPEG decode a quarter of each side (Pillow's draft, libvips' shrink).
"""
import argparse
import ctypes
import io
import json
import pathlib
import statistics
import time

from PIL import Image


def pillow(files, shrink):
    for data in files:
        picture = Image.open(io.BytesIO(data))
        if shrink > 1:
            picture.draft("RGB", (picture.width // shrink, picture.height // shrink))
        picture.convert("RGB").load()


def vips_decoder():
    lib, glib = ctypes.CDLL("libvips.so.42"), ctypes.CDLL("libgobject-2.0.so.0")
    free = ctypes.CDLL("libglib-2.0.so.0").g_free
    free.argtypes = glib.g_object_unref.argtypes = [ctypes.c_void_p]
    lib.vips_image_write_to_memory.restype = ctypes.c_void_p
    if lib.vips_init(b"decode_peer"):
        raise SystemExit("libvips does not start")
    lib.vips_concurrency_set(1)
    lib.vips_cache_set_max(0)

    def decode(files, shrink):
        for data in files:
            image, size = ctypes.c_void_p(), ctypes.c_size_t()
            lib.vips_jpegload_buffer(data, ctypes.c_size_t(len(data)), ctypes.byref(image), b"shrink",
                                     ctypes.c_int(shrink), ctypes.c_void_p())
            pixels = lib.vips_image_write_to_memory(image, ctypes.byref(size))
            if not pixels:
                raise SystemExit("libvips cannot decode a picture")
            free(pixels)
            glib.g_object_unref(image)

    return decode


def median_seconds(run, budget):
    run()
    times = []
    while sum(times) < budget or len(times) < 5:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    files = [path.read_bytes() for path in sorted(options.folder.glob("*.jpg"))]
    results = []
    for peer, decode in {"pillow": pillow, "libvips": vips_decoder()}.items():
        for size, shrink in {"whole": 1, "quarter": 4}.items():
            seconds = median_seconds(lambda: decode(files, shrink), options.seconds)
            results.append({"name": f"{peer} {size}", "median_ms": 1e3 * seconds,
                            "pictures_per_second": len(files) / seconds})
    print(json.dumps(results, indent=1))


main()
