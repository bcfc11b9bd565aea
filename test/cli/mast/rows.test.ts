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
  const cone = ["invoke", "Mast.Catalogs.GaiaDR3.Cone", "--param", "ra=210.8", "--param", "dec=54.35"];
  const rows = (await run([...cone, "--param", "radius=0.1", "--raw"])).stdout;
  const [, digits = "", name] = /"source_id":(\d{19}),"designation":"Gaia DR3 (\d+)"/.exec(rows) ?? [];
  expect([digits.length, digits]).toEqual([19, name]);
});

test("an answer that is none of rows is told with the option that prints it", async () => {
  const { run } = await newMastWorld();
  const lookup = ["invoke", "Mast.Name.Lookup", "--param", "input=M101", "--param", "format=json"];
  expect(await run(lookup)).toMatchObject({ status: 1, stderr: expect.stringContaining("answer otherwise (--raw)") });
});

test.each([
  [["crossmatch", "FILE", "--catalog", "gaia"], /names\.csv: Nothing tells which columns/],
  [["products", "jw1345-o001_t001_miri"], /no such file.*\n.*--observation 'obs_id=jw1345-o001_t001_miri'/],
])("%j names what is at fault, and what to do", async ([...args], message) => {
  const { run } = await newMastWorld();
  const file = join(await newFolder(), "names.csv");
  await writeFile(file, "n,m\n1,2\n");
  const { status, stderr } = await run(args.map((arg) => (arg === "FILE" ? file : arg)));
  expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
});

test("missions", async () => {
  const { run } = await newMastWorld();
  expect((await run(["missions"])).stdout).toMatch(/^COLLECTION {2}OBSERVATIONS\nHST +120\nJWST +212\n/);
  expect(JSON.parse((await run(["missions", "--json"])).stdout)).toMatchObject({
    missions: [{ name: "HST", observations: 120 }, {}, {}],
    searches: ["hst", "jwst", "roman", "roman_spectra", "roman_cgi", "iue", "classy", "ullyses"],
  });
});

describe("catalogues", () => {
  test.each([
    ["around a name", ["gaia", "M101", "--radius", "1arcmin", "--columns", "source_id,ra"]],
    ["by filters", ["tic", "--filter", "Tmag=..12", "--columns", "ID,Tmag", "--limit", "3"]],
    [
      "with the service's own parameters",
      ["hsc", "M101", "--release", "3", "--param", "magtype=2", "--columns", "MatchID"],
    ],
    ["of Pan-STARRS", ["panstarrs", "--filter", "nDetections=1..", "--columns", "objID,nDetections", "--limit", "3"]],
  ])("%s", async (_name, args) => {
    const { run } = await newMastWorld();
    const { status, stdout, stderr } = await run(["catalog", ...args]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")[0]).toBe(args[args.indexOf("--columns") + 1]);
    expect(rowsOf(stdout).length).toBeGreaterThan(0);
  });

  test("are counted", async () => {
    const { run } = await newMastWorld();
    expect(Number((await run(["catalog", "tic", "--filter", "Tmag=..12", "--count"])).stdout)).toBeGreaterThan(10);
    expect(
      Number((await run(["catalog", "panstarrs", "--filter", "nDetections=1..", "--count"])).stdout),
    ).toBeGreaterThan(10);
  });

  test("are matched with a table, every row of which stays", async () => {
    const { run } = await newMastWorld();
    const stdin = "name,ra,dec\na,210.80227,54.34895\nb,10,20\nc,,\n";
    const { status, stdout, stderr } = await run(
      [
        "crossmatch",
        "-",
        "--catalog",
        "tic",
        "--radius",
        "30arcsec",
        "--find",
        "best",
        "--columns",
        "name,separation_arcsec",
      ],
      { stdin },
    );
    expect([status, stderr]).toEqual([0, "warning: 1 row without a position could not be matched.\n"]);
    expect(rowsOf(stdout).map(({ name, separation_arcsec: separation }) => [name, separation === ""])).toEqual([
      ["a", false],
      ["b", true],
      ["c", true],
    ]);
  });

  test.each([
    [["catalog", "panstarrs", "M101", "--release", "7"], "Pan-STARRS has the releases dr2 and dr1."],
    [["catalog", "gaia", "M101", "--release", "9"], "has no version 9; it has 3, 2, 1"],
    [["catalog", "gaia", "M101", "--kind", "mean"], "--kind is for panstarrs"],
    [["catalog", "gaia"], "by a place, by filters, or both"],
    [["crossmatch", "-", "--catalog", "plato"], "has no service for cross-matches"],
  ])("%j is misused", async (args, words) => {
    const { run } = await newMastWorld();
    expect(await run(args, { stdin: "ra,dec\n1,2\n" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(words),
    });
  });
});

describe("duplicates", () => {
  const one = [
    "duplicates",
    "--target",
    "214.9 52.9",
    "--instrument",
    "NIRCAM/IMAGE",
    "--elements",
    "F200W",
    "--exposure",
    "3000",
  ];

  test("of one observation: all at the place, those that are alike, without one's own programme", async () => {
    const { run } = await newMastWorld();
    const rows = async (...more: string[]): Promise<readonly Readonly<Record<string, string>>[]> =>
      rowsOf((await run([...one, "--columns", "verdict,program", ...more])).stdout);
    const [all, alike, others] = [await rows(), await rows("--alike"), await rows("--except", "1345")];
    expect(new Set(all.map(({ verdict }) => verdict))).toEqual(new Set(["DUPLICATE", "DIFFERENT"]));
    expect(alike).toEqual(all.filter(({ verdict }) => verdict !== "DIFFERENT"));
    expect(others).toEqual(all.filter(({ program }) => program !== "1345"));
  });

  test("of a table, which people are told of one by one", async () => {
    const { run } = await newMastWorld();
    const stdin =
      "label,ra,dec,instrument,filters,exposure_s\na,214.9,52.9,NIRCAM/IMAGE,F200W,3000\nb,1,1,MIRI/IMAGE,F090W,100\n";
    const { status, stdout, stderr } = await run(
      ["duplicates", "-", "--filter", "verdict=DUPLICATE", "--columns", "label,verdict", "-v"],
      { stdin },
    );
    expect(status).toBe(0);
    expect(new Set(rowsOf(stdout).map(({ label }) => label))).toEqual(new Set(["a"]));
    expect(stderr).toMatch(
      /note: a: 27 observations there; 3 duplicates, 0 possible\.\nnote: b: 0 observations there; none repeats it\.\n/,
    );
  });

  test.each([
    [["duplicates"], "No proposed observation is given."],
    [["duplicates", "x.csv", "--target", "1 2"], "cannot both be looked at"],
    [["duplicates", "--target", "1 2"], "compared by their instrument"],
    [["duplicates", "--target", "1 2", "--instrument", "MIRI", "--exposure", "-1"], "A number above 0 is wanted."],
  ])("%j is misused", async (args, words) => {
    const { run } = await newMastWorld();
    expect(await run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining(words) });
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
