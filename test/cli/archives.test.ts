import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ArchivesOptions, archives, FIELDS } from "../support/archives/index.ts";
import { atAnyScale } from "../support/at-any-scale.ts";
import { namesIn } from "./command.ts";
import { newHome } from "./home.ts";

const [M31] = FIELDS;
const place = `${M31?.raDeg} ${M31?.decDeg}`;

/** A home in which the archives' addresses lead to simulations of them. */
async function world(options: ArchivesOptions = {}) {
  const { rewrites } = await archives(options);
  const home = await newHome();
  const run = (
    args: readonly string[],
    terminal: readonly ("stdout" | "stderr")[] = [],
    env: Readonly<Record<string, string>> = {},
  ) => home.run([...args, "--retries", "0"], { env: { ARMILLARY_REWRITE: rewrites, ...env }, terminal });
  return { ...home, run };
}

const archivesIn = (csv: string): Set<string | undefined> =>
  new Set(
    csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]),
  );

describe("without --service", () => {
  test.each([
    ["cone", "--radius", "10arcmin"],
    ["images", "--radius", "2arcmin"],
    ["spectra", "--diameter", "4arcmin"],
  ])("armillary %s asks all four archives, and writes one table", async (verb, ...size) => {
    const { run } = await world();
    const { status, stdout, stderr } = await run([verb, place, ...size]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^archive,service,collection,id,name,ra,dec,distance_arcsec,same_as,/);
    expect(archivesIn(stdout)).toEqual(new Set(["mast", "heasarc", "irsa", "ned"]));
  });

  test("a name is looked up, and the ledger told on a terminal", async () => {
    const { run } = await world();
    const { stdout, stderr } = await run(["cone", "M31", "--radius", "10arcmin", "--common"], ["stderr"]);
    expect(archivesIn(stdout).size).toBe(4);
    expect(stderr).toMatch(/ARCHIVE +PROTOCOL +COLLECTION +STATUS +ROWS +TIME/);
    expect(stderr).toMatch(/^irsa +scs +fp_psc +ok +\d/m);
    expect(stderr).toMatch(/^ned +scs +ok +\d/m);
  });

  test("some that fail are told, what the others have is written, and the status is 3", async () => {
    const { run, folder } = await world({ faults: { mast: { kind: "down" }, ned: { kind: "html" } } });
    const ledger = join(folder, "ledger.json");
    const { status, stdout, stderr } = await run(["cone", place, "--radius", "10arcmin", "--ledger", ledger]);
    expect(status).toBe(3);
    expect(archivesIn(stdout)).toEqual(new Set(["heasarc", "irsa"]));
    expect(stderr).toMatch(/^mast +scs +hst +failed +0 /m);
    expect(stderr).toMatch(/^ned +scs +failed +0 .*web page/m);
    const told = JSON.parse(await readFile(ledger, "utf8"));
    expect(told).toMatchObject({ kind: "cone", raDeg: M31?.raDeg, radiusDeg: 10 / 60 });
    expect(
      told.archives.map(({ archive, status }: { archive: string; status: string }) => `${archive} ${status}`),
    ).toEqual(["mast ERROR", "heasarc OK", "irsa OK", "ned ERROR"]);
  });

  test("all that fail are a failure, without OUT, and with a ledger", async () => {
    const down = { kind: "down" } as const;
    const { run, folder } = await world({ faults: { mast: down, heasarc: down, irsa: down, ned: down } });
    const out = join(folder, "out.csv");
    const { status, stderr } = await run(["cone", place, "-o", out, "--ledger", join(folder, "ledger.json"), "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "NAVO_NO_ANSWER" } });
    expect(await namesIn(folder)).toEqual(["ledger.json"]);
    expect(JSON.parse(await readFile(join(folder, "ledger.json"), "utf8")).elapsedMs).toBeGreaterThan(0);
  });

  test("one that is slow is not waited for longer than --wait", async () => {
    await atAnyScale(async (scale) => {
      const { run } = await world({ faults: { heasarc: { kind: "slow", delayMs: 600_000 } } });
      const { status, stderr } = await run(["cone", place, "--radius", "10arcmin", "--wait", `${800 * scale}ms`]);
      expect(status).toBe(3);
      expect(stderr).toMatch(/^heasarc +scs +zcat +too slow/m);
    });
  });

  test("what cannot be asked of an archive is told as the command says it", async () => {
    const { run } = await world();
    const { status, stderr } = await run(["images", place, "--archive", "ned", "--band", "V"]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^ned +sia1 .* --band cannot be sought here/m)]);
  });

  test("some archives, one collection", async () => {
    const { run } = await world();
    const { stdout } = await run([
      "images",
      place,
      "--archive",
      "irsa",
      "--archive",
      "mast",
      "--collection",
      "mast:GALEX",
      "--common",
    ]);
    expect(archivesIn(stdout)).toEqual(new Set(["mast"]));
    expect(stdout).toContain("GALEX");
  });

  test.each<readonly [readonly string[], RegExp]>([
    [["images", "@targets.csv", "--size", "1deg"], /--size is of one target/],
    [["spectra", "@targets.csv", "--region", "CIRCLE 1 2 3"], /--region is of one target/],
    [["cone", "@targets.csv", "--region", "CIRCLE 1 2 3"], /--region stands instead of TARGET/],
    [["cone", "@targets.csv", "--merge"], /--merge goes with --service/],
    [["cone", "1 2", "-o", "x.csv", "--ledger", "./x.csv"], /x\.csv cannot be both the rows and the ledger/],
    [["cone", "@targets.csv", "-o", "x.csv", "--ledger", "./x.csv"], /x\.csv cannot be both the rows and the ledger/],
    [["images", "1 2", "--ledger", "x.svg", "--plot", "x.svg"], /x\.svg cannot be both the ledger and the picture/],
    [["cone", place, "--find", "best"], /--find is for many targets/],
    [["images", place, "--parallel", "2"], /--parallel is for many targets/],
    [["images", "@targets.csv", "--service", "https://example.org/sia"], /leave --service out/],
    [["cone", "@t.csv", "--service", "https://example.org/scs", "--name-col", "x"], /--name-col is of a search of all/],
    [["cone", place, "--verbosity", "3"], /--verbosity goes with --service/],
    [["cone", place, "--param", "a=b"], /--param goes with --service/],
    [["cone", place, "--user", "me:secret"], /--user goes with --service/],
    [["cone", place, "--open"], /--open goes with --service/],
    [["cone", place, "--archive", "cadc"], /Archives are mast, heasarc, irsa, ned/],
    [
      ["cone", place, "--service", "https://example.org/scs", "--archive", "mast"],
      /--archive is of a search of all archives/,
    ],
    [["images", "CIRCLE 10 41"], /3 numbers are due/],
    [["cone", "--region", "BOX 10 41"], /is no box/],
    [["cone", place, "--region", "CIRCLE 10 41 1"], /--region stands instead of TARGET/],
    [["cone", "--region", "CIRCLE GALACTIC 10 41 1"], /the frame GALACTIC/],
    [["images", "--region", "CIRCLE 10 41 1", "--radius", "1deg"], /A region has its size/],
    [["spectra", "--region", "CIRCLE 10 41 1", "--diameter", "1deg"], /leave --diameter out/],
    [["cone"], /TARGET is due, or --region/],
    [["cone", place, "--protocol", "ssa"], /For cone there are scs, tap/],
    [["cone", place, "--service", "https://example.org/scs", "--keyword", "x"], /--keyword is of a search of all/],
    [["images", place, "--sia", "2"], /--sia goes with --service/],
    [["spectra"], /give TARGET, --region, or --service/],
    [["spectra", place, "--redshift", "2.."], /--redshift goes with --service/],
  ])("%j is misuse, and nobody is asked", async (args, message) => {
    const { run } = await newHome();
    const { status, stderr } = await run(args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

describe("--region, --protocol, --keyword", () => {
  const box = `BOX ${place} 0.3 0.2`;
  const column = (csv: string, name: string): readonly string[] => {
    const [head = "", ...lines] = csv.trim().split("\n");
    const at = head.split(",").indexOf(name);
    return lines.map((line) => line.split(",")[at] ?? "");
  };
  const isInBox = (decs: readonly string[]): boolean =>
    decs.every((dec) => Math.abs(Number(dec) - (M31?.decDeg ?? 0)) <= 0.1);

  test.each<readonly [string, readonly string[]]>([
    ["cone", []],
    ["cone", ["--protocol", "tap"]],
    ["spectra", []],
  ])("armillary %s %j gives what lies in it, and tells what was left out", async (verb, args) => {
    const { run, folder } = await world();
    const ledger = join(folder, "ledger.json");
    const { status, stdout } = await run([verb, "--region", box, "--common", "--ledger", ledger, ...args]);
    expect(status).toBe(0);
    expect(isInBox(column(stdout, "dec"))).toBe(true);
    expect(archivesIn(stdout)).toEqual(new Set(["mast", "heasarc", "irsa", "ned"]));
    const told = JSON.parse(await readFile(ledger, "utf8"));
    expect(told.region).toBe(box);
    for (const { rows, received } of told.archives) expect(received).toBeGreaterThanOrEqual(rows);
  });

  test("a region in place of the target of images, too; a box of two sides", async () => {
    const { run } = await world();
    const polygon = "POLYGON ICRS 10.4 41.1 11 41.1 11 41.5 10.4 41.5";
    const [one, other, sized] = [
      await run(["images", polygon, "--common"]),
      await run(["images", "--region", polygon, "--common"]),
      await run(["images", place, "--size", "0.3deg,0.2deg", "--common"]),
    ];
    expect(one.stdout).toBe(other.stdout);
    expect(archivesIn(one.stdout).size).toBe(4);
    expect([sized.status, archivesIn(sized.stdout).size]).toEqual([0, 4]);
  });

  test("of one service: the circle around it is asked for, and rows outside are left out", async () => {
    const { run } = await world();
    const service = ["--service", "https://irsa.ipac.caltech.edu/SCS?table=fp_psc"];
    const cone = await run(["cone", "--region", box, ...service, "-v"]);
    expect(cone.status).toBe(0);
    expect(column(cone.stdout, "dec").length).toBeGreaterThan(1);
    expect(isInBox(column(cone.stdout, "dec"))).toBe(true);
    expect(cone.stderr).toMatch(/of \d+ rows that came, \d+ lay outside of the region/);
    const ssa = ["--service", "https://irsa.ipac.caltech.edu/SSA"];
    const spectra = await run(["spectra", "--region", `CIRCLE ${place} 0.05`, ...ssa]);
    expect(column(spectra.stdout, "dec")).toHaveLength(3);
    const boxed = await run(["spectra", "--region", `BOX ${place} 0.3 0.3`, ...ssa]);
    expect(column(boxed.stdout, "dec")).toHaveLength(6);
    const wide = await run(["images", "--region", box, "--service", "https://irsa.ipac.caltech.edu/SIA"]);
    expect(column(wide.stdout, "s_dec").length).toBeGreaterThan(1);
  });

  test("by ObsTAP, with words", async () => {
    const { run } = await world();
    const { status, stdout, stderr } = await run(
      ["images", place, "--protocol", "obscore", "--keyword", "galex", "--radius", "0.3deg", "--common", "-v"],
      [],
    );
    expect(status).toBe(0);
    expect(new Set(column(stdout, "facility"))).toEqual(new Set(["GALEX"]));
    expect(stderr).toMatch(/^mast +obscore +ok +3 /m);
    expect(stderr).toMatch(/^irsa +not asked/m);
  });

  test("rows that came and were left out are told beside those that are there", async () => {
    const { run } = await world();
    const { stderr } = await run(["images", place, "--radius", "0.3deg", "--keyword", "wise", "-v"]);
    expect(stderr).toMatch(/^irsa +sia2 +ok +3 of 6 /m);
  });

  test("a service of the registry, beside an archive", async () => {
    const { run } = await world({
      resources: [
        {
          ivoid: "ivo://example.org/psc",
          capabilities: [
            {
              standardId: "ivo://ivoa.net/std/conesearch",
              interfaces: [
                { url: "https://irsa.ipac.caltech.edu/SCS?table=fp_psc", type: "vs:paramhttp", role: "std" },
              ],
            },
          ],
        },
      ],
    });
    const collections = ["--collection", "ivo://example.org/psc", "--collection", "ned:objdir"];
    const env = { IVOA_REGISTRY: "https://mast.stsci.edu/vo-tap/api/v0.1/registry" };
    const { status, stdout, stderr } = await run(["cone", place, "--common", "-v", ...collections], [], env);
    expect(status).toBe(0);
    expect(archivesIn(stdout)).toEqual(new Set(["example.org", "ned"]));
    expect(stderr).toMatch(/^example\.org +scs +ivo:\/\/example\.org\/psc +ok/m);
  });
});
