"""Asks a cone search through pyvo: one question a line of standard input, as JSON; its rows a line, as JSON.

Floating-point numbers are told as the bytes of a double, integers as digits.
"""
import json
import sys
import warnings

import pyvo
from told import told

warnings.simplefilter("ignore")

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
