import type { Field } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../support/csv.ts";
import { hasStilts, stilts } from "../support/peers.ts";
import { converted, peerDocuments } from "./documents.ts";

// STILTS reads a VOTable and our CSV of it, and finds the same values in both.

const label = hasStilts ? "" : " (skipped: no STILTS)";

describe.skipIf(!hasStilts)(`STILTS reads our CSV${label}`, () => {
  test.each(peerDocuments())("$name", async (document) => {
    const { output, fields } = await converted(document, "csv");
    const theirs = parseCsv(stilts("tpipe", `in=${document.path}`, "ifmt=votable", "ofmt=csv"));
    const ours = parseCsv(stilts("tpipe", `in=${output}`, "ifmt=csv(header=true)", "ofmt=csv"));
    expect(ours.length).toBe(theirs.length);
    const [names = [], ...rows] = theirs;
    const differences = rows.flatMap((row, index) =>
      row.flatMap((cell, column) => {
        const found = ours[index + 1]?.[column] ?? "";
        return agree(plainText(cell, fields[column]), plainText(found, fields[column]))
          ? []
          : [`${names[column]}[${index}]: ${found} for ${cell}`];
      }),
    );
    expect(differences.join("\n")).toBe("");
  });
});

/** STIL reads CSV as Latin-1, and makes false of a null in an array of booleans. */
function agree(cell: string, latin: string): boolean {
  const found = Buffer.from(latin, "latin1").toString("utf8");
  return cell === found || (found.includes(",") && cell === found.replace(/(?<=^|,)(?=,|$)/g, "false"));
}

/**
 * A cell without what CSV cannot carry: numbers by value, whether STILTS took the column for numbers or for text; NaN
 * as nothing, as STILTS writes it; arrays without the marks around them; float as the one of 32 bits that the text means.
 */
function plainText(cell: string, field: Field | undefined): string {
  if (/^[([].*[)\]]$/s.test(cell)) {
    return cell
      .replace(/[()[\]"]/g, "")
      .split(",")
      .map((item) => plainText(item.trim(), field))
      .join(",");
  }
  if (cell === "T" || cell === "true") return "true";
  if (cell === "F" || cell === "false") return "false";
  if (cell === "NaN" || cell === "null") return "";
  const number = cell.trim() === "" ? Number.NaN : Number(cell);
  if (!Number.isFinite(number)) return cell.replace(/[ \0]+$/, "");
  return String(field?.datatype === "float" || field?.datatype === "floatComplex" ? Math.fround(number) : number);
}
