import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askedIds, descriptorXml, fileOf, linksAnswer, linksDocument } from "../datalink/documents.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { regtapService } from "../support/regtap-service.ts";
import { namesIn } from "./command.ts";
import { newHome } from "./home.ts";

const NESTED = "application/x-votable+xml;content=datalink";

/** What the service says of each ID. */
const rowsOf = (id: string): Record<string, string>[] =>
  id === "none"
    ? [{ ID: id, semantics: "#this", error_message: "NotFoundFault: none is not known" }]
    : [
        { ID: id, access_url: `/data/${id}.fits`, semantics: "#this", content_type: "image/fits", content_length: "4" },
        { ID: id, access_url: `/data/${id}.png`, semantics: "#preview-image", content_type: "image/png" },
        { ID: id, access_url: `/more/${id}`, semantics: "#auxiliary", content_type: NESTED },
      ];

async function linksService(answer?: Answer) {
  const service = await faultyService({
    otherwise: ({ url, response }) => {
      if (url.pathname.startsWith("/data/")) return response.end(url.pathname.slice(-4));
      if (url.pathname.startsWith("/more/")) return linksAnswer({ rows: [fileOf("more")] })({ response } as never);
      return response.writeHead(404).end();
    },
  });
  const url = service.on("/links", answer ?? ((call) => linksAnswer({ rows: askedIds(call).flatMap(rowsOf) })(call)));
  return { ...(await newHome()), url, origin: service.origin, received: service.received };
}

