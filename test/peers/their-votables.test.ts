import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CellValue, rowsOf } from "@armillary/columns";
import { openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { hasAstropy, hasStilts, python, stilts } from "../support/peers.ts";

// VOTables that STILTS and astropy write are sound to us, and say what they were made of: a diagnostic that fires on them
// would be noise to everybody. Those that do are true, and listed here.

/** STIL puts a RESOURCE of COOSYS before the TABLE, which the schema of 1.1 wants first. */
const STIL_1_1 = "W-ELEMENT-ORDER <TABLE> comes too late, or too early, in <RESOURCE>";
/** STIL writes the lower byte of each character into FITS, which has ASCII alone: a name with æ is lost. */
const STIL_FITS = 'W-FITS bytes of "Pr\ufffdsepe" in row 37 are neither ASCII nor UTF-8';
/** astropy writes the INFOs of a RESOURCE behind its PARAMs. */
const ASTROPY = "W-ELEMENT-ORDER <INFO> comes too late, or too early, in <RESOURCE>";

const scratch = mkdtempSync(join(tmpdir(), "armillary-theirs-"));
const source = fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url));

interface Reading {
  readonly departures: readonly string[];
  readonly serialization: string | undefined;
  readonly rows: readonly (readonly CellValue[])[];
}

async function read(path: string): Promise<Reading> {
  const reader = await openVotable(new Uint8Array(readFileSync(path)));
  const rows: CellValue[][] = [];
  for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
  const { diagnostics } = await reader.summary;
  const departures = diagnostics.filter(({ code }) => !code.startsWith("N-"));
  return {
    departures: departures.map(({ code, message }) => `${code} ${message}`),
    serialization: reader.table?.serialization,
    rows: rows.map((row) => row.map(withoutNull)),
  };
}

/** Neither peer keeps null floats and NaN, or null and empty strings, apart. */
function withoutNull(value: CellValue): CellValue {
  return value === null || value === "" ? Number.NaN : value;
}

function asFits(value: CellValue): CellValue {
  return value === "Præsepe" ? "Pr\ufffdsepe" : value;
}

const versions = ["V11", "V12", "V13", "V14"];
const formats = ["TABLEDATA", "BINARY", "BINARY2", "FITS"] as const;

describe.skipIf(!hasStilts)(`STILTS${hasStilts ? "" : " (skipped: no STILTS)"}`, () => {
  const cases = versions.flatMap((version) => formats.map((format) => ({ version, format })));
  test.each(cases.filter(({ version, format }) => format !== "BINARY2" || version >= "V13"))(
    "$format of $version",
    async ({ version, format }) => {
      const path = join(scratch, `${version}-${format}.vot`);
      stilts("tpipe", `in=${source}`, `out=${path}`, `ofmt=votable(version=${version},format=${format},inline=true)`);
      const expected = await read(source);
      const departures = [...(version === "V11" ? [STIL_1_1] : []), ...(format === "FITS" ? [STIL_FITS] : [])];
      const rows = format === "FITS" ? expected.rows.map((row) => row.map(asFits)) : expected.rows;
      expect(await read(path)).toEqual({ departures, serialization: format, rows });
    },
  );
});

describe.skipIf(!hasAstropy)(`astropy${hasAstropy ? "" : " (skipped: no astropy)"}`, () => {
  test.each(["tabledata", "binary", "binary2"])("%s", async (format) => {
    const path = join(scratch, `astropy-${format}.vot`);
    python(`
from astropy.io.votable import parse, writeto
writeto(parse(${JSON.stringify(source)}), ${JSON.stringify(path)}, tabledata_format=${JSON.stringify(format)})
`);
    const expected = await read(source);
    expect(await read(path)).toEqual({
      departures: [ASTROPY],
      serialization: format.toUpperCase(),
      rows: expected.rows,
    });
  });
});
