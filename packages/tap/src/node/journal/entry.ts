/** A table that went along with a query. */
export interface JournalUpload {
  /** Its name in the query, behind `TAP_UPLOAD.`. */
  readonly name: string;
  /** Of the bytes that were read for it, in hexadecimal digits. */
  readonly sha256?: string;
  /** Of a table that the service fetches itself. */
  readonly url?: string;
}

/** What makes two queries the same: they would give the same result. */
export interface JobIdentity {
  /** Base URL of the service. */
  readonly service: string;
  /** As it was given; layout and comments do not count. */
  readonly query: string;
  readonly maxrec?: number;
  readonly uploads?: readonly JournalUpload[];
}

/** A job as the journal keeps it. Times are milliseconds from 1970-01-01T00:00:00 UTC. */
export interface JournalEntry extends Required<Omit<JobIdentity, "maxrec">>, Pick<JobIdentity, "maxrec"> {
  /** Of the job, without credentials. */
  readonly url: string;
  /** UWS phase, when it was seen last. */
  readonly phase: string;
  readonly seenEpochMs: number;
  readonly createdEpochMs: number;
  /** When the service will delete it, where it says so. */
  readonly destructionEpochMs?: number;
  /** Further parameters that were sent: `RUNID`, `LANG`, … */
  readonly parameters: Readonly<Record<string, string>>;
  /** The file that its result was written to. */
  readonly resultFile?: string;
  /** Digest of its identity. */
  readonly key: string;
}

/** Of the file's form. */
const VERSION = 1;

/** The entry as the text of its file. */
export function printEntry(entry: JournalEntry): string {
  const { seenEpochMs, createdEpochMs, destructionEpochMs, ...rest } = entry;
  const document = {
    version: VERSION,
    ...rest,
    created: new Date(createdEpochMs).toISOString(),
    seen: new Date(seenEpochMs).toISOString(),
    ...(destructionEpochMs === undefined ? {} : { destruction: new Date(destructionEpochMs).toISOString() }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Reads the text of a file of the journal.
 * @returns the entry, or in a sentence what is wrong with the text
 */
export function parseEntry(text: string): JournalEntry | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return "It is not JSON: cut off, or written by something else.";
  }
  if (!isObject(document)) return "It is no JSON object.";
  if (document["version"] !== VERSION)
    return `It is of version ${JSON.stringify(document["version"])}, not ${VERSION}.`;
  const missing = ["url", "service", "query", "phase", "key"].find((name) => typeof document[name] !== "string");
  if (missing !== undefined) return `"${missing}" is missing, or no text.`;
  const [created, seen, destruction] = ["created", "seen", "destruction"].map((name) => epochMsOf(document[name]));
  if (created === undefined || seen === undefined) return `"created" or "seen" is missing, or no time.`;
  const { url, service, query, phase, key, maxrec, resultFile } = document as unknown as JournalEntry;
  if (!URL.canParse(url)) return `"url" is no URL.`;
  return {
    url,
    service,
    query,
    phase,
    key,
    createdEpochMs: created,
    seenEpochMs: seen,
    uploads: readUploads(document["uploads"]),
    parameters: readParameters(document["parameters"]),
    ...(typeof maxrec === "number" ? { maxrec } : {}),
    ...(destruction === undefined ? {} : { destructionEpochMs: destruction }),
    ...(typeof resultFile === "string" ? { resultFile } : {}),
  };
}

function readUploads(value: unknown): JournalUpload[] {
  const list = Array.isArray(value) ? value.filter(isObject) : [];
  return list.flatMap(({ name, sha256, url }) =>
    typeof name !== "string"
      ? []
      : [{ name, ...(typeof sha256 === "string" ? { sha256 } : {}), ...(typeof url === "string" ? { url } : {}) }],
  );
}

function readParameters(value: unknown): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function epochMsOf(value: unknown): number | undefined {
  const epochMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
