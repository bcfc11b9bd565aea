import type { Call } from "../faulty-service.ts";
import type { MastSettings, SimulatedUser } from "./settings.ts";

/** One request at the simulated MAST. */
export interface MastCall extends Call {
  /** The path; those of MAST's other hosts begin with `/hosts/NAME` (`open-mast.ts`). */
  readonly path: string;
  /** Whose token came along; undefined for nobody's, or for one that is not taken. */
  readonly user: SimulatedUser | undefined;
  readonly settings: MastSettings;
}

/** One of MAST's APIs: a file of this folder, and a line in `apis.ts`. */
export interface MastApi {
  readonly name: string;
  /** Of the paths (`MastCall.path`) that it answers; the first API of the list that has one answers it. */
  readonly paths: RegExp;
  answer(call: MastCall): unknown;
}

/** Answers with a JSON document. */
export function sendJson({ response }: MastCall, value: unknown, status = 200): void {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  response
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) })
    .end(body);
}

/** The forms of a refusal for want of a right: 401 for nobody, 403 (or 401 too: `settings.refusalOfKnown`) for a known user. */
export function sendRefusal(call: MastCall): void {
  const status = call.user === undefined ? 401 : call.settings.refusalOfKnown;
  call.response
    .writeHead(status, { "Content-Type": "text/plain" })
    .end(call.user === undefined ? "Authentication required\n" : "You are not authorized to access this resource\n");
}
