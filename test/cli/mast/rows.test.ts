import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sumsIn } from "../../dali/download/running.ts";
import { newFolder } from "../command.ts";
import { newMastWorld } from "./world.ts";

/** Rows of a CSV without quotes. */
function rowsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [names[at] ?? "", cell])));
}

describe("rows", () => {
  test.each([
    [
      "observations, filtered",
      ["observations", "--filter", "proposal_id=1345", "--columns", "obsid,proposal_id,dataRights"],
      60,
    ],
    [
      "observations around a name",
      [
        "observations",
        "M101",
        "--radius",
        "5arcmin",
        "--filter",
        "obs_collection=HST",
        "--columns",
        "obsid,obs_collection",
      ],
      57,
    ],
    [
      "products of observations that a question finds",
      [
        "products",
        "--filter",
        "proposal_id=1345",
        "--filter",
        "calib_level=3",
        "--filter",
        "productType=SCIENCE",
        "--columns",
        "dataURI,size",
      ],
      79,
    ],
    [
      "products by their endings",
      ["products", "--filter", "proposal_id=1345", "--extension", "_i2d.fits", "--columns", "dataURI"],
      undefined,
    ],
    ["products, limited", ["products", "--filter", "proposal_id=1345", "--limit", "7", "--columns", "dataURI"], 7],
    ["files by keywords", ["keywords", "nirspec", "--filter", "program=2734", "--columns", "filename,program"], 80],
    [
      "a time series",
      ["keywords", "NIRCam", "--time-series", "WASP-39*", "--columns", "filename,targname,tsovisit"],
      undefined,
    ],
    ["moving targets", ["keywords", "miri", "--moving", "Titan", "--columns", "filename,targprop"], undefined],
    [
      "a mission's own search",
      [
        "search",
        "jwst",
        "--filter",
        "program=1345",
        "--columns",
        "fileSetName,program",
        "--sort",
        "-fileSetName",
        "--limit",
        "5",
      ],
      5,
    ],
    [
      "any service",
      [
        "invoke",
        "Mast.Caom.Filtered",
        "--columns",
        "obsid",
        "--request",
        '{"filters":[{"paramName":"proposal_id","values":["1345"]}]}',
      ],
      60,
    ],
    ["what columns there are", ["observations", "--describe", "--filter", "name=t_*", "--columns", "name,unit"], 4],
    ["what keywords there are", ["keywords", "nircam", "--describe", "--columns", "name,type"], undefined],
    ["what columns a mission has", ["search", "hst", "--describe", "--columns", "name,type"], undefined],
    ["what columns products have", ["products", "--describe", "--columns", "name"], undefined],
  ])("%s", async (_name, args, count) => {
    const { run } = await newMastWorld({ polls: 1 });
    const { status, stdout, stderr } = await run(args);
    expect([status, stderr]).toEqual([0, ""]);
    const rows = rowsOf(stdout);
    if (count === undefined) expect(rows.length).toBeGreaterThan(1);
    else expect(rows).toHaveLength(count);
    const named = args[args.indexOf("--columns") + 1]?.split(",") ?? [];
    expect(Object.keys(rows[0] ?? {}).slice(0, named.length)).toEqual(named);
  });

  test.each([
    [["observations", "--filter", "proposal_id=1345"], 60],
    [["observations", "--filter", "proposal_id=1345", "--filter", "dataRights!=PUBLIC"], 20],
    [["products", "--filter", "proposal_id=1345", "--filter", "productType=SCIENCE", "--filter", "calib_level=3"], 79],
    [["products", "--filter", "proposal_id=1345"], 499],
    [["products", "--filter", "proposal_id=1345", "--unique"], 440],
    [["keywords", "nirspec", "--filter", "program=2734"], 80],
    [["search", "jwst", "--filter", "program=1345"], undefined],
  ])("%j are counted without being asked for", async (args, count) => {
    const { run } = await newMastWorld();
    const { status, stdout } = await run([...args, "--count"]);
    expect(status).toBe(0);
    if (count === undefined) expect(Number(stdout)).toBeGreaterThan(5);
    else expect(stdout).toBe(`${count}\n`);
    expect((await run([...args, "--count", "--json"])).stdout).toBe(`{"count":${stdout.trim()}}\n`);
  });

  test.each(["vot", "fits", "parquet", "arrow", "csv", "ecsv", "ndjson"])("go to any format: %s", async (ending) => {
    const { run } = await newMastWorld();
    const out = join(await newFolder(), `observations.${ending}`);
    expect(await run(["observations", "--filter", "proposal_id=1345", "-o", out])).toMatchObject({
      status: 0,
      stdout: "",
    });
    expect((await readFile(out)).length).toBeGreaterThan(1000);
  });
});

test("a pipe: observations, their products, their files", async () => {
  const { run } = await newMastWorld();
  const folder = await newFolder();
  const observations = await run([
    "observations",
    "--filter",
    "proposal_id=2733",
    "--limit",
    "3",
    "--columns",
    "obsid,obs_id",
  ]);
  const products = await run(["products", "-", "--filter", "productType=PREVIEW,INFO", "--unique"], {
    stdin: observations.stdout,
  });
  expect(products.status).toBe(0);
  const download = await run(["download", "-", "--dir", folder], { stdin: products.stdout });
  expect(download).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(Object.keys(await sumsIn(folder))).toHaveLength(rowsOf(products.stdout).length);
});

