import type { ItemIdentity } from "./item.ts";

/** What became of a file, as a line of the manifest says it. */
export type ManifestEntry = ItemIdentity & {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What whoever listed the file said of it. */
  readonly about?: Readonly<Record<string, string>>;
} & (
    | {
        /** It is here, whole. */
        readonly status: "complete";
        /** Where, below the folder. */
        readonly path: string;
        readonly bytes: number;
        readonly sha256: string;
        readonly etag?: string;
        readonly lastModified?: string;
      }
    | {
        /** It was begun; `PATH.part` has what came, of a file of so many bytes. */
        readonly status: "started";
        readonly path: string;
        readonly bytes?: number;
        readonly etag?: string;
        readonly lastModified?: string;
      }
    | {
        /** `skipped`: it was not asked for, for the reason that `error` gives. */
        readonly status: "failed" | "skipped";
        /** Absent where it never had a place. */
        readonly path?: string;
        readonly error: { readonly code: string; readonly message: string };
      }
  );

/** One line, with its end. */
export function printEntry(entry: ManifestEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** Reads a line; undefined for one that is torn, or no line of a manifest. */
export function parseEntry(line: string): ManifestEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const entry = value as Record<string, unknown>;
  const { url, status, path, time, bytes, sha256, error } = entry;
  if (typeof url !== "string" || typeof time !== "string") return undefined;
  if (![entry["name"], entry["urlHash"], path, entry["etag"], entry["lastModified"]].every(isTextOrAbsent))
    return undefined;
  if (!isTextsOrAbsent(entry["about"])) return undefined;
  const isSize = typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
  const isWhole =
    status === "complete"
      ? typeof path === "string" && isSize && typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)
      : status === "started"
        ? typeof path === "string" && (isSize || bytes === undefined)
        : (status === "failed" || status === "skipped") && typeof error === "object" && error !== null;
  return isWhole ? (value as ManifestEntry) : undefined;
}

function isTextsOrAbsent(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string");
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
