import type { QueryOptions, TapSummary } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import { ARCHIVES, starTable, type TapServiceOptions, type TestTapService } from "../support/tap-service/index.ts";
import { failureOf, openService, rowsOf } from "./open-service.ts";

// What archives do otherwise than TAP has it, one row each, named after the archive: the right rows, or the right words.

const MAST = "https://mast.stsci.edu/vo-tap/api/v0.1/hsc";
const HEASARC = "https://heasarc.gsfc.nasa.gov/xamin/vo/tap";
const IRSA = "https://irsa.ipac.caltech.edu/TAP";
const NED = "https://ned.ipac.caltech.edu/tap";
const GAIA = "https://gea.esac.esa.int/tap-server/tap";
const VIZIER = "https://tapvizier.cds.unistra.fr/TAPVizieR/tap";
const DATALAB = "https://datalab.noirlab.edu/tap";
const GAVO = "https://dc.g-vo.org/tap";
const EXOPLANETS = "https://exoplanetarchive.ipac.caltech.edu/TAP";

const ALL = "SELECT source_id, ra, label FROM stars";
const manyStars = { tables: [starTable(50)] };

interface Row {
  readonly name: string;
  readonly as?: string;
  readonly server: TapServiceOptions;
  readonly options?: QueryOptions;
  readonly query?: string;
  readonly client?: Parameters<typeof openService>[1];
  readonly summary: Partial<TapSummary> & Record<string, unknown>;
  /** What the service saw. */
  readonly seen?: (server: TestTapService) => void;
}

const parameter = (server: TestTapService, name: string, query = 0) =>
  server.queries[query]?.parameters.filter(([key]) => key === name).map(([, value]) => value);

/** MAST's cap is 100 000 rows; the scripted service has one of 20. */
const capOf = (rows: number, more: object = {}) => ({
  profile: {
    id: "test",
    title: "the archive",
    tapUrls: [],
    rowLimit: { value: { rows, ...more }, confidence: "observed" as const, source: "the test" },
  },
});

