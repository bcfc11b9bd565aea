import { DalError, Deadline } from "@armillary/dali";
import { linksAt } from "@armillary/datalink";
import { convert } from "@armillary/formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import * as faults from "../support/faults.ts";
import type { Answer } from "../support/faulty-service.ts";
import {
  askedIds,
  descriptorXml,
  everyId,
  fileOf,
  linksAnswer,
  linksIn,
  linksService,
  openTransport,
  xmlAnswer,
} from "./documents.ts";

// Links of many IDs: batches, what services leave out, what each ID comes to.

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `id${index}`);

/** Answers so many IDs at most. */
const limited =
  (limit: number, status: "OK" | "OVERFLOW"): Answer =>
  (call) => {
    const asked = askedIds(call);
    return linksAnswer({ rows: asked.slice(0, limit).map(fileOf), status: asked.length > limit ? status : "OK" })(call);
  };

describe("a link", () => {
  test("has all columns of 1.1, and its descriptor", async () => {
    const row = {
      ID: "a",
      service_def: "svc",
      description: "Cuts",
      semantics: "#cutout",
      content_type: "image/fits",
      content_length: 12,
      content_qualifier: "#image",
      local_semantics: "line-cube",
      link_auth: "optional",
      link_authorized: "true",
    };
    const { service } = await linksService(
      linksAnswer({ rows: [row], services: descriptorXml({ id: "svc" }), version: "1.1" }),
    );
    const [link] = await linksIn(await service.links("a"));
    expect(link).toMatchObject({
      id: "a",
      kind: "service",
      serviceDef: "svc",
      descriptor: { ID: "svc", accessUrl: "https://archive.test/run" },
      description: "Cuts",
      semantics: "#cutout",
      contentType: "image/fits",
      contentLengthBytes: 12,
      contentQualifier: "#image",
      localSemantics: "line-cube",
      linkAuth: "optional",
      linkAuthorized: true,
      isNested: false,
      isDirectory: false,
      depth: 0,
      row: { ID: "a", content_length: 12n },
    });
    expect(link).not.toHaveProperty("accessUrl");
  });

  test.each<[what: string, row: Record<string, string>, expected: object]>([
    [
      "a relative URL",
      { access_url: "../data/a//b.fits" },
      { kind: "access", accessUrl: expect.stringMatching(/^http:.*\/data\/a\/\/b\.fits$/) },
    ],
    ["a URL in blanks", { access_url: " https://a.test/x " }, { accessUrl: "https://a.test/x" }],
    ["an FTP URL", { access_url: "ftp://a.test/x" }, { accessUrl: "ftp://a.test/x" }],
    ["a fragment", { access_url: "https://a.test/x.fits#ext1" }, { accessUrl: "https://a.test/x.fits#ext1" }],
    [
      "an error",
      { error_message: "NotFoundFault: no such thing" },
      { kind: "error", fault: "NotFoundFault", errorMessage: "NotFoundFault: no such thing" },
    ],
    ["an error of its own kind", { error_message: "Sorry" }, { kind: "error", fault: undefined }],
    [
      "an error with a URL (1.1)",
      { error_message: "FatalFault", access_url: "https://a.test/x" },
      { kind: "error", fault: "FatalFault" },
    ],
    [
      "a descriptor that is not there",
      { service_def: "gone" },
      { kind: "service", serviceDef: "gone", descriptor: undefined },
    ],
    ["a negative length", { content_length: "-1" }, { contentLengthBytes: undefined }],
    ["a nested table", { content_type: "application/x-votable+xml;content=datalink" }, { isNested: true }],
    [
      "a nested table with blanks and quotes",
      { content_type: 'application/x-votable+xml; charset=utf-8; content="DataLink"' },
      { isNested: true },
    ],
    ["a VOTable", { content_type: "application/x-votable+xml" }, { isNested: false }],
    ["a folder", { content_type: "directory", access_url: "https://a.test/x/" }, { isDirectory: true }],
    ["semantics in full", { semantics: "http://www.ivoa.net/rdf/datalink/core#preview" }, { semantics: "#preview" }],
    ["no semantics", { semantics: "" }, { semantics: "" }],
    ["CADC: readable", { readable: "false" }, { linkAuthorized: false }],
  ])("with %s", async (_, cells, expected) => {
    const { service } = await linksService(linksAnswer({ rows: [{ ID: "a", semantics: "#this", ...cells }] }));
    const [link] = await linksIn(await service.links("a"));
    expect({ ...undefinedOf(expected), ...link }).toMatchObject(expected);
  });

  test("ALMA: of several services with one ID, has that of its own file", async () => {
    const services = ["one", "two"].map((name) =>
      descriptorXml({ id: "SODA.sync", accessUrl: `https://a.test/${name}` }),
    );
    const service_def = "SODA.sync";
    const rows = [fileOf("a"), { ID: "a", service_def }, fileOf("a"), { ID: "a", service_def }];
    const { service } = await linksService(linksAnswer({ rows, services: services.join("") }));
    const links = await linksIn(await service.links("a"));
    expect(links.map(({ descriptor }) => descriptor?.accessUrl)).toEqual([
      undefined,
      "https://a.test/one",
      undefined,
      "https://a.test/two",
    ]);
  });

  test("never is a program", async () => {
    const { service } = await linksService(linksAnswer({ rows: [{ ID: "a", access_url: "javascript:alert(1)" }] }));
    expect(await linksIn(await service.links("a"))).toMatchObject([{ kind: "access" }]);
    const [link] = await linksIn(await service.links("a"));
    expect(link?.accessUrl).toBeUndefined();
  });
});

