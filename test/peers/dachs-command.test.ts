import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ARMILLARY } from "../cli/command.ts";
import { newHome } from "../cli/home.ts";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";

const TAP = `${dachsUrl}/tap`;

function rowsOf(stdout: string): string[] {
  return stdout.trim().split("\n").slice(1);
}

describe.skipIf(dachsUrl === undefined)(`the command at DaCHS${dachsLabel}`, () => {
  const BRIGHT = "SELECT TOP 10 source_id, ra, n_obs FROM stars.main WHERE ra < 315 ORDER BY source_id";

  test("sync and async give the same rows, in every format that is read back", async () => {
    const { run, folder } = await newHome();
    const sync = await run(["query", TAP, BRIGHT, "--sync"]);
    expect(sync).toMatchObject({ status: 0, stderr: "" });
    expect(rowsOf(sync.stdout)).toHaveLength(10);
    expect((await run(["query", TAP, BRIGHT, "--async"])).stdout).toBe(sync.stdout);
    for (const format of ["votable", "fits", "arrow", "parquet", "tsv", "ecsv", "ipac"]) {
      const out = join(folder, `out.${format === "ipac" ? "tbl" : format}`);
      expect(await run(["query", TAP, BRIGHT, "-o", out, "--to", format])).toMatchObject({ status: 0 });
      expect((await run(["convert", out, "--from", format])).stdout, format).toBe(sync.stdout);
    }
  });

  test("two uploads are joined", async () => {
    const { run, folder } = await newHome();
    const names = ["one", "two"];
    for (const name of names) await writeFile(join(folder, `${name}.csv`), `n,${name}\n1,a_${name}\n2,b_${name}\n`);
    const query = "SELECT one, two FROM TAP_UPLOAD.one JOIN TAP_UPLOAD.two USING (n) ORDER BY n";
    const uploads = names.flatMap((name) => ["--upload", `${name}=${join(folder, `${name}.csv`)}`]);
    const { stdout, stderr } = await run(["query", TAP, query, ...uploads]);
    expect([stdout, stderr]).toEqual(["one,two\na_one,a_two\nb_one,b_two\n", ""]);
  });

  test("its words reach the user", async () => {
    const { run } = await newHome();
    const { status, stderr } = await run(["query", TAP, "SELECT nothing FROM stars.main"]);
    expect(stderr).toMatch(/nothing.*\(DAL_QUERY_ERROR\)/);
    expect(status).toBe(1);
  });

  test("a limit is told, and --complete goes past it", async () => {
    const { run } = await newHome();
    const query = ["query", TAP, "SELECT source_id FROM stars.main WHERE source_id < 5000000003000000000"];
    const cut = await run([...query, "--maxrec", "500"]);
    expect(cut.stderr).toMatch(/^warning: Incomplete: .*500 rows.*--maxrec/);
    const whole = await run([...query, "--complete", "--verbose"]);
    expect(whole.stderr).toContain("note: Complete: ");
    const rows = rowsOf(whole.stdout);
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(2000);
  });

  test("tables, and a query that is checked by them", async () => {
    const { run } = await newHome();
    expect((await run(["tables", TAP, "stars.main"])).stdout).toMatch(/^ra +double/m);
    const { stderr } = await run(["query", TAP, "SELECT rra FROM stars.main"]);
    expect(stderr).toContain("(ADQL_UNKNOWN_COLUMN)");
  });

  test("a job is taken up by another process after kill -9, aborted, and deleted", async () => {
    const { run, env, journal } = await newHome();
    const slow = "SELECT COUNT(*) AS n FROM stars.main AS a JOIN stars.main AS b ON a.ra < b.ra";
    const child = spawn(process.execPath, [ARMILLARY, "query", TAP, slow, "--async"], {
      env: { ...process.env, ...env },
    });
    while ((await journal.list()).jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    await once(child, "close");
    const [job] = (await journal.list()).jobs;
    expect((await run(["job", "status"])).stdout).toContain(slow);
    expect(await run(["job", "abort", job?.url ?? ""])).toMatchObject({ status: 0 });
    expect(await run(["job", "wait"])).toMatchObject({ status: 1, stderr: expect.stringContaining("(UWS_JOB_") });
    expect(await run(["job", "delete", job?.url ?? ""])).toMatchObject({ status: 0 });
    expect(await run(["job", "status", job?.url ?? ""])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(UWS_JOB_GONE)"),
    });
  });
});
