import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ArchivesOptions, archives, FIELDS } from "../support/archives/index.ts";
import { namesIn } from "./command.ts";
import { newHome } from "./home.ts";

/** A home with a table of targets, in which the archives' addresses lead to simulations of them. */
async function home(table: string, options: ArchivesOptions = {}, file = "targets.csv") {
  const opened = await archives(options);
  const made = await newHome();
  const targets = `@${join(made.folder, file)}`;
  await writeFile(targets.slice(1), table);
  const run = (args: readonly string[]) =>
    made.run([...args, "--retries", "0"], { env: { ARMILLARY_REWRITE: opened.rewrites } });
  return { ...made, ...opened, targets, run };
}

/** Rows of a CSV as objects; none of its cells has commas. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell])));
}

const POSITIONS = ["object,ra,dec", ...FIELDS.map(({ key, raDeg, decDeg }) => `${key},${raDeg},${decDeg}`)].join("\n");

const archivesIn = (rows: readonly Record<string, string>[]) => new Set(rows.map((row) => row["archive"]));

describe("@targets without --service", () => {
  test.each([
    ["cone", ["--radius", "5arcmin"]],
    ["images", ["--radius", "5arcmin"]],
    ["spectra", ["--diameter", "4arcmin"]],
  ] as const)("armillary %s: all archives around each, the target's columns in front", async (verb, size) => {
    const { run, targets, folder } = await home(POSITIONS);
    const ledger = join(folder, "ledger.json");
    const { status, stdout, stderr } = await run([verb, targets, ...size, "--common", "--ledger", ledger]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^target_index,object,target_ra,target_dec,archive,service,/);
    const rows = rowsOf(stdout);
    expect(archivesIn(rows)).toEqual(new Set(["mast", "heasarc", "irsa", "ned"]));
    for (const row of rows) expect(row["object"]).toBe(FIELDS[Number(row["target_index"])]?.key);
    const told = JSON.parse(await readFile(ledger, "utf8"));
    expect(told.counts).toMatchObject({ targets: 4, matched: 4, skipped: 0, failed: 0, rows: rows.length });
    for (const entry of told.archives) expect(entry).toMatchObject({ status: "OK", answered: 4, failures: [] });
  });

  test("what single questions say, they say together", async () => {
    const { run, targets } = await home(POSITIONS);
    const all = rowsOf((await run(["cone", targets, "--radius", "4arcmin", "--common"])).stdout);
    for (const [index, { raDeg, decDeg }] of FIELDS.entries()) {
      const single = rowsOf((await run(["cone", `${raDeg} ${decDeg}`, "--radius", "4arcmin", "--common"])).stdout);
      const cells = ({ archive, id, ra, dec, distance_arcsec }: Record<string, string>) =>
        [archive, id, ra, dec, Number(distance_arcsec).toFixed(6)].join(" ");
      const found = all.filter((row) => row["target_index"] === String(index));
      expect(found.map(cells).sort()).toEqual(single.map(cells).sort());
      expect(found.length).toBeGreaterThan(3);
    }
  });

  test("--find best, of one archive, with columns that are named", async () => {
    const table = POSITIONS.replace("ra,dec", "x,y");
    const { run, targets } = await home(table);
    const args = ["--find", "best", "--archive", "ned", "--ra-col", "x", "--dec-col", "y", "--parallel", "2"];
    const { status, stdout } = await run(["cone", targets, "--radius", "1arcmin", "--common", ...args]);
    expect(status).toBe(0);
    expect(
      rowsOf(stdout).map(({ archive, object, distance_arcsec }) => [archive, object, Number(distance_arcsec) < 1]),
    ).toEqual(FIELDS.map(({ key }) => ["ned", key, true]));
  });

  test("names are looked up together; one that nobody knows is told, and costs its rows alone", async () => {
    const { run, targets, received } = await home("name\nM31\nM 87\nnonesuch\nm31\n");
    const { status, stdout, stderr } = await run(["cone", targets, "--radius", "1arcmin", "--common"]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/of 4 targets 1 have names without a position\. The first, target 2: "nonesuch"/);
    const rows = rowsOf(stdout);
    expect(new Set(rows.map((row) => row["target_index"]))).toEqual(new Set(["0", "1", "3"]));
    expect(received.mast.filter(({ url }) => url.includes("Santa-war")).length).toBe(1);
  });

  test("--name-col goes before positions that are there, too", async () => {
    const { run, targets } = await home("who,ra,dec\nM31,1,2\nM87,1,2\n");
    const { stdout } = await run(["cone", targets, "--radius", "1arcmin", "--name-col", "who", "--archive", "ned"]);
    expect(new Set(rowsOf(stdout).map(({ who }) => who))).toEqual(new Set(["M31", "M87"]));
  });

  test("an archive that is down is told, the others' rows are written, and the status is 3", async () => {
    const { run, targets, folder } = await home(POSITIONS, { faults: { irsa: { kind: "down" } } });
    const ledger = join(folder, "ledger.json");
    const { status, stdout, stderr } = await run(["cone", targets, "--ledger", ledger]);
    expect(status).toBe(3);
    expect(archivesIn(rowsOf(stdout))).toEqual(new Set(["mast", "heasarc", "ned"]));
    expect(stderr).toMatch(/^irsa +scs +fp_psc +failed +0 .*4 of 4 targets failed; the first, target 0/m);
    const told = JSON.parse(await readFile(ledger, "utf8"));
    const irsa = told.archives.find(({ archive }: { archive: string }) => archive === "irsa");
    expect(irsa.failures.map(({ target }: { target: number }) => target)).toEqual([0, 1, 2, 3]);
  });

  test("--on-error abort gives up, and leaves no OUT", async () => {
    const { run, targets, folder } = await home(POSITIONS, { faults: { irsa: { kind: "html" } } });
    const out = join(folder, "out.csv");
    const { status, stderr } = await run(["cone", targets, "--on-error", "abort", "-o", out]);
    expect([status, await namesIn(folder)]).toEqual([1, ["targets.csv"]]);
    expect(stderr).toContain("web page");
  });

  test("all down: a failure", async () => {
    const down = { kind: "down" } as const;
    const { run, targets } = await home(POSITIONS, { faults: { mast: down, heasarc: down, irsa: down, ned: down } });
    const { status, stderr } = await run(["cone", targets]);
    expect([status, stderr.includes("No archive answered.")]).toEqual([1, true]);
  });

  test("targets without a position are told of", async () => {
    const { run, targets } = await home(`${POSITIONS}\nnowhere,,\n`);
    const { status, stderr } = await run(["cone", targets, "--radius", "1arcmin"]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/1 of 5 targets had no position/)]);
  });

  test("a table without positions and names is named, with what to do", async () => {
    const { run, targets } = await home("n,m\n1,2\n");
    const { status, stderr } = await run(["cone", targets]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^error: .*targets\.csv: The targets.*\n--ra-col and/)]);
  });

  test("a VOTable is as good", async () => {
    const cells = FIELDS.map(({ raDeg, decDeg }) => `<TR><TD>${raDeg}</TD><TD>${decDeg}</TD></TR>`).join("");
    const votable = `<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="a" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main"/><FIELD name="b" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main"/><DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
    const { run, targets } = await home(votable, {}, "targets.vot");
    const { status, stdout } = await run(["cone", targets, "--radius", "1arcmin", "--archive", "ned"]);
    expect([status, new Set(rowsOf(stdout).map((row) => row["target_index"])).size]).toEqual([0, 4]);
  });
});
