"""Reads FITS files with astropy and prints the values of their first tables.

stdin: JSON list of paths; stdout: JSON list of {"names", "units", "columns"}, a column being a list of its values: None,
bool, integers as text, floats, "NaN", str, [re, im] of complex numbers, flat lists of arrays. A file that departs from the
standard is an error.
"""
import json
import math
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")


def plain(value, null, code):
    if isinstance(value, (np.ndarray, list, tuple)) and not isinstance(value, (bytes, str)):
        return [plain(item, null, code) for item in np.asarray(value).ravel()]
    if code == "L" and not isinstance(value, (bool, np.bool_)):
        # Logicals in the heap come as the bytes they are.
        return {ord("T"): True, ord("F"): False}.get(int(value))
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (bytes, np.bytes_)):
        value = bytes(value).decode("utf-8")
    if isinstance(value, str):
        return value
    # Signed bytes come as floats.
    if code in "BIJK" or isinstance(value, (int, np.integer)):
        return None if int(value) == null else str(int(value))
    if isinstance(value, (complex, np.complexfloating)):
        return [plain(value.real, null, code), plain(value.imag, null, code)]
    number = float(value)
    return number if math.isfinite(number) else str(number).replace("nan", "NaN").replace("inf", "Infinity")


def dump(path):
    with fits.open(path) as hdus:
        hdus.verify("exception")
        table = next(hdu for hdu in hdus if isinstance(hdu, (fits.BinTableHDU, fits.TableHDU)))
        columns = []
        for index, column in enumerate(table.columns):
            null = None if column.null is None else int(column.null) + int(column.bzero or 0)
            code = next((letter for letter in "LXBIJKAEDCM" if letter in column.format.replace("P", "").replace("Q", "")), "")
            values = table.data.field(index)
            if code == "A" and "P" in column.format:
                # A string in the heap comes as its characters.
                values = ["".join(value) for value in values]
            columns.append([plain(values[row], null, code) for row in range(len(values))])
        units = [column.unit for column in table.columns]
        return {"names": list(table.columns.names), "units": units, "columns": columns}


print(json.dumps([dump(path) for path in json.load(sys.stdin)]))
