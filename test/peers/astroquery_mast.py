"""Leads astroquery's MAST to the address at argv[1], and tells what it answers: one question a line of standard input, one answer a line, both as JSON."""
import contextlib
import json
import sys
import warnings

import numpy
from astropy.coordinates import SkyCoord

warnings.simplefilter("ignore")

from astroquery.mast import conf  # noqa: E402
from astroquery.mast.discovery_portal import PortalAPI  # noqa: E402
from astroquery.mast.services import ServiceAPI  # noqa: E402

BASE = sys.argv[1]
# The addresses are made when the modules are imported: conf alone is too late.
conf.server = BASE
PortalAPI.MAST_REQUEST_URL = BASE + "/api/v0/invoke"
PortalAPI.COLUMNS_CONFIG_URL = BASE + "/portal/Mashup/Mashup.asmx/columnsconfig"
ServiceAPI.SERVICE_URL = BASE


def told(value):
    if value is numpy.ma.masked or value is None:
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
    if isinstance(value, (int, numpy.integer)):
        # JSON's numbers are doubles to who reads this.
        return int(value) if abs(int(value)) < 2**53 else str(int(value))
    if isinstance(value, (float, numpy.floating)):
        return None if numpy.isnan(value) else float(value)
    return str(value)


def rows(table):
    return [{name: told(row[name]) for name in table.colnames} for row in table]


def place(question):
    return SkyCoord(question["ra"], question["dec"], unit="deg")


def tell(answer):
    for line in sys.stdin:
        # Astroquery says what it downloads.
        with contextlib.redirect_stdout(sys.stderr):
            answered = answer(json.loads(line))
        print(json.dumps(answered), flush=True)
