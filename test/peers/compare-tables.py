"""Reads pairs of files, a VOTable and the same table in another format, and tells where their values differ.

stdin: JSON list of [votable, other, format]; stdout: JSON list of {"cells", "differences"} or {"unreadable"}.
"""
import json
import sys
import warnings

import numpy as np
from astropy.io.votable import parse
from astropy.table import Table

warnings.simplefilter("ignore")


def plain(value):
    """A cell as nested lists of None, bool, int, float and str; None for masked, NaN and empty."""
    if value is np.ma.masked or value is None:
        return None
    if isinstance(value, (np.ndarray, list, tuple)):
        if isinstance(value, np.ma.MaskedArray):
            value = [None if masked else item for item, masked in zip(value.ravel(), np.ma.getmaskarray(value).ravel())]
        items = [plain(item) for item in np.ravel(np.asarray(value, dtype=object))]
        return None if all(item is None for item in items) else items
    if isinstance(value, (complex, np.complexfloating)):
        return None if np.isnan(value) else [float(value.real), float(value.imag)]
    if isinstance(value, (bytes, np.bytes_)):
        value = value.decode("utf-8")
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return str(value)


def flat(value):
    if isinstance(value, list):
        return [item for part in value for item in flat(part)]
    return [value]


def like(value, model):
    """What another format made of a cell, turned to the kind that the VOTable has."""
    if isinstance(value, str) and isinstance(model, list):
        value = flat(json.loads(value))
    if isinstance(model, list):
        value = value if isinstance(value, list) else [value]
        return [like(item, kind) for item, kind in zip(value, model)] if len(value) == len(model) else value
    if value is None or value == "NaN":
        return None
    if isinstance(model, bool):
        return str(value).lower() == "true" if not isinstance(value, bool) else value
    if isinstance(model, float):
        return float(value)
    if isinstance(model, int):
        return int(value)
    return str(value)


def close(value, model, single):
    if isinstance(value, list) and isinstance(model, list):
        return len(value) == len(model) and all(close(a, b, single) for a, b in zip(value, model))
    if single and isinstance(value, float) and isinstance(model, float):
        return np.float32(value) == np.float32(model)
    return value == model


def compare(votable, other, kind):
    try:
        table = parse(votable, verify="ignore").get_first_table().to_table()
        models = [[plain(value) for value in table[name]] for name in table.colnames]
    except Exception as error:
        return {"unreadable": f"{type(error).__name__}: {str(error)[:100]}"}
    if kind.startswith("votable"):
        found = parse(other, verify="ignore").get_first_table().to_table()
    elif kind == "csv":
        found = Table.read(other, format="ascii.csv", converters={"*": [str]}, fill_values=[("", "0")])
    elif kind in ("ecsv", "ipac"):
        found = Table.read(other, format=f"ascii.{kind}")
    else:
        found = Table.read(other, format="parquet")
    differences = []
    if len(found) != len(table) or len(found.colnames) != len(table.colnames):
        return {"cells": 0, "differences": [f"{len(found)} x {len(found.colnames)} for {len(table)} x {len(models)}"]}
    for name, ours, model in zip(table.colnames, found.colnames, models):
        single = table[name].dtype in (np.float32, np.complex64) or table[name].dtype == object
        for row, (value, expected) in enumerate(zip(found[ours], model)):
            value = plain(like(plain(value), expected))
            if not close(value, expected, single):
                differences.append(f"{name}[{row}]: {value!r} for {expected!r}")
    return {"cells": len(models) * len(table), "differences": differences[:10]}


print(json.dumps([compare(*pair) for pair in json.load(sys.stdin)]))
