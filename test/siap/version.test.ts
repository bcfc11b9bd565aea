import { createTransport } from "@armillary/dali";
import { SiaService } from "@armillary/siap";
import { describe, expect, test } from "vitest";
import { faultyService } from "../support/faulty-service.ts";
import { results, SIA1_COLUMNS, text, votable } from "./open-service.ts";

const transport = createTransport({ retry: { retries: 0 } });

const capability = (standardID: string, url: string): string =>
  `<capability standardID="${standardID}"><interface xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">${url}</accessURL></interface></capability>`;

const capabilities = (...inside: readonly string[]): string =>
  `<cap:capabilities xmlns:cap="http://www.ivoa.net/xml/VOSICapabilities/v1.0">${inside.join("")}</cap:capabilities>`;

const V1 = "ivo://ivoa.net/std/SIA";
const V2 = "ivo://ivoa.net/std/SIA#query-2.0";
const OBSCORE = results([[text("access_url", 'utype="obscore:access.reference"')]]);

describe("the version is known", () => {
  test.each([
    ["by capabilities, 1", [V1], 1],
    ["by capabilities, 1 with its number", ["ivo://ivoa.net/std/SIA/v1.0"], undefined],
    ["by capabilities in small letters (RegTAP), 2", ["ivo://ivoa.net/std/sia#query-2.0"], 2],
    ["by those of a registry's auxiliary record, 2", ["ivo://ivoa.net/std/SIA#query-aux-2.0"], 2],
  ] as const)("%s", async (_, ids, version) => {
    const service = await faultyService();
    const url = service.on("/vo/sia", ({ response }) => response.end(results(SIA1_COLUMNS)));
    service.on("/vo/sia/capabilities", ({ response }) =>
      response.end(capabilities(...ids.map((id) => capability(id, `${service.origin}/vo/sia`)))),
    );
    const sia = new SiaService(url, { transport });
    const verdict = await sia.version();
    expect(verdict.version).toBe(version ?? 1);
    expect(verdict.why).toMatch(version === undefined ? /answers MAXREC=0/ : /its capabilities say so/);
    expect(verdict.url).toBeUndefined();
  });

  test("by the one of two capabilities that has the address", async () => {
    const service = await faultyService();
    service.on("/vo/capabilities", ({ response }) =>
      response.end(
        capabilities(capability(V2, `${service.origin}/vo/sia2`), capability(V1, `${service.origin}/vo/sia1?`)),
      ),
    );
    const of = async (path: string) =>
      (await new SiaService(`${service.origin}${path}`, { transport }).version()).version;
    expect(await of("/vo/sia1")).toBe(1);
    expect(await of("/vo/sia2?")).toBe(2);
  });

  test("with the address, where the one that was given is that of the whole (CADC)", async () => {
    const service = await faultyService();
    service.on("/sia/capabilities", ({ response }) =>
      response.end(capabilities(capability(V2, `${service.origin}/sia/v2query`))),
    );
    service.on("/sia/v2query", ({ response }) => response.end(OBSCORE));
    const sia = new SiaService(`${service.origin}/sia`, { transport });
    const result = await sia.search({ collection: "CFHT" });
    expect(result.version).toBe(2);
    expect(result.url).toBe(`${service.origin}/sia/v2query?COLLECTION=CFHT`);
    expect(await sia.url({ collection: "A B" })).toBe(`${service.origin}/sia/v2query?COLLECTION=A%20B`);
    expect(await sia.curl({ collection: "CFHT" })).toContain("/sia/v2query?COLLECTION=CFHT");
  });

  test.each([
    ["MAXREC=0 with columns of ObsCore", OBSCORE, undefined, 2],
    ["MAXREC=0 with columns of VOX", results(SIA1_COLUMNS), undefined, 1],
    ["FORMAT=METADATA, MAXREC=0 being refused", undefined, results(SIA1_COLUMNS), 1],
  ] as const)("by asking: %s", async (_, maxrec, metadata, version) => {
    const service = await faultyService();
    const refusal = votable('<RESOURCE><INFO name="QUERY_STATUS" value="ERROR">POS is missing</INFO></RESOURCE>');
    const url = service.on("/sia", ({ response, url: { searchParams } }) =>
      response.end((searchParams.has("MAXREC") ? maxrec : metadata) ?? refusal),
    );
    const sia = new SiaService(url, { transport });
    expect(await sia.version()).toMatchObject({ version, why: expect.stringContaining("it answers") });
    // Once for all.
    const before = service.received.length;
    await sia.version();
    expect(service.received).toHaveLength(before);
  });

  test("of an archive without asking", async () => {
    const of = async (url: string) => (await new SiaService(url, { transport }).version()).version;
    expect(await of("https://irsa.ipac.caltech.edu/SIA")).toBe(2);
    expect(await of("https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd?")).toBe(1);
    expect(await of("https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1?MISSION=HST&")).toBe(1);
    expect(await of("http://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?survey=dss2&")).toBe(1);
  });
});

test("a service that shows no version is an error that says what to do; the next call asks again", async () => {
  const service = await faultyService();
  const url = service.on(
    "/sia",
    ({ response }) => response.end("<html>Welcome</html>"),
    ({ response }) => response.end("<html>Welcome</html>"),
    ({ response }) => response.end(OBSCORE),
  );
  const sia = new SiaService(url, { transport });
  await expect(sia.version()).rejects.toMatchObject({
    code: "DAL_FORMAT",
    message: expect.stringContaining("version 1 or 2"),
  });
  expect(await sia.version()).toMatchObject({ version: 2 });
});

test("one that gives up leaves the question to others", async () => {
  const service = await faultyService();
  const url = service.on("/sia", async ({ response }) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    response.end(OBSCORE);
  });
  const sia = new SiaService(url, { transport });
  const hasty = sia.version({ signal: AbortSignal.timeout(50) });
  const patient = sia.version();
  await expect(hasty).rejects.toMatchObject({ code: "DAL_ABORTED" });
  expect(await patient).toMatchObject({ version: 2 });
});

test("a service that is not there is not asked on", async () => {
  const service = await faultyService();
  const url = service.on("/sia", () => undefined);
  await service.close();
  const sia = new SiaService(url, { transport });
  await expect(sia.version()).rejects.toMatchObject({ code: "DAL_NETWORK", failure: { isUnreachable: true } });
});

test("a service that breaks off says no more than that", async () => {
  const service = await faultyService();
  const url = service.on("/sia", ({ socket }) => socket.destroy());
  const sia = new SiaService(url, { transport });
  await expect(sia.version()).rejects.toMatchObject({ code: "DAL_NETWORK" });
});
