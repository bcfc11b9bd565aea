"""Asks a TAP service through pyvo: one query a line of standard input, as JSON; one answer a line, as JSON.

Cells are told so that nothing is lost: integers as digits, floating-point numbers as the bytes of a double.
"""
import json
import sys
import warnings

import pyvo
from told import told

warnings.simplefilter("ignore")

service = pyvo.dal.TAPService(sys.argv[1])
for line in sys.stdin:
    query = json.loads(line)
    try:
        table = service.run_sync(query, maxrec=100000).to_table()
        answer = {"rows": [[told(row[name]) for name in table.colnames] for row in table]}
    except Exception as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
