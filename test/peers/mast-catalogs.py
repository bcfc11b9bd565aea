"""Questions about catalogues, missions and cutouts (see astroquery_mast.py)."""
import tempfile

import astropy.units as u
from astroquery_mast import place, rows, tell
from astroquery.mast import CatalogsClass, MastMissionsClass, TesscutClass, ZcutClass


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


tell(answer)
