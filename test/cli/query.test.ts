import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tapService } from "../support/tap-service/index.ts";
import { namesIn, newFolder, type Outcome, run, type World } from "./command.ts";

/** The command in a home of its own. */
async function inHome(env: Readonly<Record<string, string>> = {}) {
  const home = await newFolder();
  const world = { HOME: home, ...env };
  return {
    home,
    jobs: join(home, ".local/state/armillary/jobs"),
    run: (args: readonly string[], more: World = {}): Promise<Outcome> =>
      run(args, { ...more, env: { ...world, ...more.env } }),
  };
}

const QUERY = "SELECT TOP 3 source_id, class FROM survey.stars WHERE class = 1 ORDER BY source_id";

describe("a query's result", () => {
  test("is CSV in a pipe, a table on a terminal, what the name of OUT says in a file", async () => {
    const { url } = await tapService();
    const { run, home } = await inHome();
    const piped = await run(["query", url, QUERY]);
    expect(piped).toMatchObject({ status: 0, stderr: "" });
    expect(piped.stdout.split("\n")[0]).toBe("source_id,class");
    expect(piped.stdout.trim().split("\n")).toHaveLength(4);
    const shown = await run(["query", url, QUERY], { terminal: ["stdout"] });
    expect(shown.stdout).toMatch(/source_id +class/);
    expect(await run(["query", url, QUERY, "-o", join(home, "out.ndjson")])).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    expect(await readFile(join(home, "out.ndjson"), "utf8")).toMatch(/^\{"source_id":\d+,"class":1\}\n/);
    expect((await run(["query", url, QUERY, "--to", "tsv"])).stdout).toMatch(/^source_id\tclass\n/);
  });
});
