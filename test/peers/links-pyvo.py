"""Asks DataLink and SODA services through pyvo: one question a line of standard input, one answer a line, both as JSON."""
import base64
import json
import sys
import warnings

import astropy.units as u
import numpy
import pyvo
from pyvo.dal.adhoc import DatalinkQuery, DatalinkResults, SodaQuery

warnings.simplefilter("ignore")

SODA = "ivo://ivoa.net/std/SODA#sync-1"


def told(value):
    if value is numpy.ma.masked or value is None:
        return None
    if isinstance(value, bytes):
        value = value.decode("utf-8")
    if isinstance(value, (int, numpy.integer)):
        return int(value)
    return None if str(value) == "" else str(value)


def rows(results):
    return [{name: told(row[name]) for name in results.fieldnames} for row in results]


def params(resource):
    group = next(each for each in resource.groups if each.name == "inputParams")
    return [
        {"name": param.name, "datatype": param.datatype, "arraysize": param.arraysize, "unit": told(param.unit), "xtype": param.xtype,
         "ucd": param.ucd, "ref": param.ref, "min": told(param.values.min), "max": told(param.values.max),
         "options": [value for _, value in (param.values.options or [])]}
        for param in group.entries
    ]


def answer(question):
    kind = question["do"]
    if kind == "links":
        return rows(DatalinkResults.from_result_url(question["url"]))
    if kind == "descriptors":
        results = DatalinkResults.from_result_url(question["url"])
        return [
            {"id": each.ID, "params": {param.name: told(param.value) for param in each.params}, "inputs": params(each)}
            for each in results.iter_adhocservices()
        ]
    if kind == "call":
        results = DatalinkResults.from_result_url(question["url"])
        resource = results.get_adhocservice_by_ivoid(SODA)
        query = DatalinkQuery.from_resource([results[0]], resource, **question["values"])
        return base64.b64encode(query.execute_stream().read()).decode()
    if kind == "soda":
        results = DatalinkResults.from_result_url(question["url"])
        resource = results.get_adhocservice_by_ivoid(SODA)
        regions = {name: question[name] * u.deg for name in ("circle", "range", "polygon") if name in question}
        if "band" in question:
            regions["band"] = question["band"] * u.m
        query = SodaQuery.from_resource([results[0]], resource, **regions)
        return base64.b64encode(query.execute_stream().read()).decode()
    if kind == "iterate":
        found = pyvo.dal.TAPService(question["url"]).run_sync(question["query"])
        return [row for links in found.iter_datalinks() for row in rows(links)]
    raise ValueError(kind)


for line in sys.stdin:
    try:
        print(json.dumps({"answer": answer(json.loads(line))}), flush=True)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
