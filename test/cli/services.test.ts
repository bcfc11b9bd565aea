import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, VOTABLE } from "../support/faults.ts";
import { faultyService } from "../support/faulty-service.ts";
import { regtapService, TEST_RESOURCES, type TestResource } from "../support/regtap-service.ts";
import { starTable, tapService } from "../support/tap-service/index.ts";
import { newHome } from "./home.ts";

async function open() {
  const service = await regtapService({ resources: TEST_RESOURCES });
  const home = await newHome();
  const run = (...args: readonly string[]) => home.run(["services", ...args, "--registry", service.url]);
  return { service, home, run };
}

describe("armillary services", () => {
  test.each([
    [
      ["--protocol", "tap"],
      ["tap,1.1", "tap,1.1", "tap,1.1", "tap,1.0"],
    ],
    [
      ["--protocol", "sia", "--archive", "mast"],
      ["sia2,2.0", "sia1,1.0"],
    ],
    [
      ["--protocol", "scs", "--protocol", "ssa", "--archive", "heasarc", "--archive", "IRSA"],
      ["ssa,", "scs,1.03"],
    ],
    [["--keyword", "x-ray", "--keyword", "pointed"], ["scs,1.03"]],
    [["--protocol", "tap", "--archive", "heasarc", "--auxiliary"], ["tap,"]],
    [["--waveband", "infrared", "--archive", "irsa"], ["ssa,"]],
    [["--ucd", "phot.flux"], ["ssa,"]],
    [
      ["--author", "müller"],
      ["sia2,2.0", "sia1,1.0"],
    ],
    [
      ["--datamodel", "regtap"],
      ["tap,1.1", "tap,1.0"],
    ],
    [
      ["--spectral", "500 nm"],
      ["tap,1.1", "tap,1.1"],
    ],
    [
      ["--time", "1995-01-01/1995-02-01"],
      ["tap,1.1", "tap,1.1"],
    ],
    [["--keyword", "galaxies"], [","]],
  ])("%j gives the services that fit, one a row", async (args, found) => {
    const { run } = await open();
    const { status, stdout, stderr } = await run(...args);
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect(head).toBe(
      "archive,protocol,version,short_name,title,access_url,ivoid,res_type,waveband,standard_id,auxiliary,login,mirrors,reference_url,updated,description",
    );
    expect(rows.map((row) => row.split(",").slice(1, 3).join())).toEqual(found);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("lists the four archives where nothing is asked for, for people on a terminal", async () => {
    const { service, home } = await open();
    const { stdout } = await home.run(["services", "--registry", service.url], { terminal: ["stdout"] });
    const [head, ...lines] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^PROTOCOL +SERVICE +TITLE$/);
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ["tap", "ivo://archive.stsci.edu/caomtap"],
      ["tap login", "ivo://archive.stsci.edu/caomtap"],
      ["ssa", "ivo://irsa.ipac/spectra"],
      ["sia2", "ivo://mast.stsci/hst/sia"],
      ["sia1", "ivo://mast.stsci/hst/sia"],
      ["scs", "ivo://nasa.heasarc/rosmaster"],
    ]);
  });

  test.each([
    ["csv", "archive,protocol"],
    ["ndjson", '{"archive":"mast"'],
    ["vot", "<?xml"],
    ["parquet", "PAR1"],
    ["ecsv", "# %ECSV"],
  ])("writes a file, %s by its name", async (ending, start) => {
    const { run, home } = await open();
    const out = join(home.folder, `services.${ending}`);
    expect(await run("--archive", "mast", "-o", out)).toMatchObject({ status: 0, stdout: "" });
    expect((await readFile(out)).subarray(0, start.length).toString()).toBe(start);
  });

  test("gives whole records as JSON, with the queries that were sent", async () => {
    const { run } = await open();
    const { records, queries, origin } = JSON.parse((await run("--archive", "heasarc", "--json")).stdout);
    expect(origin).toBe("registry");
    expect(records[0].capabilities).toHaveLength(3);
    expect(queries.at(-1)).toMatch(/^SELECT r\.ivoid, .*\nFROM rr\.resource/);
  });

  test("keeps the answer, says how old it is, and asks anew when told to", async () => {
    const { run, service, home } = await open();
    const first = await run("--protocol", "ssa");
    const asked = service.queries.length;
    const second = await run("--protocol", "ssa");
    expect(second.stdout).toBe(first.stdout);
    expect(second.stderr).toBe(`note: ${service.url} said this less than a minute ago; --refresh asks anew.\n`);
    expect(service.queries).toHaveLength(asked);
    expect((await run("--protocol", "ssa", "--refresh")).stderr).toBe("");
    expect(service.queries.length).toBeGreaterThan(asked);
    expect(await readdir(join(home.folder, ".cache/armillary/registry"))).not.toEqual([]);
  });

  test("works without a network, by what is bundled, or kept since", async () => {
    const { run, home, service } = await open();
    const bundled = await home.run(["services", "--offline", "--archive", "ned"]);
    expect(bundled.stdout).toContain("https://ned.ipac.caltech.edu/tap");
    expect(bundled.stderr).toMatch(/^note: This is the list bundled with this program/);
    await run("--refresh");
    await service.close();
    const kept = await run("--waveband", "x-ray");
    expect(kept.stdout).toContain("ivo://nasa.heasarc/rosmaster");
    expect(kept.stderr).toMatch(
      /warning: .* was passed over: .*\n(.*\n)?warning: Out of the services of MAST, HEASARC, IRSA and NED/,
    );
    expect(kept.status).toBe(0);
  });

  test("--refresh renews what resolution goes by when no registry answers, whatever is looked for", async () => {
    const { run, home, service } = await open();
    const show = () => home.run(["services", "show", "ivo://irsa.ipac/spectra", "--registry", service.url]);
    expect((await run("--keyword", "nonesuch", "--refresh")).status).toBe(0);
    await service.close();
    const { status, stdout, stderr } = await show();
    expect([status, stdout]).toEqual([0, expect.stringContaining("ssa")]);
    expect(stderr).toMatch(/Out of the services of MAST, HEASARC, IRSA and NED that .* knew less than a minute ago/);
    // The bundled list, which does not have it, is what is left without a cache.
    await rm(join(home.folder, ".cache/armillary/registry"), { recursive: true });
    expect((await show()).status).toBe(1);
    const bundled = await home.run(["services", "show", "ivo://irsa.ipac/tap", "--registry", service.url]);
    expect([bundled.status, bundled.stderr]).toEqual([0, expect.stringContaining("list bundled with this program")]);
  });

  test("--refresh tells people what is kept, and asks once where that is what they ask for", async () => {
    const { home, service } = await open();
    const ask = (...args: string[]) =>
      home.run(["services", ...args, "--refresh", "--registry", service.url], { terminal: ["stderr"] });
    const searches = () => service.queries.filter(({ query }) => /^SELECT r\.ivoid/.test(query)).length;
    expect((await ask()).stderr).toMatch(/4 records of MAST, HEASARC, IRSA and NED are kept/);
    expect(searches()).toBe(1);
    expect((await ask("--protocol", "ssa")).stderr).toMatch(/4 records of MAST/);
    expect(searches()).toBe(3);
    await home.run(["services", "--keyword", "x", "--registry", service.url]);
    expect(searches()).toBe(4);
  });

  test("asks the registry of IVOA_REGISTRY", async () => {
    const { service, home } = await open();
    const env = { IVOA_REGISTRY: service.url };
    expect((await home.run(["services", "--protocol", "ssa"], { env })).stdout).toContain("ivo://irsa.ipac/spectra");
    expect(await home.run(["services"], { env: { IVOA_REGISTRY: "reg.example.org" } })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/IVOA_REGISTRY: "reg\.example\.org" is no URL/),
    });
  });

  test("finds narrower concepts of a subject by the thesaurus, and goes on without it", async () => {
    const { service, home } = await open();
    const ivoa = await faultyService();
    const terms = {
      astronomy: { label: "Astronomy", narrower: ["x-ray-astronomy"] },
      "x-ray-astronomy": { label: "X-ray astronomy", narrower: [] },
    };
    ivoa.on("/rdf/uat", answer(404), answer(200, JSON.stringify({ uri: "http://www.ivoa.net/rdf/uat", terms })));
    const env = { ARMILLARY_REWRITE: `https://www.ivoa.net=${ivoa.origin}` };
    const args = ["services", "--registry", service.url, "--subject", "astronomy"];
    const without = await home.run(args, { env });
    expect(without.stderr).toMatch(/^warning: "astronomy" is looked for alone, without narrower concepts/);
    expect(without.stdout).not.toContain("rosmaster");
    const found = await home.run(args, { env });
    expect([found.status, found.stderr]).toEqual([0, ""]);
    expect(found.stdout).toContain("ivo://nasa.heasarc/rosmaster");
  });

  test("that finds nothing says so", async () => {
    const { run } = await open();
    const { status, stdout, stderr } = await run("--keyword", "nonsense");
    expect(stdout.split("\n")).toHaveLength(2);
    expect([status, stderr]).toEqual([0, "note: Nothing fits: keywords: nonsense.\n"]);
  });

  test.each([
    [["--protocol", "http"], 2, /is no protocol.*\(REG_USAGE\)/],
    [["--archive", "noirlab"], 2, /mast, heasarc, irsa, ned/],
    [["--waveband", "purple"], 2, /REG_USAGE/],
    [["--cone", "10 20"], 2, /--cone "10 20" is no circle/],
    [["--cone", "10 20 5furlongs"], 2, /--cone .* is no circle/],
    [["--spectral", "blue"], 2, /REG_USAGE/],
    [["--refresh", "--offline"], 2, /--offline/],
    [["--ucd", "phot", "--offline"], 1, /REG_FEATURE/],
  ])("%j is refused", async (args, status, message) => {
    const { run, service } = await open();
    expect(await run(...args)).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(message) });
    expect(service.queries).toEqual([]);
  });
});

