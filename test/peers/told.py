"""Cells of astropy's tables, told so that nothing is lost: integers as digits, floating-point numbers as the bytes of a double."""
import struct

import numpy


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
