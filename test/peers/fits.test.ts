import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CellValue, type Field, type Layout, leafOf } from "@armillary/columns";
import { convert, openTable, type TableStream } from "@armillary/formats";
import { beforeAll, describe, expect, test } from "vitest";
import { batchOf, gather, NO_METADATA, rowsIn, streamOf } from "../support/column-arbitraries.ts";
import { parseCsv } from "../support/csv.ts";
import { hasAstropy, hasStilts, python, stilts } from "../support/peers.ts";
import { type PeerDocument, peerDocuments } from "./documents.ts";

// FITS that we write is read by STILTS and astropy, and FITS-plus of STILTS by us, with the same values and metadata.

const scratch = mkdtempSync(join(tmpdir(), "armillary-peers-fits-"));
const documents = peerDocuments();

async function writeFits(table: TableStream, name: string): Promise<string> {
  const path = join(scratch, `${name}.fits`);
  writeFileSync(path, Buffer.concat(await gather(convert(table, "fits"))));
  return path;
}

async function open(path: string): Promise<TableStream> {
  return openTable(new Uint8Array(readFileSync(path)), { lenient: true });
}

async function rowsOf(table: TableStream): Promise<CellValue[][]> {
  return rowsIn(await gather(table.batches()));
}

/** Documents of the lane as FITS, by their names. */
async function writeAll(): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  for (const [index, { name, path }] of documents.entries()) {
    written.set(name, await writeFits(await open(path), `document-${index}`));
  }
  return written;
}

const int = (bits: 8 | 16 | 32 | 64, signed = true): Layout => ({ kind: "int", bits, signed });
const float = (bits: 32 | 64): Layout => ({ kind: "float", bits });
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const utf8: Layout = { kind: "utf8" };
const bool: Layout = { kind: "bool" };

/** A column of every kind that is written, each with three values. */
const KINDS: readonly (readonly [Field["datatype"], Layout, readonly CellValue[]])[] = [
  ["boolean", bool, [true, false, true]],
  [
    "boolean",
    fixed(2, bool),
    [
      [true, false],
      [false, false],
      [true, true],
    ],
  ],
  ["bit", bool, [true, false, true]],
  ["bit", fixed(11, bool), [0, 1, 2].map((row) => Array.from({ length: 11 }, (_, bit) => (bit + row) % 3 === 0))],
  ["boolean", list(bool), [[true, false], null, [false]]],
  ["unsignedByte", int(8, false), [0, 254, null]],
  ["short", int(8), [-128, 127, null]],
  ["short", int(16), [-32768, 32767, null]],
  ["int", int(16, false), [0, 65534, null]],
  ["int", int(32), [-(2 ** 31), 2 ** 31 - 1, null]],
  ["long", int(32, false), [0, 2 ** 32 - 2, null]],
  ["long", int(64), [1n - 2n ** 63n, 2n ** 63n - 1n, null]],
  ["long", int(64, false), [0n, 2n ** 64n - 2n, 2n ** 63n]],
  [
    "int",
    fixed(2, fixed(3, int(32))),
    [0, 1, 2].map((row) => [
      [1, 2, 3 + row],
      [4, 5, row - 6],
    ]),
  ],
  ["short", list(int(16)), [[1, 2, 3], null, [-4]]],
  ["long", list(int(64)), [[2n ** 60n], [-1n, 1n], null]],
  ["float", float(32), [1.5, Number.NaN, -0.1]],
  ["double", float(64), [Number.POSITIVE_INFINITY, 5e-324, 0.1]],
  ["float", list(float(32)), [[0.5, 2], null, [-1]]],
  [
    "floatComplex",
    fixed(2, float(32)),
    [
      [1, -2],
      [0.5, 0],
      [3, 4],
    ],
  ],
  [
    "doubleComplex",
    fixed(2, fixed(2, float(64))),
    [0, 1, 2].map((row) => [
      [row, 0.1],
      [2, -row],
    ]),
  ],
  ["char", utf8, ["ab", null, "c'd e"]],
  ["unicodeChar", utf8, ["Ångström", "α", null]],
  ["char", utf8, ["x".repeat(3000), "y", "z"]],
  [
    "char",
    fixed(2, utf8),
    [
      ["ab", "c"],
      ["", "d"],
      ["e", "fgh"],
    ],
  ],
];
const FIELDS: readonly Field[] = KINDS.map(([datatype, layout], index) => ({
  name: `c${index}_${datatype}`,
  datatype,
  ...(leafOf(layout).leaf.kind === "float" ? { unit: "km/s" } : {}),
  layout,
}));

