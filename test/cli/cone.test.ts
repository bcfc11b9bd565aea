import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { faultyService } from "../support/faulty-service.ts";
import { ROWS, votable } from "./command.ts";
import { newHome } from "./home.ts";

/** A cone search with one answer. */
async function coneService(answer: string = votable(ROWS)) {
  const service = await faultyService();
  const url = service.on("/scs", ({ response }) => response.setHeader("content-type", "text/xml").end(answer));
  const home = await newHome();
  const parameters = () => new URLSearchParams(service.received.at(-1)?.url.split("?")[1]);
  return { ...home, url, parameters, received: service.received };
}

describe("armillary cone", () => {
  test("asks for a cone around a position, and writes what comes", async () => {
    const { run, url, parameters } = await coneService();
    const { status, stdout, stderr } = await run(["cone", "10.68 -41.27", "--radius", "90arcsec", "--service", url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^id,ra,note\n1,10.5,a\n/);
    expect(Object.fromEntries(parameters())).toEqual({ RA: "10.68", DEC: "-41.27", SR: "0.025" });
  });

  test.each<readonly [readonly string[], Readonly<Record<string, string>>]>([
    [["--verbosity", "3"], { VERB: "3" }],
    [["--maxrec", "7"], { MAXREC: "7" }],
    [["--param", "band=R", "--param", "quality=a=b"], { band: "R", quality: "a=b" }],
    [["--radius", "0.5deg"], { SR: "0.5" }],
  ])("%j is sent", async (options, expected) => {
    const { run, url, parameters } = await coneService();
    expect(await run(["cone", "0h42m44.3s +41d16m9s", "--service", url, ...options])).toMatchObject({ status: 0 });
    expect(Object.fromEntries(parameters())).toMatchObject(expected);
  });

  test("a parameter can be sent several times", async () => {
    const { run, url, parameters } = await coneService();
    await run(["cone", "1 2", "--service", url, "--param", "band=R", "--param", "band=I"]);
    expect(parameters().getAll("band")).toEqual(["R", "I"]);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ["half a position", ["10.5", "--service", "https://example.org/scs"], /10\.5/],
    ["a service of TAP", ["1 2", "--service", "gaia"], /"gaia" is a service of TAP/],
    ["a service that nobody knows", ["1 2", "--service", "nobody"], /"nobody" is no service/],
    ["a radius without a unit", ["1 2", "--service", "https://example.org/scs", "--radius", "5"], /no unit/],
    [
      "a radius beyond the sky",
      ["1 2", "--service", "https://example.org/scs", "--radius", "200deg"],
      /at most 180 degrees/,
    ],
    ["a parameter without a value", ["1 2", "--service", "https://example.org/scs", "--param", "x"], /NAME=VALUE/],
    ["RA as a parameter", ["1 2", "--service", "https://example.org/scs", "--param", "ra=5"], /ra is given as raDeg/],
    ["--open without a terminal", ["1 2", "--service", "https://example.org/scs", "--open"], /terminal/],
  ])("%s is misuse, and nothing is sent", async (_, args, message) => {
    const { run } = await newHome();
    const { status, stderr } = await run(["cone", ...args]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("a name of config.json is a service", async () => {
    const { run, url, configure, parameters } = await coneService();
    await configure({ presets: { mine: `${url}?table=stars&` } });
    expect(await run(["cone", "1 2", "--service", "mine"])).toMatchObject({ status: 0 });
    expect(parameters().get("table")).toBe("stars");
  });

  test("the service's refusal is told in its words, as JSON where that is wanted", async () => {
    const refusal =
      '<VOTABLE version="1.1"><INFO ID="Error" name="Error" value="SR is too large"/><RESOURCE/></VOTABLE>';
    const { run, url } = await coneService(refusal);
    expect((await run(["cone", "1 2", "--service", url])).stderr).toContain("SR is too large");
    const { status, stderr } = await run(["cone", "1 2", "--service", url, "--json"]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "DAL_QUERY_ERROR", serviceMessage: "SR is too large" } });
    expect(status).toBe(1);
  });

  test.each([
    [
      "says so",
      { after: '<INFO name="QUERY_STATUS" value="OVERFLOW">first 3</INFO>' },
      [],
      /Incomplete.*3 rows.*first 3/s,
    ],
    ["is as long as --maxrec", {}, ["--maxrec", "3"], /Perhaps incomplete.*3 rows/s],
  ])("an answer that was cut is told of: it %s", async (_, around, options, message) => {
    const { run, url } = await coneService(votable(ROWS, around));
    const { status, stderr } = await run(["cone", "1 2", "--service", url, ...options]);
    expect(stderr).toMatch(message);
    expect(status).toBe(0);
  });

  test("--open shows the answer in the browser, and says so", async () => {
    const { run, url, folder } = await coneService();
    const pages: string[] = [];
    const out = join(folder, "out.csv");
    const { stderr } = await run(["cone", "1 2", "--service", url, "--open", "-o", out], {
      terminal: ["stderr"],
      onPage: (page) => void pages.push(page),
    });
    expect(pages).toEqual([`${url}?RA=1&DEC=2&SR=${5 / 60}`]);
    expect(stderr).toContain(`Opening ${pages[0]}`);
    expect(await readFile(out, "utf8")).toContain("10.5");
  });
});
