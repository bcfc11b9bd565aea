import { setTimeout as sleep } from "node:timers/promises";
import { answer, silence } from "../faults.ts";
import type { Answer, Call } from "../faulty-service.ts";

/** Rows that a mode gives: without MAXREC, and at most. */
export interface ModeLimits {
  readonly default?: number;
  readonly hard?: number;
}

/** How the service says that a query failed. */
export type ErrorStyle =
  | "votable-400"
  | "votable-200"
  | "votable-500"
  | "json-400"
  | "text-400"
  | "text-500"
  | "html-500";

/** What a service does otherwise than the standards, one switch each. Without any it is a good TAP 1.1 service. */
export interface Quirks {
  /** Rows that are never exceeded, whatever MAXREC says; `topLifts` (HEASARC): a TOP that is larger gives more. */
  readonly cap?: { readonly rows: number; readonly silent?: boolean; readonly topLifts?: boolean };
  /** Complete results are flagged OVERFLOW now and then (MAST). */
  readonly falseOverflow?: boolean;
  readonly errors?: ErrorStyle;
  /** `PHASE=RUN` sent along with a new job starts it (MAST, HEASARC); else it is ignored (DaCHS). */
  readonly runsAtCreation?: boolean;
  /** What rows are written as, whatever was asked. */
  readonly alwaysSends?: "tabledata" | "binary" | "binary2";
  /** FORMAT counts, RESPONSEFORMAT does not (TAPLib: NED, SIMBAD, VizieR). */
  readonly formatOnly?: boolean;
  /** Answers are gzip files without Content-Encoding (ESA: `votable_gzip`). */
  readonly gzipFiles?: boolean;
  readonly refusesRunId?: boolean;
  /** Fetching the result of a finished job fails (HEASARC, 2025). */
  readonly resultFails?: boolean;
  /** Limits are declared in bytes, without a value for uploads (IRSA). */
  readonly byteLimits?: boolean;
  /** Job documents list parameters of the server's own (IRSA). */
  readonly internalParameters?: boolean;
  /** Synchronous requests that fail, by number from 0, with 502. */
  readonly syncFails?: (request: number) => boolean;
  /** Synchronous requests are never answered. */
  readonly syncHangs?: boolean;
  readonly noSync?: boolean;
  readonly noAsync?: boolean;
  /** Job documents are gzip files (VizieR). */
  readonly gzipJobs?: boolean;
  readonly hrefs?: "absolute" | "relative" | "port-443" | "internal";
  /** The result of a job is not called `result`. */
  readonly resultId?: string;
  /** WAIT is ignored, as in UWS 1.0. */
  readonly ignoresWait?: boolean;
  /** A job is gone after so many looks at it. */
  readonly vanishesAfter?: number;
  readonly createdBy?: "303" | "201" | "200-document";
  /** DELETE leads to a list of all jobs (ESA); `refused`: 405. */
  readonly deletes?: "list" | "refused";
  /** No QUERY_STATUS at all. */
  readonly noStatus?: boolean;
  /** After so many rows of TABLEDATA the answer breaks: an INFO after the rows, a second document, a reset, an end. */
  readonly breaks?: {
    readonly rows: number;
    readonly as: "info" | "second-document" | "reset" | "end";
    readonly only?: "sync";
  };
  /** Serializations that uploads may have; others are refused, or seem to be empty (Rubin). */
  readonly uploads?: { readonly accepts: readonly string[]; readonly otherwise?: "error" | "empty" };
  readonly noUploads?: boolean;
  /** There are no capabilities: 404, or none before the client gives up. */
  readonly capabilities?: "missing" | "hang" | "html";
  readonly tables?: "missing" | "no-detail" | "no-single";
  readonly tapSchema?: "missing" | "no-joins";
  /** Basic authentication. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Pages of other origins may ask (CORS), also with a password and with DELETE. */
  readonly cors?: boolean;
  /** Before every answer. */
  readonly delayMs?: number;
}

