"""Asks a MAST at argv[1] through astroquery: one question a line of standard input, one answer a line, both as JSON."""
import json
import sys
import warnings

import astropy.units as u
import numpy
from astropy.coordinates import SkyCoord

warnings.simplefilter("ignore")

from astroquery.mast import Catalogs, MastMissions, Observations, conf, utils  # noqa: E402
from astroquery.mast.discovery_portal import PortalAPI  # noqa: E402
from astroquery.mast.services import ServiceAPI  # noqa: E402

BASE = sys.argv[1]
# The addresses are made when the module is imported: conf alone is too late.
conf.server = BASE
PortalAPI.MAST_REQUEST_URL = BASE + "/api/v0/invoke"
ServiceAPI.SERVICE_URL = BASE
PortalAPI.COLUMNS_CONFIG_URL = BASE + "/portal/Mashup/Mashup.asmx/columnsconfig"


def told(value):
    if value is numpy.ma.masked or value is None:
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return bool(value)
    if isinstance(value, (int, numpy.integer)):
        # JSON's numbers are doubles to who reads this.
        return int(value) if abs(int(value)) < 2**53 else str(value)
    if isinstance(value, (float, numpy.floating)):
        return None if numpy.isnan(value) else float(value)
    return str(value)


def rows(table):
    return [{name: told(row[name]) for name in table.colnames} for row in table]


def place(question):
    return SkyCoord(question["ra"], question["dec"], unit="deg")


def criteria(question):
    given = dict(question.get("criteria", {}))
    if "ra" in question:
        given.update(coordinates=place(question), radius=question["radius"] * u.deg)
    if "name" in question:
        given.update(objectname=question["name"], radius=question["radius"] * u.deg)
    return given


def answer(question):
    kind = question["do"]
    paging = {"pagesize": question["pagesize"]} if "pagesize" in question else {}
    if kind == "region":
        return rows(Observations.query_region(place(question), radius=question["radius"] * u.deg, **paging))
    if kind == "object":
        return rows(Observations.query_object(question["name"], radius=question["radius"] * u.deg, **paging))
    if kind == "criteria":
        return rows(Observations.query_criteria(**criteria(question)))
    if kind == "count":
        if "criteria" in question:
            return int(Observations.query_criteria_count(**criteria(question)))
        if "name" in question:
            return int(Observations.query_object_count(question["name"], radius=question["radius"] * u.deg))
        return int(Observations.query_region_count(place(question), radius=question["radius"] * u.deg))
    if kind == "missions":
        return sorted(Observations.list_missions())
    if kind == "metadata":
        return rows(Observations.get_metadata(question["of"]))
    if kind == "resolve":
        found = utils.resolve_object(question["name"])
        return {"ra": found.ra.deg, "dec": found.dec.deg}
    if kind == "products":
        table = Observations.get_product_list(numpy.array(question["obsids"]))
        if "filters" in question:
            table = Observations.filter_products(table, **question["filters"])
        return rows(table)
    if kind == "catalog":
        return rows(Catalogs.query_region(place(question), radius=question["radius"] * u.deg, **question["catalog"]))
    if kind == "mission":
        missions = MastMissions(mission=question["mission"])
        return rows(missions.query_region(place(question), radius=question["radius"] * u.deg, **question["options"]))
    raise ValueError(kind)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
