#!/usr/bin/env python3
"""Sixty ways in which a table goes wrong between the training of a product and its use.

usage: corruptions.py --list
       corruptions.py NAME TRAIN.csv CLEAN.csv OUT.csv [--target COLUMN] [--seed N]

Reads a clean file of held-out rows, damages it and prints the truth as JSON: `scope` (`file`: the whole file is
wrong, `rows`: those in `rows`, `harmless`: the answers must stay the same), `columns` (to blame; each would be right),
`factor` of a unit. Which column is damaged is drawn by seed, name and file, from what TRAIN.csv has; no product is asked.
The list was written before the checks that it is to test. Dates are in a column `recorded` (day/month/year), texts beyond ASCII in `branch`.
"""
import argparse
import csv
import datetime
import json
import math
import random
import sys

DATES, WORDS = "recorded", "branch"
DAMAGED_ROWS = 20
MISSING = {"", "?", "NA"}


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def written(value, digits=6):
    """As programs write numbers: no exponent, no zeros behind."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Sheet:
    """The rows to damage, and what the training rows say of their columns."""

    def __init__(self, train, clean, target, draw):
        with open(train, newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        with open(clean, newline="", encoding="utf-8") as file:
            self.names, *self.rows = list(csv.reader(file))
        self.draw = draw
        self.has_header = True
        self.text = None  # written instead of the rows, where CSV itself is broken
        self.train = {name: [row[i] for row in rows] for i, name in enumerate(header) if name != target}
        self.names = list(self.names)
        present = {n: [c for c in cells if c.strip() not in MISSING] for n, cells in self.train.items()}
        ordinary = [n for n in self.train if n not in (DATES, WORDS)]
        self.numbers = [n for n in ordinary if all(number(c) is not None for c in present[n])]
        counts = {n: {} for n in ordinary}
        for n in ordinary:
            for c in present[n]:
                counts[n][c] = counts[n].get(c, 0) + 1
        self.counts = counts
        # Of a size: many values, none in half of the rows.
        self.sizes = [n for n in self.numbers
                      if len(counts[n]) > 10 and max(counts[n].values()) < len(present[n]) / 2]
        self.categories = [n for n in ordinary if n not in self.numbers and 2 <= len(counts[n]) <= 60]
        self.positive = [n for n in self.sizes if min(number(c) for c in present[n]) >= 0]

    def column(self, name):
        i = self.names.index(name)
        return [row[i] for row in self.rows]

    def change(self, name, change, rows=None):
        i = self.names.index(name)
        for r in range(len(self.rows)) if rows is None else rows:
            if self.rows[r][i].strip() not in MISSING:
                self.rows[r][i] = change(self.rows[r][i])

    def some_rows(self, allowed=None):
        rows = list(range(len(self.rows))) if allowed is None else allowed
        return sorted(self.draw.sample(rows, min(DAMAGED_ROWS, len(rows))))

    def rows_with(self, name):
        return [r for r, c in enumerate(self.column(name)) if c.strip() not in MISSING]

    def values(self, name):
        return sorted(set(self.train[name]) - MISSING)

    def frequent(self, name):
        return max(self.counts[name], key=lambda v: (self.counts[name][v], v))

    def quantile(self, name, share):
        values = sorted(number(c) for c in self.train[name] if number(c) is not None)
        return values[min(len(values) - 1, int(share * len(values)))]


CORRUPTIONS = {}


def corruption(scope):
    def add(function):
        CORRUPTIONS[function.__name__] = (scope, function)
        return function
    return add


# --- The header and the columns as a whole ----------------------------------------------------------------------

@corruption("file")
def missing_column(s):
    name = s.draw.choice(s.sizes + s.categories)
    i = s.names.index(name)
    s.names.pop(i)
    for row in s.rows:
        row.pop(i)
    return [name]


@corruption("file")
def extra_column(s):
    s.names.insert(2, "batch_no")
    for r, row in enumerate(s.rows):
        row.insert(2, str(1 + r // 50))
    return ["batch_no"]


@corruption("harmless")
def other_order(s):
    order = list(range(len(s.names)))
    s.draw.shuffle(order)
    s.names = [s.names[i] for i in order]
    s.rows = [[row[i] for i in order] for row in s.rows]
    return []


@corruption("file")
def header_in_capitals(s):
    names = s.names
    s.names = [n.upper() for n in names]
    return [c for a, b in zip(names, s.names) if a != b for c in (a, b)]


@corruption("file")
def header_with_blanks(s):
    name = s.draw.choice([n for n in s.sizes + s.categories if len(n) > 4])
    s.names = [f" {n[:2]} {n[2:]} " if n == name else n for n in s.names]
    return [name]


@corruption("file")
def header_mistyped(s):
    name = s.draw.choice([n for n in s.sizes + s.categories if len(n) > 4])
    s.names = [n[:2] + n[3:] if n == name else n for n in s.names]
    return [name]


@corruption("file")
def header_of_another_system(s):
    name = s.draw.choice(s.sizes + s.categories)
    s.names = ["Q17_x" if n == name else n for n in s.names]
    return [name]


@corruption("file")
def header_missing(s):
    s.has_header = False
    return list(s.names)


@corruption("file")
def names_moved_by_one(s):
    names = s.names
    s.names = [*names[1:], names[0]]
    return list(names)


# --- Types ------------------------------------------------------------------------------------------------------

@corruption("rows")
def words_for_numbers(s):
    name = s.draw.choice(s.sizes)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: s.draw.choice(["about 40", "many", "twelve", "see note"]), rows)
    return [name], rows


@corruption("rows")
def numbers_for_words(s):
    name = s.draw.choice(s.categories)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: str(s.draw.randrange(20, 90)), rows)
    return [name], rows


@corruption("harmless")
def zeros_behind_the_point(s):
    name = s.draw.choice(s.sizes)
    s.change(name, lambda c: c + "00" if "." in c else c + ".00")
    return []


# --- Units ------------------------------------------------------------------------------------------------------

def unit(factor, offset=0.0):
    def damage(s):
        name = s.draw.choice(s.sizes)
        s.change(name, lambda c: written(number(c) * factor + offset))
        return [name], None, {"factor": factor, "offset": offset}
    return damage


for given, factor, offset in (
        ("times_10", 10, 0), ("times_100", 100, 0), ("times_1000", 1000, 0), ("over_100", 0.01, 0),
        ("inches_to_cm", 2.54, 0), ("pounds_to_kg", 0.4536, 0), ("miles_to_km", 1.609344, 0),
        ("celsius_to_fahrenheit", 1.8, 32), ("sign_flipped", -1, 0)):
    CORRUPTIONS[given] = ("file", unit(factor, offset))


@corruption("rows")
def times_1000_in_some_rows(s):
    name = s.draw.choice(s.sizes)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: written(number(c) * 1000), rows)
    return [name], rows


@corruption("file")
def rounded_to_one_digit(s):
    name = s.draw.choice(s.sizes)

    def rounded(c):
        value = number(c)
        if value == 0:
            return c
        step = 10 ** math.floor(math.log10(abs(value)))
        return written(round(value / step) * step)
    s.change(name, rounded)
    return [name]


@corruption("file")
def capped_at_the_median(s):
    name = s.draw.choice(s.sizes)
    most = s.quantile(name, 0.5)
    s.change(name, lambda c: c if number(c) <= most else written(most))
    return [name]


# --- Columns in each other's place ------------------------------------------------------------------------------

def swap(s, a, b, rows=None):
    i, j = s.names.index(a), s.names.index(b)
    for r in range(len(s.rows)) if rows is None else rows:
        s.rows[r][i], s.rows[r][j] = s.rows[r][j], s.rows[r][i]


def overlap(s, a, b):
    """Of the middle halves of two columns of numbers, 0 to 1."""
    low = max(s.quantile(a, 0.25), s.quantile(b, 0.25))
    high = min(s.quantile(a, 0.75), s.quantile(b, 0.75))
    width = max(s.quantile(n, 0.75) - s.quantile(n, 0.25) for n in (a, b))
    return (high - low) / width if width > 0 else -1


@corruption("file")
def swapped_numbers(s):
    pairs = [(a, b) for a in s.sizes for b in s.sizes if a < b and overlap(s, a, b) <= 0]
    a, b = s.draw.choice(pairs or [(s.sizes[0], s.sizes[1])])
    swap(s, a, b)
    return [a, b]


@corruption("file")
def swapped_numbers_alike(s):
    a, b = max(((a, b) for a in s.sizes for b in s.sizes if a < b), key=lambda p: overlap(s, *p))
    swap(s, a, b)
    return [a, b]


@corruption("file")
def swapped_categories(s):
    pairs = [(a, b) for a in s.categories for b in s.categories
             if a < b and set(s.counts[a]) != set(s.counts[b])]
    a, b = s.draw.choice(pairs or [(s.categories[0], WORDS)])
    swap(s, a, b)
    return [a, b]


@corruption("rows")
def swapped_in_some_rows(s):
    a, b = s.draw.choice(s.sizes), s.draw.choice(s.categories)
    rows = s.some_rows(s.rows_with(a))
    swap(s, a, b, rows)
    return [a, b], rows


@corruption("rows")
def shifted_in_some_rows(s):
    rows = s.some_rows()
    first = s.draw.randrange(1, len(s.names) // 2)
    for r in rows:
        s.rows[r] = [*s.rows[r][:first], "", *s.rows[r][first:-1]]
    return s.names[first:], rows


@corruption("file")
def column_out_of_step(s):
    """Sorted on its own: the values are the right ones, in other rows."""
    def tied(name):  # to the most related other column of sizes, by ranks
        return max(abs(rank_correlation(s.train[name], s.train[o])) for o in s.sizes if o != name)
    name = max(s.sizes, key=tied)
    i = s.names.index(name)
    cells = sorted(s.column(name), key=lambda c: number(c) if number(c) is not None else -math.inf)
    for row, cell in zip(s.rows, cells):
        row[i] = cell
    return [name]


def rank_correlation(a, b):
    pairs = [(number(x), number(y)) for x, y in list(zip(a, b))[:2000]]
    pairs = [p for p in pairs if None not in p]

    def ranks(values):
        order = sorted(range(len(values)), key=values.__getitem__)
        rank = [0.0] * len(values)
        for place, i in enumerate(order):
            rank[i] = place
        return rank
    x, y = ranks([p[0] for p in pairs]), ranks([p[1] for p in pairs])
    mean = (len(x) - 1) / 2
    top = sum((u - mean) * (v - mean) for u, v in zip(x, y))
    return top / sum((u - mean) ** 2 for u in x) if len(x) > 1 else 0.0


# --- Categories -------------------------------------------------------------------------------------------------

@corruption("rows")
def new_category(s):
    name = s.draw.choice(s.categories)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: "Voyager plan", rows)
    return [name], rows


@corruption("file")
def categories_in_capitals(s):
    name = s.draw.choice([n for n in s.categories if any(v != v.upper() for v in s.counts[n])] or [WORDS])
    s.change(name, str.upper)
    return [name]


@corruption("harmless")
def categories_with_blanks(s):
    name = s.draw.choice(s.categories)
    s.change(name, lambda c: f"  {c} ")
    return []


@corruption("file")
def categories_translated(s):
    name = s.draw.choice(s.categories)
    words = ["甲类", "乙类", "丙类", "丁类", "戊类", "己类", "庚类", "辛类", "壬类", "癸类"]
    values = s.values(name)
    s.change(name, lambda c: words[values.index(c) % 10] + ("" if values.index(c) < 10 else str(values.index(c)))
             if c in values else c)
    return [name]


@corruption("file")
def categories_abbreviated(s):
    name = s.draw.choice([n for n in s.categories if any(len(v) > 4 for v in s.counts[n])])
    s.change(name, lambda c: c[:3])
    return [name]


@corruption("file")
def categories_merged(s):
    name = s.draw.choice([n for n in s.categories if len(s.counts[n]) > 2])
    least = min(s.counts[name], key=lambda v: (s.counts[name][v], v))
    most = s.frequent(name)
    s.change(name, lambda c: least if c == most else c)
    return [name]


@corruption("file")
def one_category_only(s):
    """The rows of one group: a filter that was left on."""
    name = s.draw.choice([n for n in s.categories if max(s.counts[n].values()) < 0.7 * len(s.train[n])])
    column = s.column(name)
    kept = max(set(column) - MISSING - {s.frequent(name)}, key=lambda v: (column.count(v), v))
    rows = [row for row, c in zip(s.rows, column) if c == kept]
    s.rows = [list(rows[r % len(rows)]) for r in range(max(len(rows), min(len(s.rows), 3 * len(rows))))]
    return [name]


# --- Range and combinations -------------------------------------------------------------------------------------

@corruption("rows")
def negative(s):
    name = s.draw.choice(s.positive)
    rows = s.some_rows([r for r in s.rows_with(name) if number(s.column(name)[r]) > 0])
    s.change(name, lambda c: written(-number(c)), rows)
    return [name], rows


@corruption("rows")
def a_thousand_million(s):
    name = s.draw.choice(s.sizes)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: "1000000000", rows)
    return [name], rows


@corruption("rows")
def never_together(s):
    """Two frequent values of two columns that the training rows never show in one row; else a value and a tenth."""
    few = s.categories + [n for n in s.numbers if n not in s.sizes and len(s.counts[n]) > 1]
    rows_of_train = len(next(iter(s.train.values())))
    best = None
    for i, a in enumerate(few):
        for b in few[i + 1:]:
            seen = {}
            for pair in zip(s.train[a], s.train[b]):
                seen[pair] = seen.get(pair, 0) + 1
            for u, in_a in s.counts[a].items():
                for v, in_b in s.counts[b].items():
                    expected = in_a * in_b / rows_of_train
                    if seen.get((u, v), 0) == 0 and (best is None or expected > best[0]):
                        best = (expected, a, u, b, v)
    if best is None:
        best = max((of_a_tenth(s, a, u, b, tenth) for a in s.categories for u in s.values(a) for b in s.sizes
                    for tenth in range(10)), key=lambda found: found[0])
    _, a, u, b, v = best
    rows = s.some_rows()
    i, j = s.names.index(a), s.names.index(b)
    for r in rows:
        s.rows[r][i], s.rows[r][j] = u, v
    return [a, b], rows


def of_a_tenth(s, a, u, b, tenth):
    """How many rows with the value `u` would have `b` within its tenth, where none has."""
    low, high = s.quantile(b, tenth / 10), s.quantile(b, (tenth + 1) / 10)
    seen = any(x == u and number(y) is not None and low <= number(y) <= high for x, y in zip(s.train[a], s.train[b]))
    return (-1 if seen else s.counts[a][u] / 10, a, u, b, written((low + high) / 2))


@corruption("rows")
def numbers_that_do_not_go_together(s):
    """The two most related sizes, one at its 2 %, the other at the opposite end."""
    pairs = [(a, b) for a in s.sizes for b in s.sizes if a < b]
    related = {p: rank_correlation(s.train[p[0]], s.train[p[1]]) for p in pairs}
    a, b = max(pairs, key=lambda p: abs(related[p]))
    rows = s.some_rows()
    low = written(s.quantile(a, 0.02))
    other = written(s.quantile(b, 0.98 if related[(a, b)] > 0 else 0.02))
    i, j = s.names.index(a), s.names.index(b)
    for r in rows:
        s.rows[r][i], s.rows[r][j] = low, other
    return [a, b], rows


# --- Encoding and ways of writing -------------------------------------------------------------------------------

@corruption("file")
def utf8_read_as_latin1(s):
    s.change(WORDS, lambda c: c.encode("utf-8").decode("latin-1"))
    return [WORDS]


@corruption("file")
def gb18030_read_as_utf8(s):
    s.change(WORDS, lambda c: c.encode("gb18030").decode("utf-8", errors="replace"))
    return [WORDS]


@corruption("file")
def decimal_comma(s):
    fractions = [n for n in s.sizes if any("." in c and float(c) != int(float(c)) for c in s.train[n] if c not in MISSING)]
    name = s.draw.choice(fractions or s.sizes)
    s.change(name, lambda c: (c if "." in c else c + ".5").replace(".", ","))
    return [name]


@corruption("file")
def thousands_separators(s):
    large = [n for n in s.sizes if s.quantile(n, 0.5) >= 1000]
    name = s.draw.choice(large or s.sizes)
    scale = 1 if large else 1000
    s.change(name, lambda c: f"{round(number(c) * scale):,}")
    return [name]


@corruption("file")
def html_entities(s):
    s.change(WORDS, lambda c: "".join(ch if ord(ch) < 128 else f"&#{ord(ch)};" for ch in c).replace(" ", "&nbsp;"))
    return [WORDS]


@corruption("rows")
def quotes_broken(s):
    """A quote within a field that is not doubled, as a program writes it that knows no quotes."""
    name = s.draw.choice(s.categories)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: c[:1] + '"' + c[1:], rows)
    lines = [",".join(s.names)]
    for row in s.rows:
        lines.append(",".join(c if '"' in c or "," not in c else f'"{c}"' for c in row))
    s.text = "\n".join(lines) + "\n"
    return [name], rows


@corruption("file")
def cut_to_four_characters(s):
    s.change(WORDS, lambda c: c[:4])
    return [WORDS]


# --- Dates ------------------------------------------------------------------------------------------------------

def date(cell):
    return datetime.datetime.strptime(cell, "%d/%m/%Y")


@corruption("file")
def month_before_day(s):
    s.change(DATES, lambda c: date(c).strftime("%m/%d/%Y"))
    return [DATES]


@corruption("file")
def dates_as_iso(s):
    s.change(DATES, lambda c: date(c).strftime("%Y-%m-%d"))
    return [DATES]


@corruption("rows")
def dates_in_the_future(s):
    rows = s.some_rows(s.rows_with(DATES))
    s.change(DATES, lambda c: c[:6] + "2091", rows)
    return [DATES], rows


@corruption("rows")
def dates_of_1970(s):
    rows = s.some_rows(s.rows_with(DATES))
    s.change(DATES, lambda c: "01/01/1970", rows)
    return [DATES], rows


# --- What is missing, repeated or drifts ------------------------------------------------------------------------

@corruption("file")
def all_missing(s):
    name = s.draw.choice(s.sizes + s.categories)
    s.change(name, lambda c: "")
    return [name]


@corruption("rows")
def missing_as_a_word(s):
    name = s.draw.choice(s.sizes)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: "not given", rows)
    return [name], rows


@corruption("rows")
def missing_as_minus_999(s):
    name = s.draw.choice(s.sizes)
    rows = s.some_rows(s.rows_with(name))
    s.change(name, lambda c: "-999", rows)
    return [name], rows


@corruption("file")
def a_third_missing(s):
    name = s.draw.choice(s.sizes + s.categories)
    s.change(name, lambda c: "" if s.draw.random() < 1 / 3 else c)
    return [name]


@corruption("file")
def constant_column(s):
    name = s.draw.choice(s.sizes)
    s.change(name, lambda c: s.frequent(name))
    return [name]


@corruption("file")
def zeros_for_a_third(s):
    name = s.draw.choice(s.positive)
    s.change(name, lambda c: "0" if s.draw.random() < 1 / 3 else c)
    return [name]


@corruption("file")
def duplicated_rows(s):
    first = s.rows[:DAMAGED_ROWS]
    s.rows = [list(first[r % len(first)]) for r in range(len(s.rows))]
    return []


@corruption("file")
def only_the_upper_fifth(s):
    name = s.draw.choice(s.sizes)
    least = s.quantile(name, 0.8)
    rows = [row for row, c in zip(s.rows, s.column(name)) if number(c) is not None and number(c) >= least]
    s.rows = rows or s.rows[:1]
    return [name]


def damage(name, train, clean, out, target="", seed=0):
    """Writes `out`; the truth."""
    scope, function = CORRUPTIONS[name]
    sheet = Sheet(train, clean, target, random.Random(f"{seed} {name} {clean}"))
    answer = function(sheet)
    columns, rows, more = answer, None, {}
    if isinstance(answer, tuple):
        columns, rows, *rest = answer
        more = rest[0] if rest else {}
    with open(out, "w", newline="", encoding="utf-8") as file:
        if sheet.text is not None:
            file.write(sheet.text)
        else:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(([sheet.names] if sheet.has_header else []) + sheet.rows)
    return {"name": name, "scope": scope, "columns": columns, "rows": rows, **more}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("paths", nargs="*", metavar="NAME TRAIN CLEAN OUT")
    parser.add_argument("--target", default="")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.list or len(options.paths) != 4:
        for name, (scope, _) in CORRUPTIONS.items():
            print(f"{scope:9} {name}")
        sys.exit(0 if options.list else 2)
    print(json.dumps(damage(*options.paths, options.target, options.seed), ensure_ascii=False))


if __name__ == "__main__":
    main()
