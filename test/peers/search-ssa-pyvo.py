"""Asks an SSA service through pyvo: one search a line of standard input, as JSON of its keywords; one answer a line.

Cells are told so that nothing is lost: integers as digits, floating-point numbers as the bytes of a double.
"""
import json
import sys
import warnings

import pyvo
from told import told

warnings.simplefilter("ignore")

service = pyvo.dal.SSAService(sys.argv[1])
for line in sys.stdin:
    search = json.loads(line)
    table = service.search(**search).to_table()
    rows = [{name: told(row[name]) for name in table.colnames} for row in table]
    print(json.dumps(rows), flush=True)
