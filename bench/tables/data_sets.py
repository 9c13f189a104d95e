"""Five tables of public data, divided into rows to build on and files of 200 held-out rows."""
import csv
import datetime
import gzip
import random

ROWS = 200
BRANCHES = ["Zürich", "Köln Süd", "São Paulo", "Málaga", "Łódź", "Åbo", "北京", "上海浦东", "東京", "İzmir", "Besançon", "Reykjavík"]
ADULT = ["age", "workclass", "fnlwgt", "education", "education_num", "marital_status", "occupation", "relationship",
         "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "income"]


def adult(data):
    with gzip.open(data / "adult/adult-train.csv.gz", "rt", encoding="utf-8") as file:
        rows = [[c.strip() for c in row] for row in csv.reader(file) if row]
    return ADULT, rows


def telco(data):
    with open(data / "telco-churn/Telco-Customer-Churn.csv", newline="", encoding="utf-8") as file:
        names, *rows = [row[1:] for row in csv.reader(file)]  # without the customer's number
    return names, [[c.strip() for c in row] for row in rows]


def bank(data):
    with open(data / "bank-marketing/bank-additional.csv", newline="", encoding="utf-8") as file:
        names, *rows = list(csv.reader(file, delimiter=";"))
    leak = names.index("duration")
    return [n for i, n in enumerate(names) if i != leak], [[c for i, c in enumerate(row) if i != leak] for row in rows]


def housing(data):
    with open(data / "california-housing/housing.csv", newline="", encoding="utf-8") as file:
        names, *rows = list(csv.reader(file))
    return names, rows


def credit(data):
    names, rows = [], []
    with open(data / "german-credit/credit-g.arff", encoding="utf-8") as file:
        for line in file:
            if line.startswith("@attribute"):
                names.append(line.split()[1])
            elif line.strip() and line[0] not in "@%":
                rows.append(next(csv.reader([line.strip()], quotechar="'")))
    return names, rows


# name: rows, target, files of held-out rows
DATA_SETS = {"adult": (adult, "income", 10), "telco-churn": (telco, "Churn", 5), "bank-marketing": (bank, "conversion", 4),
             "california-housing": (housing, "median_house_value", 10), "credit-g": (credit, "class", 1)}


def prepare(name, data, folder):
    """Writes train.csv and held-0.csv ... (without the target); the target and the held-out files.

    No set has dates or letters beyond ASCII, so each gets two columns that are drawn at random: `recorded`, a day of 2018 to
    2020, and `branch`, one of twelve names.
    """
    read, target, files = DATA_SETS[name]
    names, rows = read(data)
    draw = random.Random(f"rows of {name}")
    first = datetime.date(2018, 1, 1)
    rows = [[*row, (first + datetime.timedelta(draw.randrange(1096))).strftime("%d/%m/%Y"), draw.choice(BRANCHES)]
            for row in rows]
    names = [*names, "recorded", "branch"]
    draw.shuffle(rows)
    folder.mkdir(parents=True, exist_ok=True)
    t = names.index(target)
    held = [folder / f"held-{f}.csv" for f in range(files)]
    for f, path in enumerate(held):
        write(path, [n for n in names if n != target],
              [[c for i, c in enumerate(row) if i != t] for row in rows[f * ROWS:(f + 1) * ROWS]])
    write(folder / "train.csv", names, rows[files * ROWS:])
    return target, held


def write(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