/** A table of results whose rows lead to links. */
function results(rows: readonly (readonly [did: string, url: string, format: string])[], service = ""): string {
  const fields = ["obs_publisher_did", "access_url", "access_format"]
    .map((name) => `<FIELD name="${name}" ID="${name}" datatype="char" arraysize="*"/>`)
    .join("");
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join("")}</TR>`).join("");
  return `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE>${fields}<DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE></RESOURCE>${service}</VOTABLE>`;
}

/** The URL of an answer to searches, of two rows, that describes a links service behind them. */
async function answerOf(linksUrl: string): Promise<string> {
  const inputs = '<PARAM name="ID" datatype="char" arraysize="*" ref="obs_publisher_did" value=""/>';
  const standardId = "ivo://ivoa.net/std/DataLink#links-1.1";
  const described = descriptorXml({ id: "links", standardId, accessUrl: linksUrl, inputs });
  const rows = [
    ["a", "", ""],
    ["b", "", ""],
  ] as const;
  const service = await faultyService();
  return service.on("/search", ({ response }) =>
    response.setHeader("content-type", "application/x-votable+xml").end(results(rows, described)),
  );
}

describe("armillary links", () => {
  test("lists the links of identifiers, absolute", async () => {
    const { run, url, origin } = await linksService();
    const { status, stdout, stderr } = await run(["links", "a", "b", "--service", url]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(7);
    expect(lines[1]).toMatch(new RegExp(`^a,${origin}/data/a.fits,,,,#this,image/fits,4,`));
  });

  test.each<readonly [what: string, args: readonly string[], semantics: readonly string[]]>([
    ["of a meaning, narrower ones included", ["--semantics", "#preview"], ["#preview-image"]],
    ["of several meanings", ["--semantics", "this", "--semantics", "preview"], ["#this", "#preview-image"]],
    ["with nested tables", ["--follow"], ["#this", "#preview-image", "#auxiliary", "#this"]],
    ["with nested tables, so deep", ["--follow", "1"], ["#this", "#preview-image", "#auxiliary", "#this"]],
  ])("lists links %s", async (_, args, semantics) => {
    const { run, url } = await linksService();
    const { stdout } = await run(["links", "a", "--service", url, "--to", "ndjson", ...args]);
    const found = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).semantics);
    expect(found).toEqual(semantics);
  });

  test("reads tables of links by their addresses", async () => {
    const { run, url, received } = await linksService();
    const { status, stdout } = await run(["links", `${url}?ID=x`]);
    expect(status).toBe(0);
    expect(stdout).toContain("/data/x.fits");
    expect(received[0]?.url).toBe("/links?ID=x");
  });

  test("sends parameters of the service's own", async () => {
    const { run, url, received } = await linksService();
    await run(["links", "a", "--service", url, "--param", "sizes=no"]);
    expect(received[0]?.url).toBe("/links?ID=a&sizes=no");
  });

  test("takes the service from the registry by its identifier", async () => {
    const { run, url } = await linksService();
    const standardId = "ivo://ivoa.net/std/datalink#links-1.1";
    const ivoid = "ivo://example/links";
    const capabilities = [{ standardId, interfaces: [{ url, version: "1.1" }] }];
    const registry = await regtapService({ resources: [{ ivoid, title: "Links", capabilities }] });
    const env = { IVOA_REGISTRY: registry.url };
    const { status, stdout, stderr } = await run(["links", "a", "--service", ivoid], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("/data/a.fits");
  });

  describe("of a table", () => {
    test.each<readonly [what: string, table: (url: string) => string, args: readonly string[]]>([
      [
        "that describes a links service",
        (url) =>
          results(
            [
              ["a", "", ""],
              ["b", "", ""],
            ],
            descriptorXml({
              standardId: "ivo://ivoa.net/std/DataLink#links-1.1",
              accessUrl: url,
              inputs: '<PARAM name="ID" datatype="char" arraysize="*" ref="obs_publisher_did" value=""/>',
            }),
          ),
        [],
      ],
      [
        "whose access_url is of links",
        (url) =>
          results([
            ["a", `${url}?ID=a`, NESTED],
            ["b", `${url}?ID=b`, NESTED],
            ["c", "https://a.test/c", "image/fits"],
          ]),
        [],
      ],
      [
        "of identifiers",
        () =>
          results([
            ["a", "", ""],
            ["b", "", ""],
          ]),
        ["--service", "URL"],
      ],
      [
        "with a column that is named",
        () =>
          results([
            ["x", "a", ""],
            ["y", "b", ""],
          ]),
        ["--service", "URL", "--id-column", "access_url"],
      ],
    ])("%s", async (_, table, args) => {
      const { run, url, folder } = await linksService();
      const path = join(folder, "in.vot");
      await writeFile(path, table(url));
      const asked = args.map((arg) => (arg === "URL" ? url : arg));
      const { status, stdout, stderr } = await run(["links", `@${path}`, "--semantics", "#this", ...asked]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout.match(/data\/\w\.fits/g)).toEqual(["data/a.fits", "data/b.fits"]);
    });

    test.each<readonly [what: string, args: (out: string, answers: string) => readonly string[]]>([
      ["that a search wrote", (out, answers) => ["images", "10 20", "--sia", "2", "--service", answers, "-o", out]],
      [
        "that a cone search wrote",
        (out, answers) => ["cone", "10 20", "--radius", "1deg", "--service", answers, "-o", out],
      ],
      [
        "that was converted, some columns of it",
        (out, answers) => ["convert", answers, out, "--columns", "obs_publisher_did"],
      ],
    ])("%s with the services that the answer described", async (_, write) => {
      const { run, url, folder } = await linksService();
      const answers = await answerOf(url);
      const path = join(folder, "out.vot");
      expect(await run([...write(path, answers)])).toMatchObject({ status: 0, stderr: "" });
      const { status, stdout, stderr } = await run(["links", `@${path}`, "--semantics", "#this"]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout.match(/data\/\w\.fits/g)).toEqual(["data/a.fits", "data/b.fits"]);
    });

    test("without the column that a service needs has no such service, and that is told", async () => {
      const { run, url, folder } = await linksService();
      const path = join(folder, "out.vot");
      const { status, stderr } = await run(["convert", await answerOf(url), path, "--columns", "access_url"]);
      expect(stderr).toMatch(/service descriptor "links" is left out: its parameter "ID" .* "obs_publisher_did"/);
      expect(status).toBe(0);
      expect(await readFile(path, "utf8")).not.toContain("adhoc:service");
    });

    test.each<readonly [what: string, table: string, args: readonly string[], message: RegExp]>([
      ["that leads nowhere", "name\nx\n", [], /Nothing in .* leads to links/],
      ["without identifiers", "name\nx\n", ["--service", "https://a.test/links"], /--id-column/],
      [
        "without the column that is named",
        "name\nx\n",
        ["--service", "https://a.test/links", "--id-column", "y"],
        /no column "y".*name/,
      ],
    ])("%s is misuse", async (_, table, args, message) => {
      const { run, folder } = await linksService();
      const path = join(folder, "in.csv");
      await writeFile(path, table);
      const { status, stderr } = await run(["links", `@${path}`, ...args]);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    });
  });

  test.each<readonly [what: string, args: readonly string[], message: RegExp]>([
    ["an identifier without a service", ["ivo://a/b"], /no service is named that could know it/],
    ["a table beside others", ["@x.vot", "@y.vot"], /One table at a time/],
    ["a service of TAP", ["a", "--service", "gaia"], /"gaia" is a service of TAP/],
    ["--open without a terminal", ["https://a.test/links", "--open"], /terminal/],
    ["no depth", ["https://a.test/links", "--follow", "0"], /from 1 to 100/],
    ["two places", ["https://a.test/links", "--download", "d", "-o", "x.csv"], /cannot be used with/],
  ])("%s is misuse", async (_, args, message) => {
    const { run } = await newHome();
    const { status, stderr } = await run(["links", ...args]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("identifiers without links are told of, and the others written", async () => {
    const { run, url } = await linksService();
    const { status, stdout, stderr } = await run(["links", "a", "none", "--service", url]);
    expect(stdout).toContain("/data/a.fits");
    expect(stderr).toMatch(/No links for none: NotFoundFault: none is not known\./);
    expect(status).toBe(3);
  });

  test("where there are none at all, it fails in the service's words, and writes nothing", async () => {
    const { run, url, folder } = await linksService();
    const out = join(folder, "out.csv");
    const { status, stderr } = await run(["links", "none", "--service", url, "-o", out]);
    expect(stderr).toMatch(/has no links for "none": NotFoundFault: none is not known/);
    expect(status).toBe(1);
    expect(await namesIn(folder)).not.toContain("out.csv");
    const { stderr: json } = await run(["links", "none", "--service", url, "--json"]);
    expect(JSON.parse(json)).toMatchObject({ error: { code: "LINKS_NONE" } });
  });

  test("--open shows the first link in the browser", async () => {
    const { run, url, origin } = await linksService();
    const pages: string[] = [];
    await run(["links", "a", "--service", url, "--semantics", "#preview", "--open"], {
      terminal: ["stderr"],
      onPage: (page) => void pages.push(page),
    });
    expect(pages).toEqual([`${origin}/data/a.png`]);
  });

  test("--download fetches the files, and leaves tables of links out", async () => {
    const { run, url, folder } = await linksService();
    const { status, stderr } = await run(["links", "a", "b", "--service", url, "--download", join(folder, "files")]);
    expect(stderr).toContain("2 links to tables, folders or other schemes left out");
    expect(status).toBe(0);
    expect((await namesIn(join(folder, "files"))).filter((name) => !name.startsWith("armillary"))).toEqual([
      "a.fits",
      "a.png",
      "b.fits",
      "b.png",
    ]);
    expect(await readFile(join(folder, "files", "a.png"), "utf8")).toBe(".png");
  });

  test("--download of no files is an error", async () => {
    const { run, url, folder } = await linksService(
      linksAnswer({ rows: [{ ...fileOf("a"), content_type: "directory" }] }),
    );
    const { status, stderr } = await run(["links", "a", "--service", url, "--download", folder]);
    expect(stderr).toMatch(/No link leads to a file/);
    expect(status).toBe(1);
  });
});

describe("armillary cutout", () => {
  const INPUTS =
    '<PARAM name="CIRCLE" datatype="double" arraysize="3" unit="deg" value=""><VALUES><MAX value="10 20 1"/></VALUES></PARAM>' +
    '<PARAM name="BAND" datatype="double" arraysize="2" unit="m" xtype="interval" value=""/><PARAM name="SCALE" datatype="int" value=""/>';

  async function cutoutService(files = 1) {
    const service = await faultyService();
    const soda = service.on("/soda", ({ url, response }) => {
      const id = url.searchParams.get("ID") ?? "";
      if (id.startsWith("empty")) return response.writeHead(204).end();
      const headers = { "content-type": "image/fits", "content-disposition": 'attachment; filename="../cut.fits"' };
      return response.writeHead(200, headers).end(`SIMPLE  = ${url.search}`);
    });
    const jobs = service.on("/async", ({ response }) => response.writeHead(303, { location: "/async/1" }).end());
    service.on("/async/1", ({ request, response }) =>
      request.method === "DELETE"
        ? response.writeHead(303, { location: "/async" }).end()
        : response.end(
            '<job xmlns="http://www.ivoa.net/xml/UWS/v1.0"><jobId>1</jobId><phase>COMPLETED</phase><results><result id="r"/></results></job>',
          ),
    );
    service.on("/async/1/phase", ({ response }) => response.end("EXECUTING"));
    service.on("/async/1/results/r", ({ response }) => response.end("SIMPLE  = by a job"));
    const url = service.on("/links", (call) => {
      const ids = askedIds(call);
      const parts = ids.flatMap((id) => Array.from({ length: files }, (_, file) => `${id}.${file}`));
      const services = parts
        .flatMap((part) =>
          [
            { id: `s${part}`, accessUrl: soda, key: "sync" },
            { id: `a${part}`, accessUrl: jobs, key: "async" },
          ].map(({ id, accessUrl, key }) =>
            descriptorXml({
              id,
              accessUrl,
              standardId: `ivo://ivoa.net/std/SODA#${key}-1.0`,
              inputs: `<PARAM name="ID" datatype="char" arraysize="*" value="${part}"/>${INPUTS}`,
            }),
          ),
        )
        .join("");
      const rows = parts.flatMap((part) =>
        ["s", "a"].map((kind) => ({
          ID: part.replace(/\.\d$/, ""),
          service_def: `${kind}${part}`,
          semantics: "#cutout",
        })),
      );
      return call.response.writeHead(200, { "content-type": "text/xml" }).end(linksDocument({ rows, services }));
    });
    const asked = () =>
      service.received.filter(({ url: target }) => target.startsWith("/soda")).map(({ url: target }) => target);
    return { ...(await newHome()), url, asked, received: service.received };
  }

  const circle = ["--region", "CIRCLE 10 20 0.1"];

  test("writes what was cut", async () => {
    const { run, url, folder, asked } = await cutoutService();
    const out = join(folder, "cut.fits");
    const args = [...circle, "--band", "400nm..500nm", "--set", "SCALE=2", "-o", out];
    const { status, stderr } = await run(["cutout", "a", "--service", url, ...args]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(asked()).toEqual(["/soda?ID=a.0&CIRCLE=10%2020%200.1&BAND=4e-7%205e-7&SCALE=2"]);
    expect(await readFile(out, "utf8")).toMatch(/^SIMPLE/);
  });

  test("goes to standard output, and not to a terminal", async () => {
    const { run, url } = await cutoutService();
    expect((await run(["cutout", `${url}?ID=a`, ...circle])).stdout).toMatch(/^SIMPLE/);
    const { status, stderr } = await run(["cutout", `${url}?ID=a`, ...circle], { terminal: ["stdout"] });
    expect(stderr).toMatch(/not for a terminal/);
    expect(status).toBe(2);
  });

  test("by a job, which is deleted", async () => {
    const { run, url, received } = await cutoutService();
    const { stdout } = await run(["cutout", "a", "--service", url, ...circle, "--async"]);
    expect(stdout).toBe("SIMPLE  = by a job");
    expect(received.filter(({ method }) => method === "POST").map(({ body }) => body)).toEqual([
      "ID=a.0&CIRCLE=10+20+0.1",
      "PHASE=RUN",
    ]);
    expect(received.some(({ method }) => method === "DELETE")).toBe(true);
  });

  test.each<readonly [what: string, args: readonly string[], message: RegExp]>([
    ["outside of what there is", ["--region", "CIRCLE 50 20 0.1"], /lies outside of what the dataset covers/],
    ["a parameter that there is not", ["--set", "ZOOM=1"], /has no parameter ZOOM/],
    ["no region", ["--region", "somewhere"], /no shape "SOMEWHERE"/],
    ["no band", ["--band", "blue"], /no band/],
    ["no polarization", ["--pol", "Z"], /no polarization state/],
  ])("%s is refused before the cutout service is asked", async (_, args, message) => {
    const { run, url, asked } = await cutoutService();
    const { status, stderr } = await run(["cutout", "a", "--service", url, ...args]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(asked()).toEqual([]);
  });

  test("--no-check leaves it to the service", async () => {
    const { run, url, asked } = await cutoutService();
    await run(["cutout", "a", "--service", url, "--set", "ZOOM=1", "--no-check"]);
    expect(asked()).toEqual(["/soda?ID=a.0&ZOOM=1"]);
  });

  test("several go to a folder, under names that are safe and their own", async () => {
    const { run, url, folder } = await cutoutService(2);
    const dir = join(folder, "cuts");
    const { status, stderr } = await run(["cutout", "a", "b", "--service", url, ...circle, "--dir", dir]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(await namesIn(dir)).toEqual(["cut-2.fits", "cut-3.fits", "cut-4.fits", "cut.fits"]);
    const refused = await run(["cutout", "a", "b", "--service", url, ...circle, "-o", join(folder, "x.fits")]);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("--dir DIR takes them all") });
  });

  test("several regions are cut one by one", async () => {
    const { run, url, folder, asked } = await cutoutService();
    const regions = ["--region", "CIRCLE 10 20 0.1", "--region", "CIRCLE 10.1 20 0.1"];
    expect(await run(["cutout", "a", "--service", url, ...regions, "--dir", folder])).toMatchObject({ status: 0 });
    expect(asked()).toEqual(["/soda?ID=a.0&CIRCLE=10%2020%200.1", "/soda?ID=a.0&CIRCLE=10.1%2020%200.1"]);
    expect(await namesIn(folder)).toEqual(expect.arrayContaining(["cut.fits", "cut-2.fits"]));
    const refused = await run(["cutout", "a", "--service", url, ...regions, "-o", join(folder, "x.fits")]);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("2 cutouts would be made") });
  });

  test("what fails of several is told, and the others are made", async () => {
    const { run, url, folder } = await cutoutService();
    const { status, stderr } = await run(["cutout", "empty", "b", "--service", url, ...circle, "--dir", folder]);
    expect(stderr).toMatch(/empty: .*no data in what was asked for/);
    expect(status).toBe(3);
    expect(await namesIn(folder)).toContain("cut.fits");
    const alone = await run(["cutout", "empty", "--service", url, ...circle, "--dir", folder]);
    expect(alone).toMatchObject({ status: 1, stderr: expect.stringContaining("no data") });
  });

  test("needs a service that cuts", async () => {
    const { run, url } = await linksService();
    const { status, stderr } = await run(["cutout", "a", "--service", url, ...circle]);
    expect(stderr).toMatch(/No cutout service \(SODA\) is among the links/);
    expect(status).toBe(1);
  });
});
