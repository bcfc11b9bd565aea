"""Asks a MAST at argv[1] through astroquery for catalogues, missions and cutouts: one question a line of standard input, one answer a line, both as JSON."""
import contextlib
import json
import sys
import tempfile
import warnings

import astropy.units as u
import numpy
from astropy.coordinates import SkyCoord

warnings.simplefilter("ignore")

from astroquery.mast import CatalogsClass, MastMissionsClass, TesscutClass, ZcutClass, conf  # noqa: E402
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
        # More digits than JSON's numbers have elsewhere.
        return str(int(value)) if abs(int(value)) > 2**53 else int(value)
    if isinstance(value, (float, numpy.floating)):
        return None if numpy.isnan(value) else float(value)
    return str(value)


def rows(table):
    return [{name: told(row[name]) for name in table.colnames} for row in table]


def place(question):
    return SkyCoord(question["ra"], question["dec"], unit="deg")


def answer(question):
    kind = question["do"]
    given = question.get("criteria", {})
    if kind == "cone":
        options = {"version": question["version"]} if "version" in question else {}
        return rows(
            CatalogsClass().query_region(
                place(question), radius=question["radius"] * u.deg, catalog=question["catalog"], **options, **given
            )
        )
    if kind == "criteria":
        if "ra" in question:
            given = {**given, "coordinates": place(question), "radius": question["radius"] * u.deg}
        return rows(CatalogsClass().query_criteria(question["catalog"], **given))
    if kind == "panstarrs":
        if "sort_by" in given:
            given = {**given, "sort_by": [tuple(one) for one in given["sort_by"]]}
        given = {
            name: [tuple(one) if isinstance(one, list) else one for one in value] if isinstance(value, list) else value
            for name, value in given.items()
        }
        options = {} if "ra" not in question else {"coordinates": place(question), "radius": question["radius"] * u.deg}
        return rows(CatalogsClass().query_criteria("Panstarrs", data_release="dr2", table="mean", **options, **given))
    if kind == "match":
        return rows(CatalogsClass().query_hsc_matchid(question["id"]))
    if kind == "mission":
        missions = MastMissionsClass(mission=question["mission"])
        if "ra" in question:
            return rows(missions.query_region(place(question), radius=question["radius"] * u.arcmin, **given))
        return rows(missions.query_criteria(**given))
    if kind == "mission columns":
        return sorted(MastMissionsClass(mission=question["mission"]).get_column_list()["name"].tolist())
    if kind == "sectors":
        if "body" in question:
            return rows(TesscutClass().get_sectors(objectname=question["body"], moving_target=True))
        return rows(TesscutClass().get_sectors(coordinates=place(question)))
    if kind == "cutouts":
        with tempfile.TemporaryDirectory() as folder:
            table = TesscutClass().download_cutouts(
                coordinates=place(question), size=question["size"], sector=question["sector"], path=folder
            )
            return [[path.split("/")[-1], len(open(path, "rb").read())] for path in table["Local Path"]]
    if kind == "surveys":
        return list(ZcutClass().get_surveys(place(question)))
    raise ValueError(kind)


for line in sys.stdin:
    # Astroquery tells what it downloads.
    with contextlib.redirect_stdout(sys.stderr):
        told_rows = answer(json.loads(line))
    print(json.dumps(told_rows), flush=True)
