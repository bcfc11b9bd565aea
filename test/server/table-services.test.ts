import { parseCapabilities } from "@armillary/dali";
import { openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { starTable } from "../support/tap-service/tables.ts";
import { memoryEngine } from "./memory-engine.ts";
import { obsCoreTable } from "./obscore-table.ts";
import { type OpenApp, openApp, readVotable } from "./open-app.ts";

async function open(): Promise<OpenApp> {
  return openApp({}, memoryEngine([starTable(500), obsCoreTable()]));
}

describe("cone search", () => {
  test("gives what lies within the radius, with the columns of the standard first", async () => {
    const { ask } = await open();
    const answer = await ask("/scs/survey.stars?RA=100&DEC=10&SR=20");
    expect(answer.status).toBe(200);
    const reader = await openVotable(new Uint8Array(await answer.arrayBuffer()));
    const [id, ra, dec] = reader.table?.fields ?? [];
    expect([id, ra, dec].map((field) => [field?.ucd, field?.name])).toEqual([
      ["ID_MAIN", "source_id"],
      ["POS_EQ_RA_MAIN", "ra"],
      ["POS_EQ_DEC_MAIN", "dec"],
    ]);
    const { rows } = await reader.summary;
    const { rows: expected } = await readVotable(
      await ask("/tap/sync", {
        QUERY: "SELECT ra FROM survey.stars WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',100,10,20))",
      }),
    );
    expect(rows).toBe(expected.length);
    expect(rows).toBeGreaterThan(3);
  });

  test.each([
    ["SR=0", "0", 0, "OVERFLOW"],
    ["MAXREC=2", "20&MAXREC=2", 2, "OVERFLOW"],
  ])("with %s has %s", async (_, radius, count, status) => {
    const { ask } = await open();
    const read = await readVotable(await ask(`/scs/survey.stars?RA=100&DEC=10&SR=${radius}`));
    expect([read.rows.length, read.status]).toEqual([count, status]);
  });

  test.each([
    ["1", 3],
    ["2", 3],
    ["3", 7],
  ])("with VERB=%s has %i columns", async (verbosity, count) => {
    const { ask } = await open();
    const answer = await ask(`/scs/SURVEY.STARS?RA=100&DEC=10&SR=1&VERB=${verbosity}`);
    const reader = await openVotable(new Uint8Array(await answer.arrayBuffer()));
    expect(reader.table?.fields.length).toBe(count);
    await reader.close();
  });

  test.each([
    ["RA=10&DEC=10", "SR is missing"],
    ["RA=x&DEC=10&SR=1", "RA=x"],
    ["RA=10&DEC=91&SR=1", "DEC 91"],
    ["RA=10&DEC=10&SR=-1", "SR -1"],
    ["RA=10&DEC=10&SR=1&VERB=9", "VERB"],
    ["RA=10&DEC=10&SR=1&SR=2", "SR is given 2 times"],
  ])("refuses %s as the standard says", async (words, message) => {
    const { ask } = await open();
    const answer = await ask(`/scs/survey.stars?${words}`);
    expect(answer.status).toBe(200);
    const document = await answer.text();
    expect(document).toMatch(/<VOTABLE[^>]*>\s*<INFO ID="Error" name="Error"/);
    expect(document).toContain(message);
  });

  test("is there for tables with positions alone", async () => {
    const { ask } = await open();
    const answer = await ask("/scs/ivoa.obscore?RA=1&DEC=1&SR=1");
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("It is for: survey.stars");
  });
});

describe("SIA 2", () => {
  test.each([
    ["", ["cube1", "img1", "img2"]],
    ["POS=CIRCLE 10 20 0.01", ["cube1", "img1"]],
    ["POS=CIRCLE -350 20 0.01&POS=CIRCLE 200 -45 0.01", ["cube1", "img1", "img2"]],
    ["POS=RANGE 199 201 -46 -44", ["img2"]],
    ["POS=POLYGON 9.99 19.99 10.01 19.99 10 20.01", ["img1"]],
    ["BAND=5e-7", ["img1"]],
    ["BAND=-Inf 1e-6", ["img1", "img2"]],
    ["BAND=0.1 +Inf&BAND=1.5e-6", ["cube1", "img2"]],
    ["TIME=55000.5 56000.5", ["img1", "img2"]],
    ["POL=Q", ["img2"]],
    ["COLLECTION=radio&COLLECTION=none", ["cube1"]],
    ["ID=ivo://test/obs?img2", ["img2"]],
    ["DPTYPE=CUBE", ["cube1"]],
    ["CALIB=3&FOV=0.1 0.3&EXPTIME=0 +Inf", ["cube1", "img1", "img2"]],
    ["CALIB=1", []],
    ["FORMAT=image/FITS", ["img1", "img2"]],
    ["INSTRUMENT=Camera&FACILITY=Telescope&TARGET=Target img1", ["img1"]],
    ["COLLECTION=' OR 1=1 --", []],
  ])("finds by %s", async (words, ids) => {
    const { ask } = await open();
    for (const path of ["/sia2/ivoa.obscore", "/sia2/ivoa.obscore/query"]) {
      const { status, rows } = await readVotable(await ask(`${path}?${encodeURI(words).replaceAll("+", "%2B")}`));
      expect([status, rows.map((row) => row[3]).sort()]).toEqual(["OK", ids]);
    }
  });

  test.each([
    ["POS=CIRCLE 10 20", "3 numbers are due"],
    ["BAND=red", "bounds are not numbers"],
    ["CALIB=good", "no whole number"],
  ])("refuses %s", async (words, message) => {
    const { ask } = await open();
    const answer = await ask(`/sia2/ivoa.obscore/query?${words}`);
    expect(answer.status).toBe(400);
    expect((await readVotable(answer)).message).toContain(message);
  });
});

test("a search by a column that a table does without is refused", async () => {
  const { fields, rows, ...table } = obsCoreTable();
  const known = fields.filter(({ name }) => name !== "em_res_power");
  const index = fields.findIndex(({ name }) => name === "em_res_power");
  const short = { ...table, fields: known, rows: rows.map((row) => row.filter((_, at) => at !== index)) };
  const { ask } = await openApp({}, memoryEngine([short]));
  const answer = await ask("/sia2/ivoa.obscore?SPECRP=100");
  expect((await readVotable(answer)).message).toContain("has no em_res_power");
});

describe("SSA", () => {
  test.each([
    ["", ["spec1", "spec2"]],
    ["POS=10,20&SIZE=0.1", ["spec1"]],
    ["POS=10,20;ICRS&SIZE=0.1", ["spec1"]],
    ["POS=50,20&SIZE=0.1", []],
    ["BAND=/1e-8", ["spec2"]],
    ["BAND=5e-7,1.5e-9", ["spec1", "spec2"]],
    ["TIME=2009-06-18/2009-06-19", ["spec1"]],
    ["FORMAT=compliant", ["spec1", "spec2"]],
    ["FORMAT=votable", ["spec1"]],
    ["FORMAT=ALL&TARGETNAME=Target spec2", ["spec2"]],
    ["FORMAT=METADATA", []],
  ])("finds by %s", async (words, ids) => {
    const { ask } = await open();
    const answer = await ask(`/ssa/ivoa.obscore?REQUEST=queryData&${encodeURI(words)}`);
    const { rows } = await readVotable(answer);
    expect(rows.map(([url]) => String(url).replace("https://data.example/", "")).sort()).toEqual(ids);
  });

  test("says what its columns are in the words of the standard", async () => {
    const { ask } = await open();
    const answer = await ask("/ssa/ivoa.obscore?REQUEST=queryData");
    const text = await answer.text();
    expect(text).toContain('<INFO name="SERVICE_PROTOCOL" value="1.1">SSAP</INFO>');
    expect(text).toContain('utype="ssa:Access.Reference"');
    expect(text).not.toContain("pos.eq.ra;meta.main");
  });

  test.each(["POS=here", "POS=10,20;GALACTIC", "REQUEST=getData", "BAND=V", "TIME=yesterday", "SIZE=x&POS=1,1"])(
    "refuses %s",
    async (words) => {
      const { ask } = await open();
      expect((await ask(`/ssa/ivoa.obscore?${words}`)).status).toBe(400);
    },
  );
});

describe("DataLink", () => {
  test("gives the file of each dataset, and says which there are not", async () => {
    const { ask } = await open();
    const ids = ["ivo://test/obs?img1", "ivo://test/obs?none"];
    const answer = await ask(
      `/datalink/ivoa.obscore/links?${ids.map((id) => `ID=${encodeURIComponent(id)}`).join("&")}`,
    );
    expect(answer.headers.get("content-type")).toBe("application/x-votable+xml;content=datalink");
    const { rows } = await readVotable(answer);
    expect(rows).toEqual([
      [ids[0], "https://data.example/img1", null, null, "#this", null, "image/fits", 20_000n],
      [ids[1], null, null, `NotFoundFault: there is no dataset ${ids[1]}`, "#this", null, null, null],
    ]);
  });
});

test.each(["/tap", "/scs/survey.stars", "/sia2/ivoa.obscore", "/ssa/ivoa.obscore", "/datalink/ivoa.obscore"])(
  "%s says what it is, and that it is there",
  async (path) => {
    const { ask } = await open();
    const capabilities = parseCapabilities(await (await ask(`${path}/capabilities`)).text());
    expect(capabilities.map(({ standardID }) => standardID)).toContain("ivo://ivoa.net/std/VOSI#availability");
    expect(await (await ask(`${path}/availability`)).text()).toContain(">true<");
    expect((await ask(`${path}/nothing`)).status).toBe(404);
  },
);

test("a service without a table's name says whose there are", async () => {
  const { ask } = await open();
  const answer = await ask("/scs/?RA=1&DEC=2&SR=1");
  expect([answer.status, await answer.text()]).toEqual([
    404,
    expect.stringContaining("the name of one is due behind this. It is for: survey.stars"),
  ]);
});

test("the page at the root has the tables, their services and no words of its own in HTML", async () => {
  const table = { ...starTable(5, 'survey."<b>"'), description: "<script>alert(1)</script>" };
  const { ask } = await openApp({ title: "My <tables>" }, memoryEngine([table, obsCoreTable()]));
  const answer = await ask("/");
  const text = await answer.text();
  expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(text).toContain("http://data.example/sia2/ivoa.obscore");
  expect(text).toContain("My &lt;tables&gt;");
  expect(text).toContain("<p>2 tables as services");
  expect(text).not.toMatch(/<script|<b>|(?:src|href)="(?!http:\/\/data\.example)/);
});
