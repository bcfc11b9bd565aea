import { describe, expect, test } from "vitest";
import { type Hover, hover, signatureHelp } from "../../../packages/adql/src/index.ts";
import { SERVICE } from "./service.ts";

function at(marked: string, service = SERVICE): (Hover & { readonly text: string }) | undefined {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = hover(text, offset, service);
  return found === undefined ? undefined : { ...found, text: text.slice(found.span.start, found.span.end) };
}

describe("hover", () => {
  test.each<readonly [marked: string, text: string, subject: object]>([
    [
      "SELECT par|allax FROM sky.source",
      "parallax",
      { kind: "column", unit: "mas", table: "sky.source", of: "source" },
    ],
    [
      "SELECT s.|ra FROM sky.source AS s",
      "ra",
      { kind: "column", name: "ra", of: "s", indexed: true, principal: true },
    ],
    ["SELECT ra| FROM sky.source", "ra", { kind: "column", type: "DOUBLE PRECISION", ucd: "pos.eq.ra;meta.main" }],
    ["SELECT |s.ra FROM sky.source AS s", "s", { kind: "alias", name: "s", of: "sky.source" }],
    ["SELECT ra FROM sky.source AS |s", "s", { kind: "alias", name: "s", of: "sky.source" }],
    ["SELECT ra FROM sky.so|urce AS s", "source", { kind: "table", name: "sky.source", columns: 8, rows: 1811709771 }],
    ["SELECT ra FROM |sky.source", "sky", { kind: "table", title: "All sources" }],
    [
      "SELECT x FROM (SELECT ra AS x FROM sky.source) AS |d",
      "d",
      { kind: "alias", of: "subquery", columns: [{ name: "x" }] },
    ],
    ["SELECT |x FROM (SELECT ra AS x FROM sky.source) AS d", "x", { kind: "column", name: "x", unit: "deg" }],
    [
      "WITH w AS (SELECT ra AS x FROM sky.source) SELECT x FROM |w",
      "w",
      { kind: "common-table", columns: [{ name: "x" }] },
    ],
    [
      "WITH |w AS (SELECT ra AS x FROM sky.source) SELECT x FROM w",
      "w",
      { kind: "common-table", columns: [{ name: "x" }] },
    ],
    ["SELECT parallax / 2 AS |half FROM sky.source", "half", { kind: "column", name: "half", unit: "mas" }],
    ["SELECT ra AS lon FROM sky.source ORDER BY |lon", "lon", { kind: "column", name: "lon", unit: "deg" }],
    ["SEL|ECT ra FROM sky.source", "SELECT", { kind: "keyword", word: "SELECT" }],
    ["SELECT ra FROM sky.source GROUP |BY ra", "BY", { kind: "keyword" }],
    ["SELECT CIR|CLE(1, 2, 3) FROM sky.source", "CIRCLE", { kind: "function", section: "ADQL 2.1, section 4.2.11" }],
    ["SELECT COU|NT(*) FROM sky.source", "COUNT", { kind: "function", name: "COUNT" }],
    [
      "SELECT ivo_healpix|_index(1, 2, 3) FROM sky.source",
      "ivo_healpix_index",
      { kind: "function", name: "ivo_healpix_index" },
    ],
  ])("%s", (marked, text, subject) => {
    const found = at(marked);
    expect(found?.text).toBe(text);
    const { columns, ...rest } = (found?.subject ?? {}) as { columns?: unknown };
    const { columns: expected, ...others } = subject as { columns?: unknown };
    expect(rest).toMatchObject(others);
    if (Array.isArray(expected)) expect(columns).toMatchObject(expected);
    else if (expected !== undefined) expect(columns).toBe(expected);
  });

  test.each([
    ["SELECT |* FROM sky.spectra", ["spectrum_id", "source_id", "teff"]],
    ["SELECT s.|* FROM sky.spectra AS s, sky.source AS t", ["spectrum_id", "source_id", "teff"]],
    [
      "SELECT |* FROM sky.spectra JOIN ivoa.ObsCore ON 1 = 1",
      ["spectrum_id", "source_id", "teff", "s_ra", "s_dec", "s_region"],
    ],
  ])("%s is all columns", (marked, names) => {
    const subject = at(marked)?.subject;
    expect(subject).toMatchObject({ kind: "all-columns", known: true });
    expect(subject?.kind === "all-columns" ? subject.columns.map(({ name }) => name) : []).toEqual(names);
  });

  test.each(["SELECT 'a|b' FROM sky.source", "SELECT 1|2 FROM sky.source", "SELECT |nowhere FROM sky.source", "|"])(
    "nothing of %s",
    (marked) => {
      expect(at(marked)).toBeUndefined();
    },
  );

  test("what a service says cannot be Markdown", () => {
    const hostile = {
      tables: [
        {
          name: "t",
          description: "# <img src=x onerror=alert(1)> [run](command:rm) `code` **bold**\u202e\u0007\n- item",
          columns: [{ name: "a", description: "1. <script>", unit: "` [x](y)", ucd: "a`b" }],
        },
      ],
    };
    expect(at("SELECT a FROM |t", hostile)?.markdown).toBe(
      "Table `t`\n\n\\# \\<img src=x onerror=alert(1)\\> \\[run\\](command:rm) \\`code\\` \\*\\*bold\\*\\* - item\n\n- Columns: 1",
    );
    expect(at("SELECT |a FROM t", hostile)?.markdown).toBe(
      "Column `t.a`\n\n1\\. \\<script\\>\n\n- Unit: `` ` [x](y) ``\n- UCD: ``a`b``\n- Table: `t`",
    );
  });
});