test("a question instead of a list: the files of a programme's public spectra", async () => {
  const { run } = await newMastWorld();
  const folder = await newFolder();
  const args = [
    "download",
    "--filter",
    "proposal_id=1345",
    "--filter",
    "dataRights=PUBLIC",
    "--extension",
    "_x1d.fits",
    "--dir",
    folder,
  ];
  const { status, stdout } = await run([...args, "--json"]);
  const { files, completeFiles, duplicates } = JSON.parse(stdout) as Record<string, number>;
  expect([status, completeFiles, duplicates]).toEqual([0, files, 0]);
  expect(files).toBeGreaterThan(3);
});

test("--limit says that there is more, to people alone", async () => {
  const { run } = await newMastWorld();
  const args = ["observations", "--filter", "proposal_id=1345", "--limit", "3"];
  expect((await run(args)).stderr).toBe("");
  expect((await run([...args, "-v"])).stderr).toContain("note: 3 rows, as --limit has it; there are 60 rows in all.");
});

test("an answer as MAST has it", async () => {
  const { run } = await newMastWorld();
  const { status, stdout } = await run([
    "invoke",
    "Mast.Name.Lookup",
    "--param",
    "input=M101",
    "--param",
    "format=json",
    "--raw",
  ]);
  expect([status, (JSON.parse(stdout) as { resolvedCoordinate: object[] }).resolvedCoordinate[0]]).toMatchObject([
    0,
    { decl: 54.34895 },
  ]);
});

test("missions", async () => {
  const { run } = await newMastWorld();
  expect((await run(["missions"])).stdout).toMatch(/^COLLECTION {2}OBSERVATIONS\nHST +120\nJWST +212\n/);
  expect(JSON.parse((await run(["missions", "--json"])).stdout)).toMatchObject({
    missions: [{ name: "HST", observations: 120 }, {}, {}],
    searches: ["hst", "jwst", "roman", "roman_spectra", "roman_cgi", "iue", "classy", "ullyses"],
  });
});

describe("cutouts", () => {
  test("of all sectors, or told which there are", async () => {
    const { run } = await newMastWorld();
    const folder = await newFolder();
    const listed = await run(["cutout", "107.18 -70.5", "--list", "--json"]);
    const { sectors } = JSON.parse(listed.stdout) as { readonly sectors: readonly { readonly sector: number }[] };
    expect(sectors.length).toBeGreaterThan(0);
    const { status, stdout } = await run(["cutout", "107.18 -70.5", "--size", "10x12", "--dir", folder]);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split("\n").sort()).toEqual(
      Object.keys(await sumsIn(folder))
        .map((name) => join(folder, name))
        .sort(),
    );
  });

  test.each([
    [["cutout"], "A cutout is of TARGET, or of a --moving body."],
    [["cutout", "1 2", "--moving", "Io"], "A cutout is of TARGET, or of a --moving body."],
    [["cutout", "1 2", "--service", "zcut", "--sector", "1"], "--moving and --sector are for tesscut, not for zcut."],
    [["cutout", "1 2", "--size", "5parsec"], "A size is wanted"],
  ])("%j is misused", async (args, words) => {
    const { run } = await newMastWorld();
    expect(await run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
  });
});

describe("a question that cannot be meant is not sent", () => {
  test.each([
    [
      ["observations", "--filter", "obs_colection=JWST"],
      2,
      'There is no column "obs_colection" to filter by. Is obs_collection meant?',
    ],
    [["observations", "--filter", "t_exptime"], 2, '"t_exptime" is no filter.'],
    [["observations"], 2, "by a position, a name or filters"],
    [["products"], 2, "No observations are named."],
    [["products", "--filter", "proposal_id=none"], 2, "No observation fits"],
    [["keywords", "nicam", "--filter", "program=1"], 2, 'There are no keywords of "nicam".'],
    [["keywords", "nircam"], 2, "at least one filter"],
    [["search", "jwst", "--filter", "progam=1345"], 2, "program"],
    [["invoke", "no service"], 2, "is not the name of a Mashup service"],
    [["invoke", "Mast.Caom.Cone", "--param", "ra"], 2, '"ra" is no parameter'],
    [["invoke", "Mast.Caom.Cone", "--request", "{"], 2, "The request is no JSON"],
    [["download", "--filter", "proposal_id=none"], 1, "No observation fits"],
    [["download"], 2, "No observations are named."],
    [["download", "x.csv", "--filter", "proposal_id=1345"], 2, "A list of products is fetched as it is"],
  ])("%j", async (args, status, words) => {
    const { run } = await newMastWorld();
    const outcome = await run(args);
    expect(outcome.stderr).toContain(words);
    expect(outcome.status).toBe(status);
  });

  test("a table without obsid", async () => {
    const { run } = await newMastWorld();
    const path = join(await newFolder(), "x.csv");
    await writeFile(path, "obs_id\njw1\n");
    expect(await run(["products", path])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("has no column obsid; there are obs_id."),
    });
  });
});