/** The quirks of archives, as recorded (navo's chapters 2 and 5). */
export const ARCHIVES = {
  mast: { cap: { rows: 20, silent: true }, errors: "json-400", runsAtCreation: true, alwaysSends: "tabledata" },
  heasarc: {
    cap: { rows: 20, topLifts: true },
    alwaysSends: "binary",
    runsAtCreation: true,
    hrefs: "relative",
    resultFails: true,
    tapSchema: "no-joins",
  },
  irsa: {
    byteLimits: true,
    refusesRunId: true,
    internalParameters: true,
    syncFails: (request: number) => request % 2 === 0,
  },
  ned: { formatOnly: true, noUploads: true },
  gaia: { errors: "votable-400", gzipFiles: true, deletes: "list" },
  vizier: { formatOnly: true, gzipJobs: true, hrefs: "relative" },
  datalab: { errors: "votable-200", alwaysSends: "tabledata" },
  gavo: { errors: "votable-500" },
  exoplanets: { hrefs: "port-443", runsAtCreation: true, ignoresWait: true },
  rubin: { uploads: { accepts: ["tabledata", "binary"], otherwise: "empty" } },
  cadc: { errors: "text-400", resultId: "main" },
} as const satisfies Readonly<Record<string, Quirks>>;

export function errorAnswer(message: string, style: ErrorStyle = "votable-400"): Answer {
  const [kind = "", status = ""] = style.split("-");
  const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const bodies: Readonly<Record<string, readonly [type: string, body: string]>> = {
    votable: [
      "text/xml",
      `<VOTABLE version="1.2" xmlns="http://www.ivoa.net/xml/VOTable/v1.2"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">${text}</INFO></RESOURCE></VOTABLE>`,
    ],
    json: ["application/json", JSON.stringify({ error: { code: Number(status), message } })],
    text: ["text/plain", `${message}\n`],
    html: ["text/html", `<!DOCTYPE html><html><head><title>Error</title></head><body><p>${text}</p></body></html>`],
  };
  const [type, body] = bodies[kind] ?? ["text/plain", message];
  return answer(Number(status), body, { "Content-Type": type });
}

/** Whether an answer was due to a quirk that comes before any protocol; if so it was given. */
export async function answeredByQuirk(
  call: Call,
  path: string,
  quirks: Quirks,
  syncRequests: () => number,
): Promise<boolean> {
  const { login, delayMs = 0, cors = false } = quirks;
  if (delayMs > 0) await sleep(delayMs);
  if (cors) {
    call.response.setHeader("Access-Control-Allow-Origin", "*");
    call.response.setHeader("Access-Control-Expose-Headers", "Location");
    if (call.request.method === "OPTIONS") {
      const allowed = {
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization",
      };
      answer(204, "", allowed)(call);
      return true;
    }
  }
  if (login !== undefined) {
    const due = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
    if (call.request.headers.authorization !== due) {
      answer(401, "Log in first.\n", { "Content-Type": "text/plain", "WWW-Authenticate": 'Basic realm="test"' })(call);
      return true;
    }
  }
  if (path === "sync") {
    const number = syncRequests();
    if (quirks.noSync === true) answer(404, "There is no such thing.\n")(call);
    else if (quirks.syncHangs === true) silence(call);
    else if (quirks.syncFails?.(number) === true)
      answer(502, "<html><title>502 Proxy Error</title></html>", { "Content-Type": "text/html" })(call);
    else return false;
    return true;
  }
  if (path.startsWith("async") && quirks.noAsync === true) {
    answer(404, "There is no such thing.\n")(call);
    return true;
  }
  if (path !== "capabilities" || quirks.capabilities === undefined) return false;
  if (quirks.capabilities === "missing") answer(404)(call);
  else if (quirks.capabilities === "hang") silence(call);
  else answer(200, "<html><title>Welcome</title></html>", { "Content-Type": "text/html" })(call);
  return true;
}
