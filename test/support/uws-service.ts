import { type Answer, type Call, type FaultyService, faultyService } from "./faulty-service.ts";

/** What a service of jobs does otherwise than others. */
export interface UwsQuirks {
  /**
   * Phases that the job goes through after RUN, and how long each lasts when it has been told, in ms: nobody is too slow to see
   * one. The last one stays.
   */
  readonly course?: readonly (readonly [phase: string, lastsMs: number])[];
  /** Whether it holds answers back for WAIT (default true). */
  readonly waits?: boolean;
  /** `version` of the job; "" for none (UWS 1.0). Default 1.1. */
  readonly version?: string;
  /** XML in the job after its times. */
  readonly results?: string;
  readonly errorSummary?: string;
  /** Changes the description on its way out, or answers otherwise. */
  readonly sendJob?: (call: Call, xml: string, asked: number) => unknown;
  readonly onCreate?: Answer;
  readonly onDelete?: Answer;
}

export interface UwsService extends FaultyService {
  readonly listUrl: string;
  readonly jobUrl: string;
  /** Descriptions of the job that were asked for, with their query. */
  readonly polls: string[];
  readonly phase: () => string;
  /** From now on there is no such job. */
  vanish(): void;
}

/** A loopback service with one job, `/tap/async/17`. */
export async function uwsService(quirks: UwsQuirks = {}): Promise<UwsService> {
  const { course = [["COMPLETED", 0]], waits = true, version = "1.1", results = "", errorSummary = "" } = quirks;
  const service = await faultyService();
  const path = "/tap/async/17";
  const polls: string[] = [];
  let isStarted = false;
  let passed = 0;
  let toldAt = Number.POSITIVE_INFINITY;
  let aborted = false;
  let isThere = true;
  const settings = new Map([
    ["destruction", "2026-11-25T00:00:00Z"],
    ["executionduration", "600"],
  ]);
  const parameters = new Map<string, string>();

  const phase = (): string => {
    if (aborted) return "ABORTED";
    if (!isStarted) return "PENDING";
    const [, lastsMs = 0] = course[passed] ?? [];
    if (passed < course.length - 1 && performance.now() - toldAt >= lastsMs) {
      passed++;
      toldAt = Number.POSITIVE_INFINITY;
    }
    return course[passed]?.[0] ?? "COMPLETED";
  };
  const tellPhase = (): string => {
    const told = phase();
    if (isStarted) toldAt = Math.min(toldAt, performance.now());
    return told;
  };
  const describe = (): string => `<?xml version="1.0" encoding="UTF-8"?>
<uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"${version === "" ? "" : ` version="${version}"`}>
  <uws:jobId>17</uws:jobId><uws:ownerId/><uws:phase>${tellPhase()}</uws:phase>
  <uws:executionDuration>${settings.get("executionduration")}</uws:executionDuration>
  <uws:destruction>${settings.get("destruction")}</uws:destruction>
  <uws:parameters>${[...parameters].map(([id, value]) => `<uws:parameter id="${id}">${value}</uws:parameter>`).join("")}</uws:parameters>
  <uws:results>${results}</uws:results>${errorSummary}
</uws:job>`;
  const whileThere =
    (answer: Answer): Answer =>
    (call) =>
      isThere ? answer(call) : call.response.writeHead(404, { "content-type": "text/plain" }).end("no such job");
  const seeOther = (call: Call, location: string): void => {
    call.response.writeHead(303, { location }).end();
  };

  const send = async (call: Call): Promise<void> => {
    polls.push(call.url.search);
    const asked = polls.length;
    const before = call.url.searchParams.get("PHASE") ?? phase();
    const untilMs = performance.now() + Number(call.url.searchParams.get("WAIT") ?? 0) * 1000;
    while (waits && phase() === before && /PENDING|QUEUED|EXECUTING/.test(before) && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (quirks.sendJob !== undefined) await quirks.sendJob(call, describe(), asked);
    else call.response.writeHead(200, { "content-type": "text/xml" }).end(describe());
  };

  service.on("/tap/async", (call) => {
    if (call.request.method !== "POST") return call.response.writeHead(200).end("<jobs/>");
    for (const [name, value] of call.form) parameters.set(name, value);
    return quirks.onCreate === undefined ? seeOther(call, `${service.origin}${path}`) : quirks.onCreate(call);
  });
  service.on(
    path,
    whileThere((call) => {
      if (call.request.method === "GET") return send(call);
      if (call.request.method === "DELETE" && quirks.onDelete !== undefined) return quirks.onDelete(call);
      if (call.request.method === "DELETE" || call.form.get("ACTION") === "DELETE") isThere = false;
      return seeOther(call, `${service.origin}/tap/async`);
    }),
  );
  service.on(
    `${path}/phase`,
    whileThere((call) => {
      if (call.request.method === "GET")
        return call.response.writeHead(200, { "content-type": "text/plain" }).end(`${tellPhase()}\n`);
      const word = call.form.get("PHASE");
      if (word === "RUN" && isStarted)
        return call.response.writeHead(400, { "content-type": "text/plain" }).end("not PENDING");
      if (word === "RUN") isStarted = true;
      if (word === "ABORT") aborted = true;
      return seeOther(call, path);
    }),
  );
  for (const name of settings.keys()) {
    service.on(
      `${path}/${name}`,
      whileThere((call) => {
        settings.set(name, call.form.get(name.toUpperCase()) ?? "");
        return seeOther(call, path);
      }),
    );
  }
  service.on(
    `${path}/parameters`,
    whileThere((call) => {
      for (const [key, value] of call.form) parameters.set(key, value);
      return seeOther(call, path);
    }),
  );
  return Object.assign(service, {
    listUrl: `${service.origin}/tap/async`,
    jobUrl: `${service.origin}${path}`,
    polls,
    phase,
    vanish: () => {
      isThere = false;
    },
  });
}
