import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "../command.ts";

describe("adql format", () => {
  test("to standard output", async () => {
    expect(await run(["adql", "format", "select a,b from t -- c"])).toEqual({
      status: 0,
      stdout: "SELECT a, b\nFROM t -- c\n",
      stderr: "",
    });
  });

  test("options of layout", async () => {
    const options = ["--width", "10", "--indent", "4", "--keywords", "lower"];
    expect((await run(["adql", "format", "SELECT a_long, b_long FROM t", ...options])).stdout).toBe(
      "select\n    a_long,\n    b_long\nfrom t\n",
    );
  });

  test("a file in place, which then is formatted", async () => {
    const file = join(await newFolder(), "q.adql");
    await writeFile(file, "select a from t\n");
    expect(await run(["adql", "format", `@${file}`, "--check"])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: `${file} is not formatted.\n`,
    });
    expect((await run(["adql", "format", `@${file}`, "-o", file])).status).toBe(0);
    expect(await readFile(file, "utf8")).toBe("SELECT a\nFROM t\n");
    expect((await run(["adql", "format", `@${file}`, "--check"])).status).toBe(0);
  });

  test("what is wrong is not formatted, and nothing is written", async () => {
    const out = join(await newFolder(), "out.adql");
    const { status, stderr } = await run(["adql", "format", "SELECT a FORM t", "-o", out]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("Only a right query is formatted.")]);
    await expect(readFile(out)).rejects.toThrow("ENOENT");
  });

  test("errors as JSON", async () => {
    const { status, stderr } = await run(["adql", "format", "SELECT a FORM t", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "ADQL_SYNTAX", line: 1, column: 10 } });
  });

  test("SQL of services is laid out, too", async () => {
    expect((await run(["adql", "format", "select a % 2 from t"])).stdout).toBe("SELECT a % 2\nFROM t\n");
  });
});