const ROWS: readonly Row[] = [
  {
    name: "MAST: rows end at its cap without a word",
    as: MAST,
    server: { ...manyStars, quirks: ARCHIVES.mast },
    client: { client: capOf(20) },
    summary: {
      status: "OK",
      rows: 20,
      suspect: true,
      limit: { source: "known limit", rows: 20 },
      advice: expect.stringContaining("compare with COUNT(*)"),
    },
  },
  {
    name: "MAST: rows end at its cap with OVERFLOW",
    as: MAST,
    server: { ...manyStars, quirks: { ...ARCHIVES.mast, cap: { rows: 20 } } },
    client: { client: capOf(20) },
    summary: {
      status: "OVERFLOW",
      rows: 20,
      suspect: false,
      limit: { source: "known limit", rows: 20 },
      remedies: [{ kind: "parts" }],
    },
  },
  {
    name: "MAST: OVERFLOW on a whole result",
    as: MAST,
    server: { tables: [starTable(5)], quirks: { falseOverflow: true } },
    summary: {
      status: "OVERFLOW",
      rows: 5,
      limit: { source: "unknown", rows: 5 },
      advice: expect.stringContaining("fewer than any limit"),
      mode: "sync",
    },
  },
  {
    name: "MAST: TABLEDATA is what is asked for",
    as: MAST,
    server: { quirks: ARCHIVES.mast, tables: [starTable(3)] },
    summary: { status: "OK", rows: 3 },
    seen: (server) => expect(parameter(server, "RESPONSEFORMAT")).toEqual(["votable"]),
  },
  {
    name: "HEASARC: a maxrec beyond its cap becomes TOP, which lifts it",
    as: HEASARC,
    server: { ...manyStars, quirks: ARCHIVES.heasarc },
    options: { maxrec: 40 },
    client: { client: capOf(20, { liftedBy: "TOP" }) },
    summary: {
      status: "OK",
      rows: 40,
      limit: { source: "TOP", rows: 40 },
      changes: [expect.objectContaining({ rule: "rows" })],
    },
    seen: (server) => expect(server.queries[0]?.query).toContain("TOP 40"),
  },
  {
    name: "HEASARC: without one, TOP is named as the way",
    as: HEASARC,
    server: { ...manyStars, quirks: ARCHIVES.heasarc },
    client: { client: capOf(20, { liftedBy: "TOP" }) },
    summary: {
      status: "OVERFLOW",
      rows: 20,
      remedies: [{ kind: "top" }, { kind: "parts" }],
      advice: expect.stringContaining("TOP with more than 20"),
    },
  },
  {
    name: "HEASARC: one format is declared, BINARY is sent",
    as: HEASARC,
    server: {
      tables: [starTable(4)],
      quirks: ARCHIVES.heasarc,
      declared: { formats: [["text/xml", undefined, "ivo://ivoa.net/std/TAPRegExt#output-votable-td"]] },
    },
    summary: { status: "OK", rows: 4 },
  },
  {
    name: "HEASARC: the result of a job cannot be fetched, so it is asked at once",
    as: HEASARC,
    server: { ...manyStars, quirks: { resultFails: true }, limits: { sync: { hard: 30 }, async: { hard: 60 } } },
    query: "SELECT TOP 40 * FROM stars",
    client: { client: { facts: { id: "test", tapUrls: [] } } },
    summary: {
      status: "OVERFLOW",
      rows: 30,
      mode: "sync",
      notes: [expect.stringContaining("asking by a job"), expect.stringMatching(/job did not work out.*HTTP 500/)],
    },
  },
  {
    name: "IRSA: RUNID is not sent",
    as: IRSA,
    server: { tables: [starTable(3)], quirks: { refusesRunId: true } },
    options: { runId: "mine" },
    summary: { rows: 3, notes: ["RUNID was not sent: the service is known not to take it."] },
    seen: (server) => expect(parameter(server, "RUNID")).toEqual([]),
  },
  {
    name: "IRSA: limits in bytes are no limits in rows",
    as: IRSA,
    server: { ...manyStars, quirks: { byteLimits: true } },
    options: { maxrec: 3_000_000_000 },
    summary: { status: "OK", rows: 50, suspect: false, mode: "sync" },
    seen: (server) => expect(parameter(server, "MAXREC")).toEqual(["3000000000"]),
  },
  {
    name: "IRSA: sync fails with 502, a job does not",
    as: IRSA,
    server: { tables: [starTable(6)], quirks: { syncFails: () => true, internalParameters: true } },
    summary: {
      status: "OK",
      rows: 6,
      mode: "async",
      notes: ["The service failed with HTTP 502: asking again as a job."],
    },
    seen: (server) => expect(server.received.filter(({ url }) => url === "/tap/sync")).toHaveLength(2),
  },
  {
    name: "IRSA: sync that fails now and then is asked again where it is wanted",
    as: IRSA,
    server: { tables: [starTable(6)], quirks: ARCHIVES.irsa },
    options: { mode: "sync" },
    summary: { status: "OK", rows: 6, mode: "sync", notes: [] },
  },
  {
    name: "IRSA: BINARY2 is asked for, which its capabilities do not have",
    as: IRSA,
    server: { tables: [starTable(2)], declared: { formats: [["text/xml", "votable"]] } },
    summary: { rows: 2 },
    seen: (server) => expect(parameter(server, "RESPONSEFORMAT")).toEqual(["votable/b2"]),
  },
  {
    name: "NED: FORMAT is sent, RESPONSEFORMAT is not",
    as: NED,
    server: { tables: [starTable(2)], quirks: ARCHIVES.ned },
    summary: { rows: 2 },
    seen: (server) => {
      expect(parameter(server, "RESPONSEFORMAT")).toEqual([]);
      expect(parameter(server, "FORMAT")).toEqual(["votable/b2"]);
    },
  },
  {
    name: "TAPLib that is not known: both are sent to a service of TAP 1.0",
    server: { tables: [starTable(2)], version: "1.0", quirks: { formatOnly: true } },
    options: { format: "csv" },
    summary: { rows: 2 },
    seen: (server) =>
      expect([parameter(server, "RESPONSEFORMAT"), parameter(server, "FORMAT")]).toEqual([["csv"], ["csv"]]),
  },
  {
    name: "ESA Gaia: sync ends at 2000 rows, a job does not",
    as: GAIA,
    server: { ...manyStars, quirks: ARCHIVES.gaia, limits: { sync: { hard: 20 }, async: { hard: 3_000_000 } } },
    summary: {
      status: "OK",
      rows: 50,
      mode: "async",
      notes: ["The service gave 20 rows at once and has more for a job: asking again as a job."],
    },
    seen: (server) => expect(server.queries.map(({ mode }) => mode)).toEqual(["sync", "async"]),
  },
  {
    name: "ESA Gaia: a result within the limit of sync is not asked for twice",
    as: GAIA,
    server: {
      tables: [starTable(19)],
      quirks: ARCHIVES.gaia,
      limits: { sync: { hard: 20 }, async: { hard: 3_000_000 } },
    },
    summary: { status: "OK", rows: 19, mode: "sync", notes: [] },
    seen: (server) => expect(server.queries).toHaveLength(1),
  },
  {
    name: "ESA Gaia: more rows than sync gives are asked of a job from the start",
    as: GAIA,
    server: { ...manyStars, quirks: ARCHIVES.gaia, limits: { sync: { hard: 20 }, async: { hard: 3_000_000 } } },
    options: { maxrec: 30 },
    summary: {
      status: "OVERFLOW",
      rows: 30,
      mode: "async",
      limit: { source: "MAXREC", rows: 30 },
      remedies: [{ kind: "maxrec", upTo: 3_000_000 }, { kind: "parts" }],
    },
    seen: (server) => expect(server.queries.map(({ mode }) => mode)).toEqual(["async"]),
  },
  {
    name: "ESA Gaia: gzip files without Content-Encoding, DELETE that leads to the list",
    as: GAIA,
    server: { tables: [starTable(7)], quirks: ARCHIVES.gaia },
    options: { mode: "async" },
    summary: { status: "OK", rows: 7, mode: "async" },
    seen: (server) => {
      expect(server.jobs).toEqual([]);
      expect(server.received.filter(({ method, url }) => method === "GET" && url === "/tap/async")).toEqual([]);
    },
  },
  {
    name: "VizieR: gzipped job documents, relative hrefs",
    as: VIZIER,
    server: { tables: [starTable(7)], quirks: ARCHIVES.vizier },
    options: { mode: "async" },
    summary: { status: "OK", rows: 7, mode: "async" },
  },
  {
    name: "Exoplanet Archive: hrefs with :443, WAIT that is ignored",
    as: EXOPLANETS,
    server: { tables: [starTable(7)], quirks: ARCHIVES.exoplanets },
    options: { mode: "async" },
    summary: { status: "OK", rows: 7, mode: "async" },
  },
  {
    name: "CADC: the result of a job is called otherwise",
    server: { tables: [starTable(7)], quirks: ARCHIVES.cadc },
    options: { mode: "async" },
    summary: { status: "OK", rows: 7, mode: "async" },
  },
  {
    name: "hrefs of the service's own network",
    server: { tables: [starTable(7)], quirks: { hrefs: "internal" } },
    options: { mode: "async" },
    summary: { status: "OK", rows: 7, mode: "async" },
  },
  {
    name: "Data Lab: LIMIT, which it passes over, becomes TOP",
    as: DATALAB,
    server: { ...manyStars, quirks: ARCHIVES.datalab },
    query: "SELECT ra FROM stars WHERE kind <> 9",
    summary: { status: "OK", rows: 50 },
  },
  {
    name: "GAVO: a default limit that MAXREC raises",
    as: GAVO,
    server: { ...manyStars, limits: { sync: { default: 20, hard: 1000 }, async: { default: 20, hard: 1000 } } },
    summary: {
      status: "OVERFLOW",
      rows: 20,
      mode: "sync",
      limit: { source: "service default", rows: 20 },
      remedies: [{ kind: "maxrec", upTo: 1000 }, { kind: "parts" }],
    },
    seen: (server) => expect(parameter(server, "MAXREC")).toEqual([]),
  },
  {
    name: "a service that does not say OVERFLOW where it cut, at MAXREC",
    server: { ...manyStars, quirks: { cap: { rows: 10, silent: true } } },
    options: { maxrec: 10 },
    summary: { status: "OK", rows: 10, suspect: true, limit: { source: "MAXREC", rows: 10 } },
  },
  {
    name: "no QUERY_STATUS at all",
    server: { tables: [starTable(4)], quirks: { noStatus: true } },
    summary: { status: "OK", rows: 4, suspect: false },
  },
  {
    name: "a service without sync",
    server: { tables: [starTable(4)], quirks: { noSync: true } },
    summary: { rows: 4, mode: "async", notes: ["The service answers jobs alone: asking by a job."] },
  },
  {
    name: "a service without sync that does not say so",
    server: { tables: [starTable(4)], version: "1.0", quirks: { noSync: true } },
    summary: { rows: 4, mode: "async", notes: ["The service does not answer at once: asking again as a job."] },
  },
  {
    name: "a sync that never answers",
    server: { tables: [starTable(4)], quirks: { syncHangs: true } },
    options: { timeoutMs: 300 },
    summary: { rows: 4, mode: "async", notes: ["The service did not answer in time: asking again as a job."] },
  },
  {
    name: "a sync answer that breaks off before anybody has seen a row",
    server: {
      tables: [starTable(40)],
      quirks: { breaks: { rows: 3, as: "reset", only: "sync" }, alwaysSends: "tabledata" },
      limits: { sync: { hard: 60 }, async: { hard: 90 } },
    },
    summary: { rows: 40, mode: "async", notes: ["The connection broke off: asking again as a job."] },
  },
  ...(["missing", "html"] as const).map((capabilities) => ({
    name: `capabilities: ${capabilities}`,
    server: { tables: [starTable(4)], quirks: { capabilities } },
    summary: { rows: 4, mode: "sync" as const },
  })),
  ...(["303", "201", "200-document"] as const).map((createdBy) => ({
    name: `a job is created with ${createdBy}`,
    server: { tables: [starTable(4)], quirks: { createdBy } },
    options: { mode: "async" as const },
    summary: { rows: 4, mode: "async" as const },
  })),
  {
    name: "MAST, HEASARC: PHASE=RUN at creation is not relied upon",
    server: { tables: [starTable(4)], quirks: { runsAtCreation: true } },
    options: { mode: "async" },
    summary: { rows: 4 },
    seen: (server) =>
      expect(server.received.find(({ method, url }) => method === "POST" && url === "/tap/async")?.body).not.toContain(
        "PHASE",
      ),
  },
  {
    name: "a job that cannot be deleted is aborted",
    server: { tables: [starTable(4)], quirks: { deletes: "refused" } },
    options: { mode: "async" },
    summary: { rows: 4 },
  },
];

