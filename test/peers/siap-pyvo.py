"""Searches image services through pyvo: one search a line of standard input, as JSON; one answer a line, as JSON.

A search is {"service": "sia1" | "sia2", "url": ..., "arguments": {...}} or {"service": "tap", "url": ..., "query": ...}.
Times are MJD. Cells are told so that nothing is lost: integers as digits, floating-point numbers as the bytes of a double.
"""
import json
import sys
import warnings

import pyvo
from astropy.time import Time
from pyvo.dal.sia2 import SIAService as Sia2Service
from told import told

warnings.simplefilter("ignore")

def search(asked):
    url = asked["url"]
    if asked["service"] == "tap":
        return pyvo.dal.TAPService(url).run_sync(asked["query"], maxrec=100000)
    arguments = {key: tuple(value) if isinstance(value, list) else value for key, value in asked["arguments"].items()}
    if asked["service"] == "sia1":
        return pyvo.dal.SIAService(url).search(**arguments)
    if "time" in arguments:
        arguments["time"] = tuple(Time(mjd, format="mjd") for mjd in arguments["time"])
    return Sia2Service(url).search(**arguments)


for line in sys.stdin:
    try:
        results = search(json.loads(line))
        table = results.to_table()
        answer = {
            "rows": [{name: told(row[name]) for name in table.colnames} for row in table],
            "urls": [record.getdataurl() for record in results] if hasattr(results[0], "getdataurl") else None,
        }
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