describe("signature help", () => {
  const help = (marked: string) => {
    const offset = marked.indexOf("|");
    const found = signatureHelp(marked.replace("|", ""), offset, SERVICE);
    const signature = found?.signatures[found.activeSignature];
    if (signature === undefined) return undefined;
    const parameter = signature.parameters[signature.activeParameter ?? -1];
    return [signature.label, parameter && signature.label.slice(parameter.span.start, parameter.span.end)];
  };

  test.each<readonly [marked: string, signature: string, parameter: string | undefined]>([
    ["SELECT CIRCLE(|", "CIRCLE(lon, lat, radius)", "lon"],
    ["SELECT CIRCLE(1, |2, 3)", "CIRCLE(lon, lat, radius)", "lat"],
    ["SELECT CIRCLE(1, ABS(2), |", "CIRCLE(lon, lat, radius)", "radius"],
    ["SELECT CIRCLE('ICRS', |", "CIRCLE(coordsys, lon, lat, radius)", "lon"],
    ["SELECT CIRCLE('|", "CIRCLE(coordsys, lon, lat, radius)", "coordsys"],
    ["SELECT CIRCLE(1, (|2), 3)", "CIRCLE(lon, lat, radius)", "lat"],
    ["SELECT POLYGON(1, 2, 3, |", "POLYGON(lon, lat, …)", "lat"],
    ["SELECT ABS(1, |", "ABS(x)", undefined],
    ["SELECT COUNT(|", "COUNT(value)", "value"],
    ["SELECT ivo_healpix_index(8, |", "ivo_healpix_index(order, ra, dec)", "ra"],
    ["SELECT CAST(1| AS INTEGER)", "CAST(value AS type)", "value"],
    ["SELECT IN_UNIT(ra, 'd|')", "IN_UNIT(value, unit)", "unit"],
  ])("%s", (marked, signature, parameter) => {
    expect(help(marked)).toEqual([signature, parameter]);
  });

  test.each([
    "SELECT |",
    "SELECT ABS(1)|",
    "SELECT nobody_knows(|",
    "SELECT ABS(1) -- CIRCLE(|",
    "SELECT COUNT(*) IN (SELECT |",
  ])("none: %s", (marked) => {
    expect(help(marked)).toBeUndefined();
  });
});
