import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ConeQuirks, catalogueService, refusal, type Star, spread } from "../scs/cone-service.ts";
import { namesIn } from "./command.ts";
import { newHome } from "./home.ts";

const STARS: readonly Star[] = [
  { id: "a1", raDeg: 10, decDeg: 20 },
  { id: "a2", raDeg: 10, decDeg: 20.01 },
  { id: "b1", raDeg: 200, decDeg: -5 },
];
const TARGETS = "name,ra,dec\na,10,20\nnone,50,50\nb,200,-5\n";

async function world({
  stars = STARS,
  targets = TARGETS,
  ...quirks
}: ConeQuirks & { stars?: readonly Star[]; targets?: string } = {}) {
  const home = await newHome();
  const service = await catalogueService(stars, quirks);
  const list = join(home.folder, "targets.csv");
  await writeFile(list, targets);
  const cone = (...options: readonly string[]) => home.run(["cone", `@${list}`, "--service", service.url, ...options]);
  return { ...home, ...service, list, cone };
}

/** Refuses cones around declination 50. */
const refusing: ConeQuirks = {
  answer({ response }, { decDeg }) {
    if (decDeg === 50) response.end(refusal("no stars here"));
    return decDeg === 50;
  },
};

/** Names of targets and sources, of CSV. */
const pairs = (stdout: string): string[] =>
  stdout
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .map((cells) => `${cells[0]} ${cells[3]}`);

describe("armillary cone @TARGETS", () => {
  test.each([
    [[], ["a a1", "a a2", "b b1"]],
    [
      ["--find", "best"],
      ["a a1", "b b1"],
    ],
    [
      ["--find", "each"],
      ["a a1", "none ", "b b1"],
    ],
    [
      ["--radius", "1arcsec"],
      ["a a1", "b b1"],
    ],
  ])("%j", async (options, expected) => {
    const { cone } = await world();
    const { status, stdout, stderr } = await cone(...options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toBe("name,target_ra,target_dec,id,ra,dec,separation_arcsec");
    expect(pairs(stdout)).toEqual(expected);
  });

  test("targets from standard input, from any format, by columns that are named", async () => {
    const { run, url, asked } = await world();
    const stdin = "name\tlon\tlat\na\t10\t20\n";
    const place = ["cone", "@-", "--service", url];
    expect(await run(place, { stdin })).toMatchObject({ status: 2, stderr: expect.stringContaining("name, lon, lat") });
    expect(await run([...place, "--ra-col", "lon", "--dec-col", "lat"], { stdin })).toMatchObject({ status: 0 });
    expect(asked).toEqual([{ raDeg: 10, decDeg: 20, radiusDeg: 5 / 60 }]);
  });

  test("some that fail make status 3, and the others are delivered; the ledger tells which", async () => {
    const { cone, folder } = await world(refusing);
    const [out, ledger] = [join(folder, "out.csv"), join(folder, "ledger.json")];
    const { status, stderr } = await cone("-o", out, "--ledger", ledger);
    expect(status).toBe(3);
    expect(stderr).toMatch(/1 of 3 targets failed.*target 1:.*no stars here/s);
    expect(pairs(await readFile(out, "utf8"))).toEqual(["a a1", "a a2", "b b1"]);
    const told = JSON.parse(await readFile(ledger, "utf8"));
    expect(told).toMatchObject({ find: "all", counts: { targets: 3, requests: 3, matched: 2, failed: 1, rows: 3 } });
    expect(told.targets).toMatchObject([
      { index: 0, status: "OK", found: 2, rows: 2, raDeg: 10, decDeg: 20 },
      { index: 1, status: "ERROR", rows: 0, error: { code: "DAL_QUERY_ERROR", serviceMessage: "no stars here" } },
      { index: 2, status: "OK", rows: 1 },
    ]);
  });

  test("--on-error abort gives up, and leaves nothing", async () => {
    const { cone, folder } = await world(refusing);
    const { status, stderr } = await cone(
      "-o",
      join(folder, "out.csv"),
      "--ledger",
      join(folder, "l.json"),
      "--on-error",
      "abort",
    );
    expect(status).toBe(1);
    expect(stderr).toContain("no stars here");
    expect((await namesIn(folder)).filter((name) => /out|l\.json|part/.test(name))).toEqual([]);
  });

  test("rows that are missing and targets without a position are told of", async () => {
    const { cone } = await world({ limit: 1, targets: `${TARGETS}gone,,\n` });
    const { status, stderr } = await cone();
    expect(stderr).toMatch(/around 1 of 4 targets the service has more rows/);
    expect(stderr).toMatch(/1 of 4 targets had no position/);
    expect(status).toBe(0);
  });

  test("--parallel and --merge change how it is asked, and nothing else", async () => {
    const targets = `name,ra,dec\n${spread(120)
      .map(({ id, raDeg, decDeg }) => `${id},${raDeg},${decDeg}\n`)
      .join("")}`;
    const { cone, asked, seen } = await world({ stars: spread(2000), targets, delayMs: () => 5 });
    const apart = await cone("--radius", "2deg", "--parallel", "6");
    expect(seen.most).toBe(6);
    const before = asked.length;
    const together = await cone("--radius", "2deg", "--merge");
    expect(together.stdout).toBe(apart.stdout);
    expect(asked.length - before).toBeLessThan(before * 0.75);
  });

  test("--rate sets the pace", async () => {
    const { cone } = await world();
    const startMs = performance.now();
    await cone("--rate", "10");
    expect(performance.now() - startMs).toBeGreaterThan(195);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ["--open", ["--open"], /not those of many/],
    ["rows and ledger in one place", ["--ledger", "-"], /both/],
    ["rows and ledger in one file", ["-o", "x.csv", "--ledger", "./x.csv"], /both the rows and the ledger/],
    ["no rate", ["--rate", "0"], /above 0/],
    ["nothing at a time", ["--parallel", "0"], /from 1/],
    ["a column that is not there", ["--ra-col", "nope"], /no column "nope"/],
  ])("%s is misuse, and nothing is sent", async (_, options, message) => {
    const { cone, asked } = await world();
    const { status, stderr } = await cone(...options);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(asked).toEqual([]);
  });

  test("a table without positions is named, with what to do", async () => {
    const { cone } = await world({ targets: "n,word\n1,one\n" });
    const { status, stderr } = await cone();
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^error: .*targets\.csv: No column .*\n--ra-col and/)]);
  });

  test.each([["--find", "best"], ["--merge"], ["--ledger", "x.json"], ["--ra-col", "x"]])(
    "%s is for many",
    async (...options) => {
      const { run, url, asked } = await world();
      const { status, stderr } = await run(["cone", "1 2", "--service", url, ...options]);
      expect(stderr).toMatch(/is for many targets/);
      expect(status).toBe(2);
      expect(asked).toEqual([]);
    },
  );
});
