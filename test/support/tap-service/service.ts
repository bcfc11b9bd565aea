import { onTestFinished } from "vitest";
import { answer } from "../faults.ts";
import { type Call, type FaultyService, openFaultyService } from "../faulty-service.ts";
import { formatFor, sendAnswer, type WrittenAnswer, writeAnswer } from "./answers.ts";
import { runQuery, topOf } from "./engine.ts";
import { examplesHtml, type ServiceExample } from "./examples.ts";
import { Jobs, type Pace, type ServiceJob } from "./jobs.ts";
import { capabilitiesXml, type Declared, singleTableXml, tablesXml, tapSchema } from "./metadata.ts";
import { answeredByQuirk, errorAnswer, type ModeLimits, type Quirks } from "./quirks.ts";
import { type ServiceTable, starTable } from "./tables.ts";
import { type Form, readForm, readUploads } from "./uploads.ts";
import { QueryRefused } from "./values.ts";

export interface TapServiceOptions {
  /** Default: 50 stars as `survey.stars`. */
  readonly tables?: readonly ServiceTable[];
  readonly examples?: readonly ServiceExample[];
  /** Of TAP (default 1.1). */
  readonly version?: "1.0" | "1.1";
  /** Of UWS (default 1.1). */
  readonly uws?: "1.0" | "1.1";
  /** Rows that the modes really give (default: all). */
  readonly limits?: { readonly sync?: ModeLimits; readonly async?: ModeLimits };
  /** Where the capabilities say something else than `limits`, or more. */
  readonly declared?: Partial<Declared>;
  readonly quirks?: Quirks;
  /** How jobs go on (default `at-once`). */
  readonly pace?: Pace;
  /** Queries that the service refuses although others could run them: throws QueryRefused. */
  readonly check?: (query: string) => void;
  /** Rows that each answer has at most from now on; OVERFLOW says so, or not. */
  readonly overflowsAt?: () => { readonly rows: number; readonly isSilent?: boolean } | undefined;
  /** Makes the VOTable look as those of the service. */
  readonly dress?: (document: string, query: string) => string;
}

/** What answers a TAP service's requests, wherever it stands. */
export interface TapResponder {
  readonly jobs: readonly ServiceJob[];
  /** Queries that were run, in their order. */
  readonly queries: readonly {
    readonly query: string;
    readonly mode: "sync" | "async";
    readonly parameters: Form["parameters"];
  }[];
  advance(job: ServiceJob, phase: string, error?: string): Promise<void>;
  respond(call: Call): Promise<void>;
}

/** A TAP service on loopback. */
export interface TestTapService extends FaultyService, Omit<TapResponder, "respond"> {
  /** The base URL. */
  readonly url: string;
}

/** Opens a TAP service that is closed when the test is over. */
export async function tapService(options: TapServiceOptions = {}): Promise<TestTapService> {
  const service = await openTapService(options);
  onTestFinished(() => service.close());
  return service;
}

/** The same, for whoever closes it. */
export async function openTapService(options: TapServiceOptions = {}): Promise<TestTapService> {
  let base = "";
  const { respond, ...responder } = tapResponder(options, { path: "/tap", url: () => base });
  const service = await openFaultyService({ otherwise: respond });
  base = `${service.origin}/tap`;
  return Object.assign(service, { url: base, ...responder });
}

/**
 * A TAP service without a place of its own: requests for `path` and below are its.
 * @param place.url The base URL that it believes it has.
 */
