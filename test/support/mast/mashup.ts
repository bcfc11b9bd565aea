import { type MastApi, type MastCall, sendJson } from "./api.ts";
import { CAOM_SERVICES } from "./caom.ts";
import { CATALOG_SERVICES } from "./catalogs.ts";
import { KEYWORD_SERVICES } from "./jwst-keywords.ts";
import {
  type MashupService,
  type Row,
  type SentRequest,
  ServiceError,
  type ServiceTable,
  StatusError,
} from "./mashup-services.ts";
import { NAME_LOOKUP } from "./name-lookup.ts";

/** Services by name; files of this folder that have others add a line. */
const SERVICES: Readonly<Record<string, MashupService>> = {
  ...CAOM_SERVICES,
  ...CATALOG_SERVICES,
  ...KEYWORD_SERVICES,
  "Mast.Name.Lookup": NAME_LOOKUP,
};

/** How often each request was answered with EXECUTING so far. */
const polled = new WeakMap<MastCall["settings"], Map<string, number>>();

/** `/api/v0/invoke`: the request is one parameter of JSON; the same request again while it is EXECUTING. */
export const MASHUP: MastApi = {
  name: "Mashup",
  paths: /^\/api\/v0\/invoke$/,
  async answer(call) {
    const text = call.form.get("request") ?? call.url.searchParams.get("request");
    const request = JSON.parse(text ?? "null") as SentRequest | null;
    if (text === null || request === null) return fail(call, "Missing request.");
    const { settings } = call;
    if (isExecuting(call, text)) {
      return sendJson(call, { status: "EXECUTING", msg: "", data: [], fields: [], "percent complete": 0.5 });
    }
    const failure = settings.failing.get(request.service);
    if (failure !== undefined) return fail(call, failure);
    const service = Object.hasOwn(SERVICES, request.service) ? SERVICES[request.service] : undefined;
    if (service === undefined) return fail(call, `Service ${request.service} not found.`);
    try {
      const answer = service({ ...request, params: request.params ?? {} }, settings, call.user);
      if ("document" in answer) sendJson(call, answer.document);
      else await sendRows(call, answer, request);
    } catch (thrown) {
      if (thrown instanceof StatusError) call.response.writeHead(thrown.status).end("Gateway timeout.\n");
      else if (thrown instanceof ServiceError) fail(call, thrown.message);
      else throw thrown;
    }
  },
};

function isExecuting({ settings }: MastCall, text: string): boolean {
  if (settings.polls === 0) return false;
  const counts = polled.get(settings) ?? new Map<string, number>();
  polled.set(settings, counts);
  const before = counts.get(text) ?? 0;
  counts.set(text, before >= settings.polls ? 0 : before + 1);
  return before < settings.polls;
}

/** HTTP 200 all the same. */
function fail(call: MastCall, msg: string): void {
  sendJson(call, { status: "ERROR", msg, data: [], fields: [], paging: null });
}

const PAGE_ROWS = 1_000_000;
const CHUNK_CHARACTERS = 64 * 1024;

/** In the order in which MAST has it: the rows, then what they are. They are made as they are sent. */
async function sendRows(
  call: MastCall,
  table: ServiceTable,
  { page = 1, pagesize = PAGE_ROWS }: SentRequest,
): Promise<void> {
  const { response } = call;
  const { fields, rows, rowsTotal } = table;
  response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" });
  let text = `{"status" : "COMPLETE","msg" : "","data":[`;
  let index = 0;
  let sent = 0;
  const [first, last] = [(page - 1) * pagesize, page * pagesize];
  for (const row of rows) {
    if (index >= last) break;
    if (index++ < first) continue;
    text += (sent++ === 0 ? "" : ",") + printRow(row);
    if (text.length > CHUNK_CHARACTERS) {
      if (!response.write(text)) await new Promise((resolve) => response.once("drain", resolve));
      text = "";
    }
  }
  const paging = {
    page,
    pageSize: pagesize,
    pagesFiltered: Math.max(1, Math.ceil(rowsTotal / pagesize)),
    rows: sent,
    rowsFiltered: rowsTotal,
    rowsTotal,
  };
  response.end(`${text}],"fields":${JSON.stringify(fields)},"paging":${JSON.stringify(paging)}}`);
}

/** Integers of 64 bits in their digits. */
function printRow(row: Row): string {
  const cells = Object.entries(row).map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${typeof value === "bigint" ? value.toString() : JSON.stringify(value)}`,
  );
  return `{${cells.join(",")}}`;
}
