import type { Limits, OpenOptions } from "./api.ts";

/** OpenOptions with every default filled in. */
export interface ReadingOptions
  extends Required<Omit<OpenOptions, "limits" | "columns" | "signal" | "resolveHref" | "readParquet" | "onProgress">> {
  readonly limits: Required<Limits>;
  readonly columns: OpenOptions["columns"];
  readonly signal: OpenOptions["signal"];
  readonly resolveHref: OpenOptions["resolveHref"];
  readonly readParquet: OpenOptions["readParquet"];
  readonly onProgress: OpenOptions["onProgress"];
}

const MiB = 1024 * 1024;

/** Fills in the defaults. Throws RangeError for numbers that bound nothing. */
export function withDefaults(options: OpenOptions): ReadingOptions {
  const limits: Required<Limits> = {
    maxDepth: 200,
    maxAttributes: 10_000,
    maxMarkupBytes: 16 * MiB,
    maxRowBytes: 256 * MiB,
    maxDocumentBytes: Number.POSITIVE_INFINITY,
    maxCompressionRatio: 1000,
    maxFields: 100_000,
    ...defined(options.limits ?? {}),
  };
  const filled: ReadingOptions = {
    strict: options.strict ?? false,
    lenient: options.lenient ?? false,
    rowsPerBatch: options.rowsPerBatch ?? 65_536,
    bytesPerBatch: options.bytesPerBatch ?? 2 * MiB,
    kernel: options.kernel ?? "auto",
    lend: options.lend ?? false,
    limits,
    columns: options.columns,
    signal: options.signal,
    resolveHref: options.resolveHref,
    readParquet: options.readParquet,
    onProgress: options.onProgress,
  };
  for (const name in limits) checkBound(name, limits[name as keyof Limits]);
  checkBound("rowsPerBatch", filled.rowsPerBatch);
  checkBound("bytesPerBatch", filled.bytesPerBatch);
  return filled;
}

function checkBound(name: string, value: number): void {
  if (!(value >= 1)) throw new RangeError(`${name} is at least 1, not ${value}`);
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