function everyKind(): TableStream {
  const rows = [0, 1, 2].map((row) => KINDS.map(([, , values]) => values[row] ?? null));
  return streamOf(
    { fields: FIELDS, batches: [batchOf(FIELDS, rows)] },
    { metadata: { ...NO_METADATA, name: "kinds" } },
  );
}

interface Dump {
  readonly names: readonly string[];
  readonly units: readonly (string | null)[];
  readonly columns: readonly (readonly unknown[])[];
}

/** A value as dump-fits.py has it. */
function dumped(layout: Layout, value: CellValue): unknown {
  if (layout.kind === "fixed" || layout.kind === "list") {
    const items = (value ?? []) as CellValue[];
    return items.flatMap((item) => dumped(layout.item, item));
  }
  // astropy knows no null logicals, and no null strings.
  if (layout.kind === "bool") return value ?? false;
  if (layout.kind === "utf8") return value ?? "";
  if (layout.kind === "int") return value === null ? null : String(value);
  return Number.isFinite(value) ? value : String(value);
}

describe.skipIf(!hasAstropy)(`astropy reads our FITS${hasAstropy ? "" : " (skipped: no astropy)"}`, () => {
  const program = readFileSync(fileURLToPath(new URL("dump-fits.py", import.meta.url)), "utf8");
  const dumps = new Map<string, { readonly path: string; readonly dump: Dump }>();

  beforeAll(async () => {
    const paths = new Map([["every kind", await writeFits(everyKind(), "kinds")], ...(await writeAll())]);
    const results = JSON.parse(python(program, JSON.stringify([...paths.values()]))) as Dump[];
    for (const [index, [name, path]] of [...paths].entries()) dumps.set(name, { path, dump: results[index] as Dump });
  });

  test.each(["every kind", ...documents.map(({ name }) => name)])("%s", async (name) => {
    const { path, dump } = dumps.get(name) as { path: string; dump: Dump };
    const table = await open(path);
    const rows = await rowsOf(table);
    expect(dump.units.map((unit) => unit ?? undefined).filter(isAscii)).toEqual(
      table.fields.map(({ unit }) => (unit === "" ? undefined : unit)).filter(isAscii),
    );
    for (const [index, { layout }] of table.fields.entries()) {
      const ours = rows.map((row) => flatOf(dumped(layout, row[index] ?? null)));
      expect(dump.columns[index]?.map(flatOf), table.fields[index]?.name).toEqual(ours);
    }
  });
});

function isAscii(text: string | undefined): boolean {
  return text === undefined || /^\p{ASCII}*$/u.test(text);
}

/** Whether an array of one is an array. */
function flatOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[]).flat() : [value];
}

const label = hasStilts ? "" : " (skipped: no STILTS)";

