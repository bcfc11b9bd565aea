"""Questions about observations and products (see astroquery_mast.py)."""
import astropy.units as u
import numpy
from astroquery_mast import place, rows, tell
from astroquery.mast import Observations, utils


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
    raise ValueError(kind)


tell(answer)
