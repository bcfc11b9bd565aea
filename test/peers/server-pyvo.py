"""Uses the services of a server through pyvo, and tells what came of it, as JSON."""
import json
import sys
import warnings

import pyvo
from pyvo.dal.sia2 import SIAService as SIAService2
from astropy.table import Table

warnings.simplefilter("ignore")
base = sys.argv[1]
told = {}

tap = pyvo.dal.TAPService(base + "/tap")
told["tables"] = sorted(tap.tables.keys())
told["columns"] = [[c.name, c.unit, c.ucd] for c in tap.tables["stars"].columns][:3]
told["examples"] = len(tap.examples)
told["maxrec"] = [tap.maxrec, tap.hardlimit]
told["upload"] = [method.ivo_id for method in tap.upload_methods]

query = "SELECT source_id, ra FROM stars WHERE kind = 2 ORDER BY source_id"
sync = tap.run_sync(query)
told["sync"] = [len(sync), int(sync["source_id"][0]), float(sync["ra"][0])]
told["async"] = len(tap.run_async(query))
overflow = tap.run_sync(query, maxrec=5)
told["overflow"] = [len(overflow), overflow.query_status]

job = tap.submit_job(query)
job.run()
job.wait(phases=["COMPLETED", "ERROR"])
told["job"] = [job.phase, len(job.fetch_result())]
told["listed"] = job.job_id in [each.jobid for each in tap.get_job_list(phases=["COMPLETED"])]
job.delete()

wrong = tap.submit_job("SELECT nothing FROM stars")
wrong.run()
wrong.wait(phases=["COMPLETED", "ERROR"])
told["wrong"] = wrong.phase

mine = Table({"kind": [2, 3], "word": ["zwei", "drei"]})
for name, run in [("upload_sync", tap.run_sync), ("upload_async", tap.run_async)]:
    answer = run(
        "SELECT s.source_id, m.word FROM stars AS s JOIN TAP_UPLOAD.mine AS m ON s.kind = m.kind", uploads={"mine": mine}
    )
    told[name] = [len(answer), sorted(set(answer["word"]))]

cone = pyvo.dal.SCSService(base + "/scs/stars").search(pos=(100, 10), radius=5)
told["cone"] = len(cone)
images = SIAService2(base + "/sia2/ivoa.obscore").search(pos=(10, 20, 0.1))
told["images"] = sorted(record["obs_id"] for record in images)
spectra = pyvo.dal.SSAService(base + "/ssa/ivoa.obscore").search(pos=(10, 20), diameter=0.5)
told["spectra"] = [spectrum.getdataurl() for spectrum in spectra]
links = pyvo.dal.adhoc.DatalinkResults.from_result_url(
    base + "/datalink/ivoa.obscore/links?ID=ivo%3A%2F%2Ftest%2Fobs%3Fimg1"
)
told["links"] = [link.access_url for link in links]
print(json.dumps(told))
