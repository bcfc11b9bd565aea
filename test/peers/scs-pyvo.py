"""Asks a cone search through pyvo: one question a line of standard input, as JSON; its rows a line, as JSON.

Floating-point numbers are told as the bytes of a double, integers as digits.
"""
import json
import struct
import sys
import warnings

import numpy
import pyvo

warnings.simplefilter("ignore")


def told(value):
    if value is numpy.ma.masked or value is None:
        return None
    if isinstance(value, (numpy.ma.MaskedArray, numpy.ndarray)):
        return told(value.item()) if value.ndim == 0 else [told(item) for item in value]
    if isinstance(value, bytes):
        return ["s", value.decode("utf-8")]
    if isinstance(value, str):
        return ["s", str(value)]
    if isinstance(value, (bool, numpy.bool_)):
        return ["b", bool(value)]
    if isinstance(value, (int, numpy.integer)):
        return ["i", str(int(value))]
    return ["d", struct.pack(">d", float(value)).hex()]


service = pyvo.dal.SCSService(sys.argv[1])
for line in sys.stdin:
    asked = json.loads(line)
    try:
        table = service.search(
            pos=(asked["raDeg"], asked["decDeg"]),
            radius=asked["radiusDeg"],
            verbosity=asked.get("verbosity", 2),
            **asked.get("parameters", {}),
        ).to_table()
        answer = {"names": table.colnames, "rows": [[told(row[name]) for name in table.colnames] for row in table]}
    except Exception as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
