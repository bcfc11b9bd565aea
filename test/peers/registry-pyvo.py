"""Asks a registry through pyvo: a question a line as JSON, keyword arguments of pyvo.registry.search; the answers likewise, each a
list of [ivoid, access_url], sorted."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from pyvo import registry
from pyvo.registry import regtap

if hasattr(registry, "choose_RegTAP_service"):
    registry.choose_RegTAP_service(sys.argv[1])
else:
    regtap.REGISTRY_BASEURL = sys.argv[1]

for line in sys.stdin:
    found = registry.search(**json.loads(line))
    pairs = set()
    for record in found:
        if hasattr(record, "interfaces"):
            pairs.update((record.ivoid, each.access_url) for each in record.interfaces if each.is_standard)
        else:
            pairs.add((record.ivoid, record.access_url))
    print(json.dumps(sorted(pairs)))
