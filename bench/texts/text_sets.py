"""Public sets of texts as (text, label) pairs."""
import csv


def lines_of(path, encoding="utf-8"):
    return path.read_text(encoding=encoding).split("\n")


def rt_polarity(folder):
    return [(line.strip(), label) for label in ("neg", "pos")
            for line in lines_of(folder / f"rt-polarity/rt-polarity.{label}", "cp1252") if line.strip()]


def sms_spam(folder):
    with open(folder / "sms-spam/sms_spam.csv", encoding="utf-8", errors="replace", newline="") as file:
        return [(row["text"], row["type"]) for row in csv.DictReader(file)]


def waimai(folder):
    with open(folder / "waimai_10k/waimai_10k.csv", encoding="utf-8", newline="") as file:
        return [(row["review"], row["label"]) for row in csv.DictReader(file)]


def ag_news(folder):
    with open(folder / "ag-news/test.csv", encoding="utf-8", newline="") as file:
        return [(f"{title} {text}", label) for label, title, text in csv.reader(file)]


def thucnews(part):
    def read(folder):
        return [tuple(line.split("\t")) for line in lines_of(folder / f"thucnews-titles/{part}.txt") if "\t" in line]
    return read


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