export function tapResponder(
  options: TapServiceOptions,
  place: { readonly path: string; readonly url: () => string },
): TapResponder {
  const {
    tables = [starTable(50)],
    examples = [],
    version = "1.1",
    uws = "1.1",
    limits = {},
    quirks = {},
    pace = "at-once",
  } = options;
  const queries: TapResponder["queries"][number][] = [];
  let syncRequests = 0;
  const declared: Declared = { version, sync: limits.sync ?? {}, async: limits.async ?? {}, ...options.declared };
  const all = [...tables, ...(quirks.tapSchema === "missing" ? [] : tapSchema(tables))];

  const runForm = async (form: Form, mode: "sync" | "async"): Promise<WrittenAnswer> => {
    const value = (name: string): string | undefined => form.parameters.find(([key]) => key === name)?.[1];
    const query = value("QUERY");
    if (query === undefined) throw new QueryRefused("QUERY is missing");
    if (quirks.refusesRunId === true && value("RUNID") !== undefined)
      throw new QueryRefused("BAD_REQUEST: unknown parameter RUNID");
    queries.push({ query, mode, parameters: form.parameters });
    if (quirks.tapSchema === "no-joins" && /tap_schema[\s\S]*\bjoin\b/i.test(query))
      throw new QueryRefused("joins of TAP_SCHEMA are not supported");
    options.check?.(query);
    const relation = runQuery(query, [...all, ...(await readUploads(form, quirks))]);
    const asked = formatFor(value("RESPONSEFORMAT"), quirks, "RESPONSEFORMAT");
    const format =
      value("RESPONSEFORMAT") === undefined || quirks.formatOnly === true
        ? formatFor(value("FORMAT"), quirks, "FORMAT")
        : asked;
    if (format === undefined) throw new QueryRefused(`unknown format ${value("RESPONSEFORMAT") ?? value("FORMAT")}`);
    const overflow = options.overflowsAt?.();
    const limit = overflow === undefined ? (limits[mode] ?? {}) : { hard: overflow.rows };
    const { rows, status } = limited(relation.rows, value("MAXREC"), topOf(query), limit, quirks);
    const { breaks, ...unbroken } = quirks;
    const written = await writeAnswer(
      { fields: relation.fields, rows },
      format,
      overflow?.isSilent === true ? "OK" : status,
      breaks?.only === "sync" && mode === "async" ? unbroken : quirks,
    );
    if (options.dress === undefined || format.format !== "votable") return written;
    return { ...written, bytes: Buffer.from(options.dress(Buffer.from(written.bytes).toString("utf8"), query)) };
  };

  const jobs = new Jobs({
    url: () => `${place.url()}/async`,
    quirks,
    pace,
    version: uws,
    run: (form) => runForm(form, "async"),
  });

  const respond = async (call: Call): Promise<void> => {
    if (!call.url.pathname.startsWith(place.path)) return void answer(404)(call);
    const path = call.url.pathname.slice(place.path.length).replace(/^\/|\/+$/g, "");
    if (await answeredByQuirk(call, path, quirks, () => syncRequests++)) return;
    const form = readForm(call.url.searchParams, call.request.headers["content-type"] ?? "", call.body);
    const [first = "", ...rest] = path.split("/");
    const xml = { "Content-Type": "text/xml" };
    if (first === "async") return jobs.handle(call, rest.join("/"), form);
    if (first === "capabilities") return void answer(200, capabilitiesXml(place.url(), declared, quirks), xml)(call);
    if (first === "examples")
      return void answer(examples.length === 0 ? 404 : 200, examplesHtml(examples), {
        "Content-Type": "application/xhtml+xml",
      })(call);
    if (first === "tables" && quirks.tables !== "missing") {
      const name = decodeURIComponent(rest.join("/"));
      if (name !== "") {
        const table = all.find((each) => each.name === name);
        const isThere = table !== undefined && quirks.tables === undefined;
        return void answer(
          isThere ? 200 : 404,
          isThere ? singleTableXml(table) : "There is no such table.\n",
          xml,
        )(call);
      }
      const isShort = call.url.searchParams.get("detail") === "min" && quirks.tables !== "no-detail";
      return void answer(200, tablesXml(all, isShort ? "min" : "max"), xml)(call);
    }
    if (first !== "sync") return void answer(404, "There is no such thing.\n")(call);
    try {
      sendAnswer(call, await runForm(form, "sync"));
    } catch (failure) {
      // What it cannot write is its own fault, and said so.
      if (!(failure instanceof Error)) throw failure;
      await errorAnswer(failure.message, failure instanceof QueryRefused ? quirks.errors : "text-500")(call);
    }
  };

  return { jobs: jobs.all, queries, advance: (job, phase, error) => jobs.advance(job, phase, error), respond };
}

/** The rows that go out, and what is said of those that do not. */
function limited<Row>(
  rows: readonly Row[],
  maxrec: string | undefined,
  top: number | undefined,
  { default: soft, hard }: ModeLimits,
  { cap, falseOverflow }: Quirks,
): { readonly rows: readonly Row[]; readonly status: "OK" | "OVERFLOW" } {
  const asked = maxrec === undefined ? (soft ?? hard ?? Number.POSITIVE_INFINITY) : Number(maxrec);
  const most = Math.min(asked, hard ?? Number.POSITIVE_INFINITY);
  const isLifted = cap?.topLifts === true && top !== undefined && top > cap.rows;
  const capped = cap === undefined || isLifted ? Number.POSITIVE_INFINITY : cap.rows;
  if (rows.length > most && most < capped) return { rows: rows.slice(0, most), status: "OVERFLOW" };
  if (rows.length > capped) return { rows: rows.slice(0, capped), status: cap?.silent === true ? "OK" : "OVERFLOW" };
  // MAXREC=0 asks for the columns alone, and is an overflow to most services.
  return { rows, status: falseOverflow === true || most === 0 ? "OVERFLOW" : "OK" };
}
