"""Dates as people write them, beside the same as YYYY-MM-DD: a table with the columns date and iso."""
import csv
import datetime
import random
import sys

COUNT = 12_000
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
MONTHS = {language: names.split() for language, names in MONTHS.items()}


def ordinal(day):
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def forms(d):
    month = {language: names[d.month - 1] for language, names in MONTHS.items()}
    return [
        f"{month['en']} {d.day}, {d.year}", f"{month['en']} {ordinal(d.day)}, {d.year}", f"{d.day} {month['en']} {d.year}",
        f"{month['en'][:3]} {d.day} {d.year}", f"{d.day} {month['en'][:3]} {d.year}", f"{d.day}. {month['de']} {d.year}",
        f"{d.day:02}.{d.month:02}.{d.year}", f"{d.day}.{d.month}.{d.year % 100:02}", f"le {d.day} {month['fr']} {d.year}",
        f"{d.day} de {month['es']} de {d.year}", f"{d.day:02}/{d.month:02}/{d.year % 100:02}", f"{d.year}年{d.month}月{d.day}日",
    ]


draw = random.Random(0)
# Of a year in two digits: 1950 to 2049.
first, last = datetime.date(1950, 1, 1).toordinal(), datetime.date(2049, 12, 31).toordinal()
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(("date", "iso"))
for _ in range(COUNT):
    date = datetime.date.fromordinal(draw.randint(first, last))
    out.writerow((draw.choice(forms(date)), date.isoformat()))