describe("armillary services show", () => {
  test("tells all that the registry says", async () => {
    const { run } = await open();
    const { stdout, status, stderr } = await run("show", "ivo://nasa.heasarc/rosmaster");
    expect(stdout).toMatch(/^ROSAT observations\nPointed X-ray observations\n\n/);
    for (const line of [
      /^identifier +ivo:\/\/nasa\.heasarc\/rosmaster$/m,
      /^subjects +x-ray-astronomy; surveys$/m,
      /^contact +Help desk <help@example\.org>$/m,
      /^related +isservedby ivo:\/\/nasa\.heasarc\/services\/xamin$/m,
      /^services\n {2}scs 1\.03 at https:\/\/example\.org\/cone\?showoffsets&table=rosmaster&\n {2}tap at https:\/\/example\.org\/xamin \(auxiliary\)$/m,
      /^tables\n {2}public\.rosmaster +One pointing a row$/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("gives it as JSON, with tables", async () => {
    const { run } = await open();
    const { record, tables } = JSON.parse((await run("show", "ivo://nasa.heasarc/rosmaster", "--json")).stdout);
    expect(record.contacts[0].email).toBe("help@example.org");
    expect(tables[0].columns).toHaveLength(2);
  });

  test("says what is missing", async () => {
    const { run } = await open();
    expect(await run("show", "ivo://no.such/thing")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/REG_NOT_FOUND/),
    });
    expect((await run("show", "ivo://org.example/data")).stdout).toMatch(/no service that is known here/);
  });
});

describe("SERVICE by its identifier", () => {
  const registered = (url: string): readonly TestResource[] => [
    {
      ivoid: "ivo://a.org/tap",
      capabilities: [{ standardId: "ivo://ivoa.net/std/tap", interfaces: [{ url: `${url}/sync` }] }],
    },
    {
      ivoid: "ivo://a.org/cone",
      capabilities: [{ standardId: "ivo://ivoa.net/std/conesearch", interfaces: [{ url: "https://a.org/c?" }] }],
    },
  ];

  test("is asked where the registry says", async () => {
    const { url } = await tapService({ tables: [starTable(3)] });
    const registry = await regtapService({ resources: registered(url) });
    const { run } = await newHome();
    const env = { IVOA_REGISTRY: registry.url };
    const query = await run(["query", "ivo://A.org/tap", "SELECT kind FROM survey.stars"], { env });
    expect(query).toEqual({ status: 0, stdout: "kind\n0\n1\n2\n", stderr: "" });
    expect((await run(["tables", "ivo://a.org/tap"], { env })).stdout).toContain("survey.stars");
  });

  test("is asked for a cone, too", async () => {
    const cone = await faultyService();
    cone.on("/cone", answer(200, VOTABLE, { "Content-Type": "text/xml" }));
    const resources = [
      {
        ivoid: "ivo://a.org/cone",
        capabilities: [
          {
            standardId: "ivo://ivoa.net/std/conesearch",
            interfaces: [{ url: `${cone.origin}/cone?table=x&amp;y=1&` }],
          },
        ],
      },
    ];
    const registry = await regtapService({ resources });
    const { run } = await newHome();
    const args = ["cone", "10 20", "--radius", "1arcmin", "--service", "ivo://a.org/cone"];
    const { status, stdout } = await run(args, { env: { IVOA_REGISTRY: registry.url } });
    expect([status, stdout]).toEqual([0, "id\n1\n2\n"]);
    expect(cone.received.map(({ url }) => url.split("&").slice(0, 2))).toEqual([["/cone?table=x", "y=1"]]);
  });

  test("that has no TAP is told with what it has", async () => {
    const registry = await regtapService({ resources: registered("https://a.org") });
    const { run } = await newHome();
    const { status, stderr } = await run(["query", "ivo://a.org/cone", "SELECT 1"], {
      env: { IVOA_REGISTRY: registry.url },
    });
    expect(stderr).toMatch(/has no interface of tap\. It has scs at https:\/\/a\.org\/c\?/);
    expect(status).toBe(1);
  });

  test("is known without a registry where it is bundled, and that is said", async () => {
    const { url } = await tapService({ tables: [starTable(3)] });
    const { run } = await newHome();
    const env = {
      IVOA_REGISTRY: "http://127.0.0.1:1/tap",
      ARMILLARY_REWRITE: `https://irsa.ipac.caltech.edu/TAP=${url}`,
    };
    const { stdout, stderr } = await run(["tables", "ivo://irsa.ipac/tap"], { env });
    expect(stdout).toContain("survey.stars");
    expect(stderr).toMatch(/warning: This is the list bundled/);
  });
});