function undefinedOf(expected: object): object {
  return Object.fromEntries(Object.entries(expected).filter(([, value]) => value === undefined));
}

describe("many IDs", () => {
  test("go in batches, each once, in their order", async () => {
    const { server, service } = await linksService(everyId());
    const result = await service.links([...ids(120), "id0"], { idsPerRequest: 50 });
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(ids(120));
    expect(server.received).toHaveLength(3);
    expect(await result.summary).toMatchObject({ status: "OK", rows: 120, complete: true, requests: 3, notes: [] });
  });

  test("that are cut with OVERFLOW are asked again, in batches of what the service takes", async () => {
    const { server, service } = await linksService(limited(7, "OVERFLOW"));
    const result = await service.links(ids(30), { idsPerRequest: 20 });
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(ids(30));
    // 20, then 23 that are left and not yet asked by sevens.
    expect(server.received).toHaveLength(1 + Math.ceil(23 / 7));
    const { outcomes, remarks } = await result.summary;
    expect(outcomes.every(({ status }) => status === "LINKS")).toBe(true);
    expect(remarks).toMatchObject([{ kind: "AGAIN", message: expect.stringContaining("7 of 20 IDs (OVERFLOW)") }]);
  });

  test("CADC: those that are left out without a word are asked one by one", async () => {
    const { service } = await linksService(limited(3, "OK"));
    const result = await service.links(ids(5), { idsPerRequest: 5 });
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(ids(5));
    expect((await result.summary).requests).toBe(3);
  });

  test("CADC: no more than 25 in a request", async () => {
    const { server, service } = await linksService(
      everyId(),
      "https://ws.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/caom2ops/datalink",
    );
    await linksIn(await service.links(ids(60)));
    expect(
      server.received.map(({ url, body }) => new URLSearchParams(body || url.split("?")[1]).getAll("ID").length),
    ).toEqual([25, 25, 10]);
  });

  test("that come spelt otherwise are those that were asked for", async () => {
    const { service } = await linksService(everyId((id) => fileOf(id.trim().toUpperCase())));
    const result = await service.links(["id0", "id1 "]);
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(["id0", "id1 "]);
  });

  test("that cannot be told apart are asked one by one", async () => {
    const { service } = await linksService(everyId((id) => fileOf(`internal:${id.length}${id}`)));
    const result = await service.links(ids(3));
    const links = await linksIn(result);
    expect(links.map(({ id, row }) => [id, row["ID"]])).toEqual(ids(3).map((id) => [id, `internal:3${id}`]));
    expect((await result.summary).outcomes.map(({ status }) => status)).toEqual(["LINKS", "LINKS", "LINKS"]);
  });

  test("need no request when there are none", async () => {
    const { server, service } = await linksService(everyId());
    expect(await linksIn(await service.links([]))).toEqual([]);
    expect(server.received).toEqual([]);
  });

  test("are all accounted for, whatever the service leaves out", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9:/?.]{1,12}$/), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom<"OK" | "OVERFLOW">("OK", "OVERFLOW"),
        fc.integer({ min: 1, max: 6 }),
        async (asked, limit, status, idsPerRequest) => {
          const { service } = await linksService(limited(limit, status));
          const result = await service.links(asked, { idsPerRequest });
          const links = await linksIn(result);
          expect(links.map(({ id }) => id).sort()).toEqual([...asked].sort());
          expect((await result.summary).outcomes.map(({ id, links: count }) => [id, count])).toEqual(
            asked.map((id) => [id, 1]),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("what became of an ID", () => {
  const ROWS: Readonly<Record<string, readonly Record<string, string>[]>> = {
    good: [fileOf("good") as Record<string, string>],
    partial: [
      fileOf("partial") as Record<string, string>,
      { ID: "partial", semantics: "#flat", error_message: "TransientFault: later" },
    ],
    bad: [{ ID: "bad", semantics: "#this", error_message: "NotFoundFault: bad is not known" }],
  };
  const answer: Answer = (call) => linksAnswer({ rows: askedIds(call).flatMap((id) => ROWS[id] ?? []) })(call);

  test("errors of rows are outcomes, and cost no other its links", async () => {
    const { service } = await linksService(answer);
    const result = await service.links(["bad", "good", "partial", "silent"]);
    const links = await linksIn(result);
    expect(links.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      "bad error",
      "good access",
      "partial access",
      "partial error",
    ]);
    expect((await result.summary).outcomes).toEqual([
      { id: "bad", status: "ERROR", links: 0, errors: ["NotFoundFault: bad is not known"] },
      { id: "good", status: "LINKS", links: 1, errors: [] },
      { id: "partial", status: "PARTIAL", links: 1, errors: ["TransientFault: later"] },
      { id: "silent", status: "NONE", links: 0, errors: [] },
    ]);
  });

  test("an ID for which the whole request is refused is found, and the others are answered", async () => {
    const { service } = await linksService((call) =>
      askedIds(call).includes("id5") ? faults.answer(500, "java.lang.NullPointerException")(call) : everyId()(call),
    );
    const result = await service.links(ids(12));
    expect(await linksIn(result)).toHaveLength(11);
    const { outcomes } = await result.summary;
    expect(outcomes.filter(({ status }) => status !== "LINKS")).toMatchObject([
      {
        id: "id5",
        status: "FAILED",
        failure: { code: "DAL_HTTP", failure: { serviceMessage: expect.stringContaining("NullPointer") } },
      },
    ]);
  });

  test("one ID that the service tells the fault of is an outcome; one that it only fails for is an error", async () => {
    const told = await linksService(faults.answer(404, "NotFoundFault: no such ID", { "Content-Type": "text/plain" }));
    const result = await told.service.links("x");
    expect(await linksIn(result)).toEqual([]);
    expect((await result.summary).outcomes).toMatchObject([
      { id: "x", status: "FAILED", failure: { code: "DAL_NOT_FOUND" } },
    ]);
    const lost = await linksService(faults.answer(404, "not here"));
    await expect(lost.service.links("x")).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });

  test.each<[what: string, answer: Answer, code: string]>([
    ["always 400", faults.answer(400, "no"), "DAL_QUERY_ERROR"],
    ["always down", faults.answer(503), "DAL_HTTP"],
    ["a login", faults.unauthorized, "DAL_AUTH"],
    ["a web page", faults.htmlIn200, "DAL_FORMAT"],
    ["an error document", faults.errorIn200, "DAL_QUERY_ERROR"],
    ["a connection that breaks", faults.resetBeforeHeaders, "DAL_NETWORK"],
  ])("%s is the service's fault, and no ID's", async (_, faulty, code) => {
    const { server, service, transport } = await linksService(faulty);
    await expect(service.links(ids(40))).rejects.toMatchObject({ code });
    expect(server.received.length).toBeLessThan(30);
    await transport.close();
    await server.idle();
  });

  test("what ends the question later ends the records", async () => {
    const { service } = await linksService((call) => (call.before === 0 ? everyId()(call) : faults.unauthorized(call)));
    const result = await service.links(ids(4), { idsPerRequest: 2 });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of result.records()) seen.push(id);
    })();
    await expect(reading).rejects.toMatchObject({ code: "DAL_AUTH" });
    expect(seen).toEqual(["id0", "id1"]);
    await expect(result.summary).rejects.toBeInstanceOf(DalError);
  });
});

