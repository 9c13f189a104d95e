#!/usr/bin/env python3
"""The work of `ingot bench fit_transform` in pandas and scikit-learn: table.csv read, its features fitted and made.

usage: python3 bench/peers/pandas_table.py FOLDER      the folder that `ingot bench "fit_transform 1024" --onnx FOLDER` wrote table.csv to

Numbers become normal deviates with the median where they are missing, few-valued columns one-hot, dates month, day and weekday as points on
circles; and once more all numbers as they are, for trees. Prints {"read_s", "fit_transform_s", "megabytes", "peak_mb"}.
"""
import json
import pathlib
import resource
import sys
import time

import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, QuantileTransformer

NUMBERS = ["income", "age", "share", "code", "rate"]
WORDS = ["work", "kind", "flag"]


def circles(days):
    out = []
    for values, period in ((days.dt.month - 1, 12), (days.dt.day - 1, 31), (days.dt.weekday, 7)):
        angle = 2 * numpy.pi * values.to_numpy() / period
        out += [numpy.sin(angle), numpy.cos(angle)]
    return numpy.stack(out, axis=1)


def main():
    file = pathlib.Path(sys.argv[1]) / "table.csv"
    start = time.perf_counter()
    table = pandas.read_csv(file)
    read = time.perf_counter()
    dates = FunctionTransformer(lambda frame: circles(pandas.to_datetime(frame["day"])))
    words = make_pipeline(SimpleImputer(strategy="constant", fill_value="(missing)"), OneHotEncoder(sparse_output=False, dtype=numpy.float32))
    features = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), QuantileTransformer(n_quantiles=101, output_distribution="normal", subsample=100_000)),
         NUMBERS),
        ("words", words, WORDS),
        ("dates", dates, ["day"]),
        ("raw", FunctionTransformer(lambda frame: frame.to_numpy(numpy.float32)), NUMBERS),
        ("words of trees", words, WORDS),
    ])
    made = features.fit_transform(table)
    done = time.perf_counter()
    assert len(made) == len(table)
    print(json.dumps({"read_s": read - start, "fit_transform_s": done - read, "megabytes": file.stat().st_size / 1e6,
                      "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, "features": made.shape[1]}))


if __name__ == "__main__":
    main()
