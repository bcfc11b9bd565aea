import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasStilts, stilts } from "../support/peers.ts";
import { edited } from "../votable/edit/editing.ts";
import { peerDocuments } from "./documents.ts";

// STILTS finds the values of a document in what an edit makes of it, and votlint no error that was not there before.

const label = hasStilts ? "" : " (skipped: no STILTS)";
const folder = mkdtempSync(join(tmpdir(), "armillary-edit-"));

/** A character that is null is NUL in BINARY, and nothing where there are nulls. */
function rowsOf(file: string): string {
  return stilts("tpipe", `in=${file}`, "ifmt=votable", "ofmt=csv").replaceAll("\0", "");
}

/** The errors that votlint finds, without their places. */
function errorsOf(file: string): string[] {
  const lines = stilts("votlint", `votable=${file}`).split("\n");
  return lines.filter((line) => line.startsWith("ERROR")).map((line) => line.replace(/\(l\.\d+.*?\)|\d+/g, "").trim());
}

describe.skipIf(!hasStilts)(`STILTS reads what was edited${label}`, () => {
  test.each(peerDocuments().map((document, index) => ({ ...document, index })))("$name", async ({ path, index }) => {
    const bytes = new Uint8Array(readFileSync(path));
    const ours = join(folder, `${index}.vot`);
    const rows = rowsOf(path);
    for (const serialization of ["binary2", "tabledata"] as const) {
      const { bytes: written, notes } = await edited(bytes, { serialization });
      if (notes.some(({ code }) => code.startsWith("W-WRITE") && code !== "W-WRITE-UNICODE")) continue;
      writeFileSync(ours, written);
      expect(rowsOf(ours), serialization).toBe(rows);
      const errors = errorsOf(ours);
      const before = errors.length === 0 ? [] : errorsOf(path);
      expect(
        errors.filter((error) => !before.includes(error)),
        serialization,
      ).toEqual([]);
    }
  });
});