describe("nested tables", () => {
  const NESTED = "application/x-votable+xml;content=datalink";
  const nested = (id: string, url: string) => ({
    ID: id,
    access_url: url,
    semantics: "#auxiliary",
    content_type: NESTED,
  });

  test("are links like others unless they are to be followed", async () => {
    const { server, service } = await linksService(linksAnswer({ rows: [nested("a", "more")] }));
    expect(await linksIn(await service.links("a"))).toMatchObject([{ isNested: true, depth: 0 }]);
    expect(server.received).toHaveLength(1);
  });

  test("ALMA: by a service in each row, whose IDs are others", async () => {
    const { server, service } = await linksService(({ url, response }) => {
      const top = linksAnswer({
        rows: [
          { ID: "uid://A001", service_def: "DataLink.aux.tar", semantics: "#auxiliary", content_type: NESTED },
          fileOf("uid://A001"),
        ],
        services: descriptorXml({
          id: "DataLink.aux.tar",
          standardId: "ivo://ivoa.net/std/DataLink#links-1.0",
          accessUrl: "links?ID=aux.tar",
        }),
      });
      const below = linksAnswer({ rows: [fileOf("aux.tar"), { ...fileOf("aux.tar"), semantics: "#preview" }] });
      return (url.searchParams.get("ID") === "aux.tar" ? below : top)({ url, response } as Parameters<Answer>[0]);
    });
    const result = await service.links("uid://A001", { follow: true });
    const links = await linksIn(result);
    expect(links.map(({ id, depth, semantics, row }) => [id, depth, semantics, row["ID"]])).toEqual([
      ["uid://A001", 0, "#auxiliary", "uid://A001"],
      ["uid://A001", 1, "#this", "aux.tar"],
      ["uid://A001", 1, "#preview", "aux.tar"],
      ["uid://A001", 0, "#this", "uid://A001"],
    ]);
    expect(server.received).toHaveLength(2);
    expect((await result.summary).outcomes).toEqual([{ id: "uid://A001", status: "LINKS", links: 4, errors: [] }]);
  });

  test("that lead in a circle come to an end", async () => {
    const { server, service } = await linksService(linksAnswer({ rows: [nested("a", "two")] }));
    server.on("/two", linksAnswer({ rows: [nested("a", "three")] }));
    server.on("/three", linksAnswer({ rows: [nested("a", "two"), fileOf("a")] }));
    const result = await service.links("a", { follow: { depth: 10 } });
    expect(await linksIn(result)).toHaveLength(4);
    expect(server.received).toHaveLength(3);
    expect((await result.summary).remarks).toMatchObject([{ kind: "LOOP", url: `${server.origin}/two` }]);
  });

  test("stop at the depth, and at the count, that are asked for", async () => {
    const { server, service } = await linksService(linksAnswer({ rows: [nested("a", "deep/1")] }));
    for (let depth = 1; depth < 6; depth++)
      server.on(`/deep/${depth}`, linksAnswer({ rows: [nested("a", `${depth + 1}`)] }));
    const shallow = await service.links("a", { follow: { depth: 2 } });
    expect(await linksIn(shallow)).toHaveLength(3);
    expect((await shallow.summary).remarks).toMatchObject([{ kind: "DEPTH", url: `${server.origin}/deep/3` }]);
    const few = await service.links("a", { follow: { depth: 9, maxDocuments: 1 } });
    expect(await linksIn(few)).toHaveLength(2);
    expect((await few.summary).remarks).toMatchObject([{ kind: "DOCUMENTS" }]);
  });

  test("that cannot be read cost no other link", async () => {
    const { service } = await linksService(linksAnswer({ rows: [nested("a", "gone"), fileOf("a")] }));
    const result = await service.links("a", { follow: true });
    expect(await linksIn(result)).toHaveLength(2);
    expect((await result.summary).remarks).toMatchObject([{ kind: "NESTED", message: expect.stringContaining("404") }]);
  });

  test("are not read on this machine, for a document from outside", async () => {
    const inside = `http://127.0.0.1:1/secret`;
    const { service } = await linksService(
      linksAnswer({ rows: [nested("a", inside), nested("a", "ftp://a.test/x")] }),
      "https://archive.test/links",
    );
    const result = await service.links("a", { follow: true });
    expect(await linksIn(result)).toHaveLength(2);
    expect((await result.summary).remarks.map(({ message }) => message)).toEqual([
      expect.stringContaining("leads to this machine"),
      expect.stringContaining("only http and https"),
    ]);
  });
});

