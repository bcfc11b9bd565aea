import type { Reply } from "./answers.ts";
import type { Asked } from "./asked.ts";
import type { ArchiveName, Catalogue, Sighting, SkyObject } from "./sky.ts";

/** The object that any archive has under a name, as `archive` has it: without regard to blanks and case. */
export function objectNamed(
  { objects }: Catalogue,
  archive: ArchiveName,
  name: string,
): (SkyObject & Sighting) | undefined {
  const wanted = plain(name);
  const found = objects.find(({ sightings }) =>
    Object.values(sightings).some((sighting) => plain(sighting.name) === wanted),
  );
  const sighting = found?.sightings[archive];
  return found === undefined || sighting === undefined ? undefined : { ...found, ...sighting };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\s/g, "");
}

/**
 * `Mast.Name.Lookup` (navo.md 6.3): not the shape of MAST's other services; `status` is empty, no match is an empty list,
 * the declination is `decl`.
 */
export function mastLookup(catalogue: Catalogue, asked: Asked): Reply {
  const request = JSON.parse(asked.get("REQUEST") ?? "{}") as {
    readonly service?: string;
    readonly params?: { readonly input?: string };
  };
  const input = request.params?.input;
  if (request.service !== "Mast.Name.Lookup" || input === undefined) {
    return json({ status: "ERROR", msg: `Unknown service: ${request.service ?? "none"}` });
  }
  return json({ resolvedCoordinate: mastMatches(catalogue, input), status: "" });
}

/** SANTA (navo.md 6.3): the same shape for several names. */
export function mastSanta(catalogue: Catalogue, asked: Asked): Reply {
  return json({ resolvedCoordinate: asked.all("NAME").flatMap((name) => mastMatches(catalogue, name)), status: "" });
}

function mastMatches(catalogue: Catalogue, name: string): readonly object[] {
  const found = objectNamed(catalogue, "mast", name);
  if (found === undefined) return [];
  return [
    {
      searchString: name.toLowerCase(),
      resolver: "SIMBAD",
      cached: true,
      resolverTime: 3,
      searchRadius: -1,
      canonicalName: found.name,
      ra: found.raDeg,
      decl: found.decDeg,
      objectType: found.type,
    },
  ];
}

/** NED's ObjectLookup (navo.md 6.2): 3 is an object that was found; the codes of others are not recorded, and 0 is ours. */
export function nedLookup(catalogue: Catalogue, asked: Asked): Reply {
  const name = asked.get("NAME") ?? "";
  const found = objectNamed(catalogue, "ned", name);
  if (found === undefined) return json({ ResultCode: 0, StatusCode: 100, Interpreted: { Name: name } });
  return json({
    ResultCode: 3,
    StatusCode: 100,
    Interpreted: { Name: found.name },
    Preferred: {
      Name: found.name,
      Position: { RA: found.raDeg, Dec: found.decDeg },
      ObjType: { Value: found.type },
      Redshift: { Value: found.redshift },
    },
  });
}

function json(value: unknown): Reply {
  return { type: "application/json", body: JSON.stringify(value) };
}
