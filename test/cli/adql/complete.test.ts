import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "../command.ts";

const SCHEMA = {
  tables: [
    {
      name: "sky.source",
      columns: [
        { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra" },
        { name: '"\u001b[31m"', datatype: "int" },
      ],
    },
  ],
};

async function schema(): Promise<string> {
  const file = join(await newFolder(), "schema.json");
  await writeFile(file, JSON.stringify(SCHEMA));
  return file;
}

describe("armillary adql complete", () => {
  test("a line each, the best first; nothing of a service reaches the terminal raw", async () => {
    const { status, stdout } = await run([
      "adql",
      "complete",
      "SELECT  FROM sky.source",
      "--offset",
      "7",
      "--schema",
      await schema(),
    ]);
    expect(status).toBe(0);
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(/^column {4}ra +DOUBLE PRECISION · deg · pos\.eq\.ra · sky\.source$/);
    expect(second).toMatch(/^column {4}"\\x1b\[31m" +INTEGER/);
  });

  test.each([
    [["SELECT ra FROM "], "", "sky.source"],
    [["-"], "SELECT ra FROM ", "sky.source"],
    [["SELECT \nFROM sky.source", "--line", "1", "--column", "8"], "", "ra"],
    [["SELECT ra\nFROM sky.source\nWHE", "--line", "3", "--column", "4"], "", "WHERE"],
  ])("%j", async (args, stdin, label) => {
    const { stdout } = await run(["adql", "complete", ...args, "--schema", await schema(), "--json"], { stdin });
    expect(JSON.parse(stdout).completions[0].label).toBe(label);
  });

  test("JSON for editors", async () => {
    const { stdout } = await run(["adql", "complete", "SELECT ra FROM t WHER", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      offset: 21,
      completions: [
        {
          label: "WHERE",
          kind: "keyword",
          insertText: "WHERE",
          filterText: "WHERE",
          span: { start: 17, end: 21 },
          rank: 0,
          documentation: "Keeps rows for which a condition holds.",
        },
      ],
    });
  });

  test("nothing is no failure", async () => {
    expect(await run(["adql", "complete", "SELECT 12"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test.each([
    [["SELECT", "--offset", "7"], "no such place"],
    [["SELECT", "--line", "2", "--column", "1"], "no such place"],
    [["SELECT", "--line", "1"], "go together"],
    [["SELECT", "--line", "1", "--column", "1", "--offset", "0"], "say the same"],
  ])("%j is misuse", async (args, words) => {
    const { status, stderr } = await run(["adql", "complete", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
