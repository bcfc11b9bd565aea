"""Asks an SSA service through pyvo: one search a line of standard input, as JSON of its keywords; one answer a line.

Cells are told so that nothing is lost: integers as digits, floating-point numbers as the bytes of a double.
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
        if value.ndim == 0:
            return told(value.item())
        return [told(item) for item in value]
    if isinstance(value, bytes):
        return ["s", value.decode("utf-8")]
    if isinstance(value, str):
        return ["s", str(value)]
    if isinstance(value, (bool, numpy.bool_)):
        return ["b", bool(value)]
    if isinstance(value, (int, numpy.integer)):
        return ["i", str(int(value))]
    return ["d", struct.pack(">d", float(value)).hex()]


service = pyvo.dal.SSAService(sys.argv[1])
for line in sys.stdin:
    search = json.loads(line)
    table = service.search(**search).to_table()
    rows = [{name: told(row[name]) for name in table.colnames} for row in table]
    print(json.dumps(rows), flush=True)
