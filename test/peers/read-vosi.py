"""Prints what pyvo makes of a TAP service's VOSI documents, or of a UWS job, as JSON.

usage: read-vosi.py vosi BASE_URL | job JOB_URL
"""
import json
import sys
import warnings

warnings.simplefilter("ignore")
import pyvo  # noqa: E402


def text(value):
    """None for what is absent or empty, without white space around."""
    return (str(value).strip() or None) if value is not None else None


def limit(value):
    content = getattr(value, "content", None)
    return None if content is None else [int(content), getattr(value, "unit", None)]


def vosi(base):
    service = pyvo.dal.TAPService(base)
    capabilities = service.capabilities
    tap = next(c for c in capabilities if c.standardid == "ivo://ivoa.net/std/TAP")
    tables = service.tables
    return {
        "available": service.available,
        "upSince": text(service.up_since),
        "capabilities": [
            {
                "standardID": c.standardid,
                "interfaces": [
                    {
                        "role": i.role,
                        "urls": [[u.content.strip(), u.use] for u in i.accessurls],
                    }
                    for i in c.interfaces
                ],
            }
            for c in capabilities
        ],
        "dataModels": [[m.ivo_id, text(m.content)] for m in tap.datamodels],
        "languages": [
            {
                "name": lang.name,
                "versions": [[v.content, v.ivo_id] for v in lang.versions],
                "features": [
                    [lists.type, f.form.strip(), text(f.description)]
                    for lists in lang.languagefeaturelists
                    for f in lists
                ],
            }
            for lang in tap.languages
        ],
        "outputFormats": [[o.mime, list(o.aliases), o.ivo_id] for o in tap.outputformats],
        "uploadMethods": [m.ivo_id for m in tap.uploadmethods],
        "retentionDefault": tap.retentionperiod.default,
        "durationDefault": tap.executionduration.default,
        "outputDefault": limit(tap.outputlimit.default),
        "outputHard": limit(tap.outputlimit.hard),
        "tables": [
            {
                "name": name,
                "description": text(tables[name].description),
                "title": text(tables[name].title),
                "utype": text(tables[name].utype),
                "columns": [
                    {
                        "name": c.name,
                        "description": text(c.description),
                        "unit": text(c.unit),
                        "ucd": text(c.ucd),
                        "utype": text(c.utype),
                        "datatype": text(c.datatype.content) if c.datatype else None,
                        "arraysize": None if not c.datatype or c.datatype.arraysize == "1" else text(c.datatype.arraysize),
                        "flags": list(c.flags),
                    }
                    for c in tables[name].columns
                ],
                "foreignKeys": [
                    [k.targettable, [[p.fromcolumn, p.targetcolumn] for p in k.fkcolumns]]
                    for k in tables[name].foreignkeys
                ],
            }
            for name in tables.keys()
        ],
    }


def job(url):
    read = pyvo.dal.AsyncTAPJob(url)._job
    return {
        "jobId": read.jobid,
        "phase": read.phase,
        "executionDuration": read.executionduration.value,
        "destruction": read.destruction.isot,
        "startTime": read.starttime.isot if read.starttime else None,
        "endTime": read.endtime.isot if read.endtime else None,
        "parameters": [[p.id_, text(p.content) or ""] for p in read.parameters],
        "results": [[r.id_, r.href] for r in read.results],
        "error": text(getattr(read.errorsummary.message, "content", read.errorsummary.message)) if read.errorsummary else None,
    }


json.dump(job(sys.argv[2]) if sys.argv[1] == "job" else vosi(sys.argv[2]), sys.stdout)
