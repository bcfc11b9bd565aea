import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, field, table } from "../ssap/open-service.ts";
import { faultyService } from "../support/faulty-service.ts";
import { newHome } from "./home.ts";

const FIELDS = [
  field("title", { utype: "ssa:DataID.Title" }),
  field("url", { utype: "ssa:Access.Reference" }),
  field("place", { datatype: "double", arraysize: "2", utype: "ssa:Char.SpatialAxis.Coverage.Location.Value" }),
];
const ROWS = [
  ["A", "data/a.fits", "10 20"],
  ["B", "data/b.fits", "10 20.5"],
];

async function spectralService(content = answer(table(FIELDS, ROWS))) {
  const service = await faultyService();
  const url = service.on("/vo/ssa", ({ response }) => response.setHeader("content-type", "text/xml").end(content));
  const home = await newHome();
  const parameters = () =>
    [...new URLSearchParams(service.received.at(-1)?.url.split("?")[1])].map((pair) => pair.join("=")).slice(1);
  return { ...home, url, parameters, origin: service.origin, received: service.received };
}

describe("armillary spectra", () => {
  test("writes what comes", async () => {
    const { run, url, parameters } = await spectralService();
    const { status, stdout, stderr } = await run(["spectra", "10 20", "--service", url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe('title,url,place\nA,data/a.fits,"[10,20]"\nB,data/b.fits,"[10,20.5]"\n');
    expect(parameters()).toEqual(["POS=10,20", expect.stringMatching(/^SIZE=0\.002777/)]);
  });

  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["a circle", ["00:42:00 -20:30:00", "--diameter", "6arcmin"], ["POS=10.5,-20.5", "SIZE=0.1"]],
    ["anywhere", ["--collection", "iso_sws"], ["COLLECTION=iso_sws"]],
    [
      "all that may be said",
      [
        ...["1 2", "--diameter", "1deg", "--band", "500nm..600nm", "--band", "V", "--time", "2010-01-01..2011-01-01"],
        ...["--format", "fits", "--format", "votable", "--target-name", "M 31", "--target-class", "star"],
        ...["--min-snr", "10", "--min-resolution", "2000", "--redshift", "0.1..", "--flux-calib", "relative"],
        ...["--top", "3", "--maxrec", "5", "--param", "WILDTARGET=Star*"],
      ],
      [
        ...["POS=1,2", "SIZE=1", "BAND=5e-7/6e-7,5.45e-7", "TIME=2010-01-01T00:00:00/2011-01-01T00:00:00"],
        ...["FORMAT=fits,votable", "SPECRP=2000", "SNR=10", "REDSHIFT=0.1/", "TARGETNAME=M 31", "TARGETCLASS=star"],
        ...["FLUXCALIB=relative", "TOP=3", "MAXREC=5", "WILDTARGET=Star*"],
      ],
    ],
  ])("%s is sent", async (_, args, expected) => {
    const { run, url, parameters } = await spectralService();
    const { status, stderr } = await run(["spectra", ...args, "--service", url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(parameters()).toEqual(expected);
  });

  test("--within leaves out what lies outside, and says so", async () => {
    const { run, url } = await spectralService();
    const { stdout, stderr } = await run(["spectra", "10 20", "--diameter", "0.5deg", "--within", "--service", url]);
    expect(stdout).toBe('title,url,place\nA,data/a.fits,"[10,20]"\n');
    expect(stderr).toContain("Left out 1 row outside of the circle.");
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ["an angle without a unit", ["1 2", "--diameter", "5"], /has no unit/],
    ["a circle around nothing", ["--within"], /TARGET/],
    ["a band without a unit", ["1 2", "--band", "500"], /no wavelength/],
    ["a range the wrong way", ["1 2", "--redshift", "3..1"], /no range/],
    ["a range of nothing", ["1 2", "--redshift", ".."], /no range/],
    ["an unknown level", ["1 2", "--flux-calib", "good"], /absolute/],
    ["none of the best", ["1 2", "--top", "0"], /from 1/],
  ])("%s is misuse, and nothing is sent", async (_, args, message) => {
    const { run, url, received } = await spectralService();
    const { status, stderr } = await run(["spectra", ...args, "--service", url]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(received).toEqual([]);
  });

  test("the service's words are told, and nothing is written", async () => {
    const { run, url } = await spectralService(
      answer("", '<INFO name="QUERY_STATUS" value="ERROR">no such collection</INFO>'),
    );
    const { status, stdout, stderr } = await run(["spectra", "--collection", "x", "--service", url]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("no such collection");
  });

  test("--open shows the first spectrum, whose path is made an address", async () => {
    const { run, url, folder, origin } = await spectralService();
    const pages: string[] = [];
    const out = join(folder, "out.csv");
    await run(["spectra", "1 2", "--service", url, "--open", "-o", out], {
      terminal: ["stderr"],
      onPage: (page) => void pages.push(page),
    });
    expect(pages).toEqual([`${origin}/vo/data/a.fits`]);
    expect(await readFile(out, "utf8")).toContain("data/b.fits");
  });
});
