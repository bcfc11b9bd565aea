import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { namesIn, newFolder, ROWS, run, votable } from "./command.ts";

/** A folder with these files; gives the path of each. */
async function filesOf(contents: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
  return (name) => join(folder, name);
}

const PARTS = { "a.csv": "id,mag\n1,7\n2,8\n", "b.csv": "mag,id\n9.5,3\n", "c.tsv": "id\tmag\n4\t10\n" };

describe("several inputs", () => {
  test.each<[string, string[], string]>([
    ["one after the other, of whatever format", [], "id,mag\n1,7\n2,8\n3,9.5\n4,10\n"],
    ["skip and limit count over all", ["--skip", "1", "--limit", "2"], "id,mag\n2,8\n3,9.5\n"],
    ["skip beyond the first", ["--skip", "3"], "id,mag\n4,10\n"],
    ["skip beyond all", ["--skip", "9"], "id,mag\n"],
    ["columns of each", ["--columns", "mag"], "mag\n7\n8\n9.5\n10\n"],
  ])("%s", async (_what, options, wanted) => {
    const at = await filesOf(PARTS);
    const args = ["convert", at("a.csv"), at("b.csv"), at("c.tsv"), "-o", "-", ...options];
    expect(await run(args)).toEqual({ status: 0, stdout: wanted, stderr: "" });
  });

  test("into a file", async () => {
    const at = await filesOf(PARTS);
    const args = ["convert", at("a.csv"), at("c.tsv"), "--output", at("all.ndjson")];
    expect(await run(args)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await readFile(at("all.ndjson"), "utf8")).toBe('{"id":1,"mag":7}\n{"id":2,"mag":8}\n{"id":4,"mag":10}\n');
  });

  test("an input may be the output", async () => {
    const at = await filesOf(PARTS);
    expect((await run(["convert", at("a.csv"), at("b.csv"), "-o", at("a.csv")])).status).toBe(0);
    expect(await readFile(at("a.csv"), "utf8")).toBe("id,mag\n1,7\n2,8\n3,9.5\n");
  });

  test("standard input among them", async () => {
    const at = await filesOf(PARTS);
    const args = ["convert", at("a.csv"), "-", at("c.tsv"), "-o", "-"];
    const { stdout } = await run(args, { stdin: PARTS["b.csv"] });
    expect(stdout).toBe("id,mag\n1,7\n2,8\n3,9.5\n4,10\n");
    const twice = await run(["convert", "-", "-", "-o", "-"]);
    expect(twice).toMatchObject({ status: 2, stdout: "" });
  });

  test("more files than are held open", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${index}.csv`);
    const at = await filesOf(Object.fromEntries(names.map((name, index) => [name, `n\n${index}\n`])));
    const { stdout } = await run(["convert", ...names.map(at), "-o", "-"]);
    expect(stdout).toBe(`n\n${names.map((_, index) => `${index}\n`).join("")}`);
  });

  test("URLs among them", async () => {
    const at = await filesOf(PARTS);
    const server = createServer((_request, response) => response.end(PARTS["b.csv"])).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/b.csv`;
      const { stdout, stderr } = await run(["convert", at("a.csv"), url, "-o", "-"]);
      expect([stdout, stderr]).toEqual(["id,mag\n1,7\n2,8\n3,9.5\n", ""]);
    } finally {
      server.close();
    }
  });

  test("three names without -o are misuse: a shell's *.csv must not overwrite the last", async () => {
    const at = await filesOf(PARTS);
    const { status, stdout, stderr } = await run(["convert", at("a.csv"), at("b.csv"), at("c.tsv")]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/3 names.*\n?.*-o/);
    expect(await readFile(at("c.tsv"), "utf8")).toBe(PARTS["c.tsv"]);
  });

  test.each<[string, string, RegExp, string]>([
    ["other columns", "id,flux\n1,2\n", /d\.csv has no column "mag", which .*a\.csv has/, "FORMAT_COLUMNS"],
    ["other types", "id,mag\n1,bright\n", /d\.csv cannot follow: column "mag" is char\[\*\] in it/, "FORMAT_COLUMNS"],
    ["damage", "id,mag\n1,2\n3\n", /d\.csv/, "CSV_ROW"],
  ])("%s: an error that names the file, and no output", async (_what, content, words, code) => {
    const at = await filesOf({ ...PARTS, "d.csv": content });
    const { status, stderr } = await run(["convert", at("a.csv"), at("d.csv"), "-o", at("out.csv")]);
    expect(status).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr).toContain(code);
    expect(await namesIn(at("."))).not.toContain("out.csv");
  });

  test("a missing file and a missing column are named", async () => {
    const at = await filesOf(PARTS);
    const missing = await run(["convert", at("a.csv"), at("nowhere.csv"), "-o", "-"]);
    expect([missing.status, missing.stdout]).toEqual([1, ""]);
    expect(missing.stderr).toMatch(/nowhere\.csv: There is no such file/);
    const column = await run(["convert", at("a.csv"), at("c.tsv"), "-o", "-", "--columns", "flux"]);
    expect(column.stderr).toMatch(/a\.csv: There is no column "flux"/);
  });

  test("OVERFLOW of one is told of all, ERROR of one is an error", async () => {
    const overflow = '<INFO name="QUERY_STATUS" value="OVERFLOW">cut here</INFO>';
    const at = await filesOf({
      "a.vot": votable(ROWS, { after: overflow }),
      "b.vot": votable(ROWS),
      "c.vot": votable(ROWS, { after: '<INFO name="QUERY_STATUS" value="ERROR">died</INFO>' }),
    });
    const fine = await run(["convert", at("a.vot"), at("b.vot"), "-o", at("out.csv"), "--to", "csv"]);
    expect(fine.status).toBe(0);
    expect(fine.stderr).toMatch(/Incomplete: .*cut here/);
    const failed = await run(["convert", at("b.vot"), at("c.vot"), "-o", at("no.csv")]);
    expect(failed).toMatchObject({ status: 1, stdout: "" });
    expect(failed.stderr).toContain("FORMAT_SERVICE_ERROR");
    expect(await namesIn(at("."))).not.toContain("no.csv");
  });

  test("the closing line counts all of them", async () => {
    const at = await filesOf(PARTS);
    const { stderr } = await run(["convert", at("a.csv"), at("c.tsv"), "-o", at("o.csv"), "--verbose"]);
    expect(stderr).toMatch(/^3 rows · /);
  });
});
