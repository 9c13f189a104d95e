#!/usr/bin/python3
"""Cuts the objects of a Pascal VOC data set out of its pictures, into one folder per part and class, as `ingot build`
reads them. A box is made square and a tenth larger on each side, so that cells keep their proportions.

usage: cut_boxes.py VOC_FOLDER OUT_FOLDER [--size 40]           needs python3-pil
"""
import argparse
import pathlib
import xml.etree.ElementTree

from PIL import Image

PARTS = {"train": "train", "val": "valid", "test": "test"}
MARGIN = 0.1


def square(box, margin):
    left, top, right, bottom = box
    half = max(right - left, bottom - top) * (1 + 2 * margin) / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    return tuple(round(v) for v in (x - half, y - half, x + half, y + half))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voc", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--size", type=int, default=40)
    options = parser.parse_args()
    counts = {}
    for part, name in PARTS.items():
        for stem in (options.voc / "ImageSets/Main" / f"{part}.txt").read_text().split():
            picture = Image.open(options.voc / "JPEGImages" / f"{stem}.jpg").convert("RGB")
            tree = xml.etree.ElementTree.parse(options.voc / "Annotations" / f"{stem}.xml")
            for i, found in enumerate(tree.iter("object")):
                box = [int(found.find("bndbox").find(k).text) for k in ("xmin", "ymin", "xmax", "ymax")]
                if box[2] <= box[0] or box[3] <= box[1]:
                    continue
                label = found.find("name").text
                folder = options.out / name / label
                folder.mkdir(parents=True, exist_ok=True)
                cut = picture.crop(square(box, MARGIN)).resize((options.size, options.size), Image.BILINEAR)
                cut.save(folder / f"{stem}_{i:02}.png")
                counts[name, label] = counts.get((name, label), 0) + 1
    for (part, label), count in sorted(counts.items()):
        print(f"{part:6} {label:10} {count}")


main()
