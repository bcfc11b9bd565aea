import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { faultyService } from "../support/faulty-service.ts";
import { newHome } from "./home.ts";

const FIELDS =
  '<FIELD name="title" datatype="char" arraysize="*" ucd="VOX:Image_Title"/><FIELD name="url" datatype="char" arraysize="*" ucd="VOX:Image_AccessReference"/><FIELD name="instrument" datatype="char" arraysize="*" ucd="INST_ID"/>';
const ROWS = "<TR><TD>A</TD><TD>data/a.fits</TD><TD>WFC3</TD></TR><TR><TD>B</TD><TD>data/b.fits</TD><TD>ACS</TD></TR>";
const ANSWER = `<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>${FIELDS}<DATA><TABLEDATA>${ROWS}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

async function imageService(answer = ANSWER) {
  const service = await faultyService();
  const url = service.on("/vo/sia", ({ response }) => response.setHeader("content-type", "text/xml").end(answer));
  const home = await newHome();
  const parameters = () =>
    [...new URLSearchParams(service.received.at(-1)?.url.split("?")[1])].map((pair) => pair.join("="));
  return { ...home, url, parameters, origin: service.origin };
}

describe("armillary images", () => {
  test("finds the version out, says so, and writes what comes", async () => {
    const { run, url, parameters } = await imageService();
    const { status, stdout, stderr } = await run(["images", "10.5 -41", "--service", url]);
    expect(stdout).toBe("title,url,instrument\nA,data/a.fits,WFC3\nB,data/b.fits,ACS\n");
    expect(stderr).toMatch(/note: SIA 1 was spoken: it answers MAXREC=0/);
    expect(status).toBe(0);
    expect(parameters()).toEqual(["POS=10.5,-41", "SIZE=0.2"]);
  });

  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["a box", ["10 20", "--sia", "1", "--size", "30arcmin,1deg"], ["POS=10,20", "SIZE=0.5,1"]],
    ["how they lie", ["10 20", "--sia", "1", "--intersect", "CENTER"], ["POS=10,20", "SIZE=0.2", "INTERSECT=CENTER"]],
    ["formats of SIA 1", ["10 20", "--sia", "1", "--format", "ALL"], ["POS=10,20", "SIZE=0.2", "FORMAT=ALL"]],
    ["a circle", ["10 20", "--sia", "2", "--radius", "6arcmin"], ["POS=CIRCLE 10 20 0.1"]],
    ["a box of SIA 2", ["10 0", "--sia", "2", "--size", "2deg"], ["POS=RANGE 9 11 -1 1"]],
    ["a region", ["polygon 1 1 2 1 2 2", "--sia", "2"], ["POS=POLYGON 1 1 2 1 2 2"]],
    [
      "all that may be said",
      [
        ...["10 20", "--sia", "2", "--radius", "1deg", "--band", "500nm..600nm", "--band", "V"],
        ...["--time", "2010-01-01..2011-01-01", "--format", "fits", "--collection", "C", "--collection", "D"],
        ...["--instrument", "I", "--facility", "F", "--type", "cube", "--maxrec", "5", "--param", "x=1"],
      ],
      [
        ...["POS=CIRCLE 10 20 1", "BAND=5e-7 6e-7", "BAND=5.45e-7 5.45e-7", "TIME=55197 55562"],
        ...["COLLECTION=C", "COLLECTION=D", "FACILITY=F", "INSTRUMENT=I", "DPTYPE=cube"],
        ...["FORMAT=image/fits", "FORMAT=application/fits", "MAXREC=5", "x=1"],
      ],
    ],
  ])("%s is sent", async (_, args, expected) => {
    const { run, url, parameters } = await imageService();
    const { status, stderr } = await run(["images", ...args, "--service", url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(parameters()).toEqual(expected);
  });

  test("what SIA 1 cannot be asked is judged by the rows, and told", async () => {
    const { run, url } = await imageService();
    const { stdout, stderr } = await run(["images", "10 20", "--sia", "1", "--instrument", "acs", "--service", url]);
    expect(stdout).toBe("title,url,instrument\nB,data/b.fits,ACS\n");
    expect(stderr).toMatch(/note: --instrument was not sent.*of 2 rows that came, 1 were left out/);
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    ["a box that is a circle", ["1 2", "--size", "1deg", "--radius", "1deg"], /give one/],
    ["a region with a size", ["CIRCLE 1 2 3", "--size", "1deg"], /leave --size/],
    ["three sides", ["1 2", "--size", "1deg,2deg,3deg"], /width and a height/],
    ["a band without a unit", ["1 2", "--band", "500"], /no wavelength/],
    ["a time that is none", ["1 2", "--time", "yesterday"], /no time/],
    ["a version that is none", ["1 2", "--sia", "3"], /1, 2/],
    ["INTERSECT of SIA 2", ["1 2", "--sia", "2", "--intersect", "COVERS"], /SIA 1/],
  ])("%s is misuse, and nothing is sent", async (_, args, message) => {
    const { run } = await newHome();
    const { status, stderr } = await run(["images", ...args, "--service", "https://example.org/sia"]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("--open shows the first image, whose path is made an address", async () => {
    const { run, url, folder, origin } = await imageService();
    const pages: string[] = [];
    const out = join(folder, "out.csv");
    await run(["images", "1 2", "--sia", "1", "--service", url, "--open", "-o", out], {
      terminal: ["stderr"],
      onPage: (page) => void pages.push(page),
    });
    expect(pages).toEqual([`${origin}/vo/data/a.fits`]);
    expect(await readFile(out, "utf8")).toContain("data/b.fits");
  });
});
