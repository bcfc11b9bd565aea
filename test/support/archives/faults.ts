import { setTimeout as sleep } from "node:timers/promises";
import { awake } from "../awake.ts";
import { answer } from "../faults.ts";
import type { Call } from "../faulty-service.ts";
import type { ArchiveName } from "./sky.ts";

/** What of an archive fails. */
export type ArchiveProtocol = "tap" | "registry" | "scs" | "sia" | "ssa" | "datalink" | "names" | "files";

/** How an archive, or one of its protocols, fails. */
export type ArchiveFault =
  /** Connections are reset. */
  | { readonly kind: "down" }
  /** Answers come late. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** So many rows come at most; that there are more is said, or not. */
  | { readonly kind: "overflow"; readonly rows: number; readonly isSilent?: boolean }
  /** A web page comes with status 200 (navo.md 2.6, shape 14). */
  | { readonly kind: "html" }
  /** 503 with Retry-After in seconds (navo.md 2.7). */
  | { readonly kind: "unavailable"; readonly retryAfterS: number }
  /** Every other request for the same path fails with 502, those of jobs do not (IRSA's TAP, navo.md 2.3). */
  | { readonly kind: "flaky" }
  /** The connection is reset in the middle of a row. */
  | { readonly kind: "breaks" };

/** Faults by archive, of all of it or of some protocols. */
export type ArchiveFaults = Readonly<
  Partial<Record<ArchiveName, ArchiveFault | Readonly<Partial<Record<ArchiveProtocol, ArchiveFault>>>>>
>;

/** Which fault is on. */
export class FaultSwitch {
  readonly #faults = new Map<string, ArchiveFault>();

  constructor(faults: ArchiveFaults = {}) {
    for (const [archive, fault] of Object.entries(faults)) {
      const name = archive as ArchiveName;
      if ("kind" in fault) this.set(name, fault as ArchiveFault);
      else for (const [protocol, one] of Object.entries(fault)) this.set(name, one, protocol as ArchiveProtocol);
    }
  }

  /** Turns a fault on, or off where there is none, for an archive or a protocol of it. */
  set(archive: ArchiveName, fault: ArchiveFault | undefined, protocol?: ArchiveProtocol): void {
    const key = `${archive}/${protocol ?? ""}`;
    if (fault === undefined) this.#faults.delete(key);
    else this.#faults.set(key, fault);
  }

  of(archive: ArchiveName, protocol: ArchiveProtocol): ArchiveFault | undefined {
    return this.#faults.get(`${archive}/${protocol}`) ?? this.#faults.get(`${archive}/`);
  }
}

/** Whether the fault was the answer; if not, the answer is still due, and may be spoilt on its way. */
export async function answeredByFault(call: Call, fault: ArchiveFault | undefined): Promise<boolean> {
  switch (fault?.kind) {
    case "down":
      call.socket.resetAndDestroy();
      return true;
    case "html":
      answer(200, PAGE, { "Content-Type": "text/html" })(call);
      return true;
    case "unavailable":
      answer(503, "Down for maintenance.\n", {
        "Content-Type": "text/plain",
        "Retry-After": String(fault.retryAfterS),
      })(call);
      return true;
    case "flaky":
      if (call.before % 2 === 1 || /\/async(?:\/|$)/.test(call.url.pathname)) return false;
      answer(502, "<html><title>502 Proxy Error</title></html>", { "Content-Type": "text/html" })(call);
      return true;
    case "slow":
      await sleep(fault.delayMs);
      return call.socket.destroyed;
    case "breaks":
      breakOff(call);
      return false;
    default:
      return false;
  }
}

const PAGE =
  "<!DOCTYPE html><html><head><title>Scheduled maintenance</title></head><body><p>The archive is down for maintenance.</p></body></html>";

/** An answer with rows breaks off among them: in the second one, or in the middle of a STREAM. Others are left alone. */
function breakOff({ response, socket }: Call): void {
  const end = response.end.bind(response) as (body: string | Uint8Array) => typeof response;
  response.end = ((body: string | Uint8Array) => {
    const bytes = Buffer.from(body as string);
    const kept = breakAt(bytes.toString("latin1"));
    if (kept === undefined) return end(body);
    response.write(bytes.subarray(0, kept), () => void awake(20).then(() => socket.resetAndDestroy()));
    return response;
  }) as typeof response.end;
}

function breakAt(text: string): number | undefined {
  const second = text.indexOf("<TR>", text.indexOf("<TR>") + 1);
  if (second >= 0) return second + "<TR><TD>".length + 1;
  const stream = /<STREAM[^>]*>/.exec(text);
  if (stream === null) return undefined;
  return Math.floor((stream.index + stream[0].length + text.indexOf("</STREAM>")) / 2);
}
