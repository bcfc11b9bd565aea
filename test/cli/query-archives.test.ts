import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { newFolder, run } from "./command.ts";
import { serving } from "./serving.ts";

const STARS = "id,ra,dec\n1,10,20\n2,10.001,20.001\n3,200,-45\n";
const MAGNITUDES = "star,mag\n1,5.5\n3,9.25\n4,1\n";

/** Two archives, each a server of ours with a table. */
async function archives(): Promise<{ readonly members: readonly string[]; readonly folder: string }> {
  const folder = await newFolder();
  const members: string[] = [];
  for (const [name, table, text] of [
    ["north", "stars", STARS],
    ["south", "magnitudes", MAGNITUDES],
  ] as const) {
    const file = join(folder, `${table}.csv`);
    await writeFile(file, text);
    const server = await serving(file);
    onTestFinished(async () => void (await server.stop()));
    members.push("--member", `${name}=${server.ready.trim()}/tap`);
  }
  return { members, folder };
}

const JOIN = "SELECT s.id, m.mag FROM north.stars AS s JOIN south.magnitudes AS m ON s.id = m.star ORDER BY s.id";

describe("query archives", () => {
  test("joins what two archives have, and a table of this machine", async () => {
    const { members, folder } = await archives();
    expect(await run(["query", "archives", JOIN, ...members])).toEqual({
      status: 0,
      stdout: "id,mag\n1,5.5\n3,9.25\n",
      stderr: "",
    });
    const mine = join(folder, "mine.csv");
    await writeFile(mine, "n,x,y\n7,10,20\n");
    const near = "SELECT m.n, s.id FROM mine AS m JOIN north.stars AS s";
    const query = `${near} ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(m.x, m.y, 0.01)) ORDER BY s.id`;
    const { stdout } = await run(["query", "archives", query, ...members, "--table", mine, "--ra", "x", "--dec", "y"]);
    expect(stdout).toBe("n,id\n7,1\n7,2\n");
  });

  test("--explain tells who would be asked what, --maxrec cuts and warns", async () => {
    const { members } = await archives();
    const told = JSON.parse((await run(["query", "archives", JOIN, ...members, "--explain", "--json"])).stdout);
    expect(told.steps.map(({ member }: { readonly member: string }) => member)).toEqual(["north", "south"]);
    const cut = await run(["query", "archives", JOIN, ...members, "--maxrec", "1"]);
    expect([cut.status, cut.stdout]).toEqual([0, "id,mag\n1,5.5\n"]);
    expect(cut.stderr).toContain("Incomplete");
  });

  test("a mistake that only the archives' tables tell is pictured", async () => {
    const { members } = await archives();
    const query = "SELECT s.nope FROM north.stars AS s JOIN south.planets AS p ON s.id = p.id";
    const { status, stderr } = await run(["query", "archives", query, ...members]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: There is no table south\.planets .*\n.*SELECT.*\n.* {39}\^{13}\n/);
    expect(stderr).toMatch(/The query has 2 errors, and was not run\. .*\n.*armillary tables ARCHIVE/);
  });

  test("--ledger tells what each archive was asked, and gave, also where the query failed", async () => {
    const { members, folder } = await archives();
    const [ledger, out] = [join(folder, "ledger.json"), join(folder, "out.csv")];
    const ask = (query: string, ...options: readonly string[]) =>
      run(["query", "archives", query, ...members, "--ledger", ledger, ...options]);
    expect(await ask(JOIN, "-o", out)).toMatchObject({ status: 0, stderr: "" });
    const told = JSON.parse(await readFile(ledger, "utf8"));
    expect(told).toMatchObject({ kind: "query", query: JOIN, status: "OK", rows: 2 });
    expect(told.archives).toMatchObject([
      { archive: "north", url: members[1]?.replace("north=", ""), status: "OK", rows: 3 },
      { archive: "south", adql: expect.stringContaining("magnitudes"), status: "OK", rows: 3 },
    ]);
    const wrong = JOIN.replace("m.mag", "SQRT(m.mag) / CAST('x' AS INTEGER)");
    expect((await ask(wrong, "-o", join(folder, "none.csv"))).status).toBe(1);
    expect(JSON.parse(await readFile(ledger, "utf8"))).toMatchObject({ status: "ERROR", message: expect.any(String) });
    expect(await ask(JOIN, "-o", ledger, "--to", "csv")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/both the rows and the ledger/),
    });
    expect((await ask(JOIN, "--explain")).status).toBe(2);
  });

  test("--verbose counts the rows of the result, not those of its parts with them", async () => {
    const { members, folder } = await archives();
    const { stderr } = await run(["query", "archives", JOIN, ...members, "-v", "-o", join(folder, "out.csv")]);
    expect(stderr).toMatch(/^p1 +north +OK +3 rows/m);
    expect(stderr).toMatch(/^2 rows · /m);
  });
});