describe("archives", () => {
  test.each(ROWS)(
    "$name",
    async ({ as, server: serverOptions, options = {}, query = ALL, client = {}, summary: expected, seen }) => {
      const ask = async (limits: Pick<QueryOptions, "timeoutMs">): Promise<void> => {
        const { service, server } = await openService(serverOptions, {
          ...(as === undefined ? {} : { as }),
          ...client,
        });
        const result = await service.query(query, { ...options, ...limits });
        const rows = await rowsOf(result);
        const summary = await result.summary;
        expect(summary).toMatchObject(expected);
        expect(rows).toHaveLength(summary.rows);
        seen?.(server);
      };
      const { timeoutMs } = options;
      if (timeoutMs === undefined) await ask({});
      else await atAnyScale((scale) => ask({ timeoutMs: timeoutMs * scale }));
    },
  );
});

interface Refusal {
  readonly name: string;
  readonly as?: string;
  readonly server: TapServiceOptions;
  readonly options?: QueryOptions;
  readonly query?: string;
  readonly code: string;
  readonly words?: string | RegExp;
  readonly message?: RegExp;
}

const BAD = "SELECT nothing FROM nowhere";
const NOWHERE = 'relation "nowhere" does not exist';

const REFUSALS: readonly Refusal[] = [
  { name: "MAST: JSON with 400", as: MAST, server: { quirks: ARCHIVES.mast }, code: "DAL_QUERY_ERROR", words: NOWHERE },
  {
    name: "ESA Gaia: a VOTable of 1.2 with 400",
    as: GAIA,
    server: { quirks: { errors: "votable-400" } },
    code: "DAL_QUERY_ERROR",
    words: NOWHERE,
  },
  {
    name: "Data Lab: errors with 200",
    as: DATALAB,
    server: { quirks: ARCHIVES.datalab },
    code: "DAL_QUERY_ERROR",
    words: NOWHERE,
  },
  {
    name: "GAVO: a VOTable with 500",
    as: GAVO,
    server: { quirks: ARCHIVES.gavo },
    code: "DAL_QUERY_ERROR",
    words: NOWHERE,
  },
  { name: "CADC: text with 400", server: { quirks: ARCHIVES.cadc }, code: "DAL_QUERY_ERROR", words: NOWHERE },
  {
    name: "a web page with 500",
    server: { quirks: { errors: "html-500" } },
    code: "DAL_HTTP",
    words: /does not exist/,
  },
  {
    name: "a job that ends in an error",
    server: {},
    options: { mode: "async" },
    code: "UWS_JOB_ERROR",
    words: NOWHERE,
  },
  {
    name: "a job that is gone",
    server: { pace: "held", quirks: { vanishesAfter: 1 } },
    query: ALL,
    options: { mode: "async" },
    code: "UWS_JOB_GONE",
    message: /is not there any more/,
  },
  {
    name: "an error behind the rows",
    server: { tables: [starTable(9)], quirks: { alwaysSends: "tabledata", breaks: { rows: 5, as: "info" } } },
    query: ALL,
    code: "DAL_QUERY_ERROR",
    words: "canceling statement due to statement timeout",
    message: /after 5 rows/,
  },
  {
    name: "a second document in the middle of the rows",
    server: {
      tables: [starTable(9)],
      quirks: { alwaysSends: "tabledata", breaks: { rows: 5, as: "second-document" } },
    },
    query: ALL,
    code: "DAL_QUERY_ERROR",
    words: "canceling statement due to statement timeout",
  },
  {
    name: "a reset in the middle of the rows",
    server: { tables: [starTable(9)], quirks: { alwaysSends: "tabledata", breaks: { rows: 5, as: "reset" } } },
    options: { mode: "sync" },
    query: ALL,
    code: "DAL_NETWORK",
  },
  {
    name: "an answer that ends early",
    server: { tables: [starTable(9)], quirks: { alwaysSends: "tabledata", breaks: { rows: 5, as: "end" } } },
    options: { mode: "sync" },
    query: ALL,
    code: "DAL_NETWORK",
  },
  {
    name: "no way in without a password",
    server: { quirks: { login: { user: "peer", password: "sesame" } } },
    query: ALL,
    code: "DAL_AUTH",
    message: /Give credentials/,
  },
  { name: "an empty query", server: {}, query: "  \n", code: "DAL_USAGE" },
  {
    name: "a format that the service does not have",
    server: {},
    query: ALL,
    options: { format: "ipac" },
    code: "DAL_QUERY_ERROR",
    words: "unknown format ipac",
  },
  {
    name: "NED: uploads are not taken",
    server: { quirks: { noUploads: true } },
    query: ALL,
    options: { uploads: { t: { rows: [{ a: 1 }] } } },
    code: "DAL_QUERY_ERROR",
    words: "UPLOAD is not supported",
  },
];

describe("refusals", () => {
  test.each(REFUSALS)(
    "$name",
    async ({ as, server: serverOptions, options = {}, query = BAD, code, words, message }) => {
      const { service, server } = await openService(serverOptions, as === undefined ? {} : { as });
      const failure = await failureOf(service.query(query, options).then(rowsOf));
      expect(failure).toMatchObject({ name: "DalError", code });
      const { failure: facts, message: said } = failure as {
        failure: { serviceMessage?: string; url?: string };
        message: string;
      };
      if (typeof words === "string") expect(facts.serviceMessage).toBe(words);
      else if (words !== undefined) expect(facts.serviceMessage).toMatch(words);
      if (message !== undefined) expect(said).toMatch(message);
      expect(server.queries.length).toBeLessThan(2);
    },
  );
});