describe.skipIf(!hasStilts)(`STILTS reads our FITS${label}`, () => {
  let written = new Map<string, string>();

  beforeAll(async () => {
    written = await writeAll();
  });

  test.each(documents)("$name", ({ name, path }: PeerDocument) => {
    const theirs = parseCsv(stilts("tpipe", `in=${path}`, "ifmt=votable", "ofmt=csv"));
    const ours = parseCsv(stilts("tpipe", `in=${written.get(name)}`, "ofmt=csv"));
    expect(ours.length).toBe(theirs.length);
    const differences = theirs.flatMap((row, index) =>
      row.flatMap((cell, column) => {
        const found = ours[index]?.[column] ?? "";
        return agree(cell, found) ? [] : [`${theirs[0]?.[column]}[${index}]: ${found} for ${cell}`];
      }),
    );
    expect(differences.join("\n")).toBe("");
  });

  test("with the metadata of the table and its columns", () => {
    const messier = documents.find(({ name }) => name === "messier.vot")?.path ?? "";
    const meta = (path: string): string =>
      stilts("tpipe", `in=${path}`, "cmd=meta name class shape units ucd description", "ofmt=csv");
    expect(meta(written.get("messier.vot") ?? "")).toBe(meta(messier));
    const parameters = stilts("tpipe", `in=${written.get("messier.vot")}`, "omode=meta");
    expect(parameters).toContain("QUERY_STATUS");
    expect(parameters).toContain("180.0");
  });
});

/** NaN and nothing are one to STILTS; text beyond ASCII it does not read from FITS; a null array has its items. */
function agree(cell: string, found: string): boolean {
  const plain = (text: string): string => text.replaceAll("NaN", "").replace(/[ \0]+$/, "");
  if (plain(cell) === plain(found)) return true;
  if (!isAscii(cell)) return true;
  return (
    cell === "" && /^\([^1-9]*\)$/.test(found.replaceAll(/-?(?:128|32768|2147483648|9223372036854775808|false)/g, ""))
  );
}

describe.skipIf(!hasStilts)(`we read FITS-plus of STILTS${label}`, () => {
  test.each(documents)("$name", async ({ path }: PeerDocument) => {
    const file = join(scratch, "theirs.fits");
    stilts("tpipe", `in=${path}`, "ifmt=votable", "ofmt=fits-plus", `out=${file}`);
    const theirs = await open(file);
    const ours = await open(path);
    const described = ({ fields }: TableStream): unknown =>
      fields.map(({ name, ucd, unit }) => [name, ucd, unit].map((text) => text?.trim() || ""));
    expect(described(theirs)).toEqual(described(ours));
    const [found, expected] = [await rowsOf(theirs), await rowsOf(ours)];
    expect(found.length).toBe(expected.length);
    const differences = expected.flatMap((row, index) =>
      row.flatMap((value, column) => {
        const other = found[index]?.[column] ?? null;
        return alike(value, other)
          ? []
          : [`${ours.fields[column]?.name}[${index}]: ${print(other)} for ${print(value)}`];
      }),
    );
    expect(differences.join("\n")).toBe("");
    expect(await theirs.summary).toMatchObject({ rows: expected.length });
  });
});

/** The ends of integer types, which STILTS takes for nulls, whether or not they are values. */
const STILTS_NULLS = new Set(["255", "-32768", "-2147483648", "-9223372036854775808"]);

/** STILTS fills arrays up, has no null in arrays, no null floats, and a byte for each character. */
function alike(value: CellValue, found: CellValue): boolean {
  if (Array.isArray(value) || Array.isArray(found)) {
    const items = flatItems(value);
    const others = flatItems(found);
    return others.every(
      (other, index) => index >= items.length || items[index] === null || alike(items[index] ?? null, other),
    );
  }
  if (typeof value === "string" && !isAscii(value)) return true;
  if (typeof value === "string") return value.trimEnd() === (found ?? "");
  if (found === null && STILTS_NULLS.has(String(value))) return true;
  if (value === null) return found === null || Number.isNaN(found) || found === "";
  return Object.is(value, found) || Number(value) === Number(found);
}

function flatItems(value: CellValue): CellValue[] {
  return Array.isArray(value) ? value.flatMap(flatItems) : [value];
}

function print(value: CellValue): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item));
}