describe("a result", () => {
  test("has only the links that are wanted, and counts all", async () => {
    const { service } = await linksService(
      linksAnswer({
        rows: ["#this", "#preview-plot", "#preview", "#flat"].map((semantics) => ({ ...fileOf("a"), semantics })),
      }),
    );
    const result = await service.links("a", { semantics: "#preview" });
    expect((await linksIn(result)).map(({ semantics }) => semantics)).toEqual(["#preview-plot", "#preview"]);
    expect((await result.summary).outcomes).toMatchObject([{ links: 4 }]);
    const exact = await service.links("a", { semantics: ["#preview"], narrower: false });
    expect(await linksIn(exact)).toHaveLength(1);
  });

  test("is a table, in every format", async () => {
    const { service } = await linksService(everyId((id) => ({ ...fileOf(id), content_length: 5760 })));
    const csv: Uint8Array[] = [];
    for await (const chunk of convert(await service.links(ids(2)), "csv")) csv.push(chunk);
    expect(Buffer.concat(csv).toString().split("\n").slice(0, 2)).toEqual([
      "ID,access_url,service_def,error_message,description,semantics,content_type,content_length,content_qualifier,local_semantics,link_auth,link_authorized,document_url,depth",
      expect.stringMatching(/^id0,https:\/\/archive\.test\/id0\.fits,,,,#this,image\/fits,5760,,,,,http:.*,0$/),
    ]);
  });

  test("is read once, and left at any place", async () => {
    const { server, service, transport } = await linksService(everyId());
    const result = await service.links(ids(10), { idsPerRequest: 2 });
    for await (const { id } of result.records()) {
      expect(id).toBe("id0");
      break;
    }
    expect(await result.summary).toMatchObject({ complete: false });
    expect(server.received).toHaveLength(1);
    await expect(linksIn(result)).rejects.toThrow(/read once/);
    await transport.close();
    await server.idle();
  });

  test("tells its progress, and keeps to the deadline and the signal", async () => {
    await atAnyScale(async (scale) => {
      const { server, service } = await linksService((call) => (call.before === 0 ? everyId()(call) : undefined));
      const phases: string[] = [];
      const result = await service.links(ids(4), {
        idsPerRequest: 2,
        deadline: new Deadline(300 * scale),
        onProgress: ({ phase, rows }) => phases.push(`${phase} ${rows}`),
      });
      await expect(linksIn(result)).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
      expect(phases).toEqual(["ASKING 0", "RECEIVING 2"]);
      await expect(service.links("a", { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "DAL_ABORTED" });
      expect(server.received).toHaveLength(2);
    });
  });
});

describe("by their addresses", () => {
  test("tables have their IDs in them", async () => {
    const { server } = await linksService(everyId());
    server.on("/other", linksAnswer({ rows: [fileOf("o"), fileOf("p")] }));
    server.on("/none", linksAnswer({}));
    const urls = [
      `${server.origin}/links?ID=a`,
      `${server.origin}/other`,
      `${server.origin}/none`,
      `${server.origin}/gone`,
    ];
    const result = await linksAt(openTransport(), urls);
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(["a", "o", "p"]);
    expect((await result.summary).outcomes.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "a LINKS",
      "o LINKS",
      "p LINKS",
      `${server.origin}/none NONE`,
      `${server.origin}/gone FAILED`,
    ]);
    await expect(linksAt(openTransport(), `${server.origin}/gone`)).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });
});

describe("a service", () => {
  test("describes itself when it is asked for nothing", async () => {
    const services = descriptorXml({
      utype: "adhoc:this",
      inputs: '<PARAM name="ID" datatype="char" arraysize="*" value=""/>',
    });
    const { server, service } = await linksService(linksAnswer({ services, version: "1.1" }));
    expect(await service.describe()).toMatchObject({
      self: { isSelf: true, inputs: [{ source: "open" }] },
      standardId: "ivo://ivoa.net/std/DataLink#links-1.1",
    });
    expect(server.received[0]?.url).toBe("/links");
  });

  test("may have capabilities", async () => {
    const { server, service } = await linksService(linksAnswer({}));
    const xml =
      '<capabilities><capability standardID="ivo://ivoa.net/std/DataLink#links-1.1"><interface><accessURL>https://a.test/links</accessURL></interface></capability></capabilities>';
    server.on("/capabilities", xmlAnswer(xml, "text/xml"));
    const { capabilities } = await service.describe();
    expect(capabilities?.map(({ standardID }) => standardID)).toEqual(["ivo://ivoa.net/std/DataLink#links-1.1"]);
  });

  test("of 1.0 may say nothing", async () => {
    const { service } = await linksService(linksAnswer({}));
    expect(await service.describe()).toEqual({ descriptors: [] });
  });

  test("that knows no POST is asked by GET, one by one", async () => {
    const long = Array.from({ length: 3 }, (_, index) => `id${index}${"x".repeat(900)}`);
    const { server, service } = await linksService((call) =>
      call.request.method === "POST" ? faults.answer(405)(call) : everyId()(call),
    );
    const result = await service.links(long);
    expect((await linksIn(result)).map(({ id }) => id)).toEqual(long);
    expect(server.received.filter(({ method }) => method === "GET")).toHaveLength(2);
  });

  test("sends a VOTable without a table for nothing at all", async () => {
    const empty =
      '<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><RESOURCE type="results"/></VOTABLE>';
    const { service } = await linksService(xmlAnswer(empty));
    const result = await service.links("a");
    expect(await linksIn(result)).toEqual([]);
    expect((await result.summary).outcomes).toMatchObject([{ id: "a", status: "NONE" }]);
  });
});
