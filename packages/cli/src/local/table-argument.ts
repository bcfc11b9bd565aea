import { basename } from "node:path";

/** A table for a local query: what it is called there, and where its rows are. */
export interface TableArgument {
  readonly name: string;
  /** Whether the name was given; else it is that of the file or folder. */
  readonly isNamed: boolean;
  /** A file, a pattern for Parquet files, a folder of them, a URL, or `-`. */
  readonly place: string;
}

/** `stars=gaia.vot`, `cat.stars=gaia.vot`, `"my table"=gaia.vot`; `gaia.vot` alone is called `gaia`. */
export function parseTableArgument(text: string): TableArgument | undefined {
  const [, name, place] =
    /^((?:[A-Za-z]\w*|"(?:[^"]|"")+")(?:\.(?:[A-Za-z]\w*|"(?:[^"]|"")+"))?)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && place !== undefined) return { name, isNamed: true, place };
  const isUrl = URL.canParse(text) && /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
  if (text === "" || text === "-" || (!isUrl && /[*?]/.test(text))) return undefined;
  const path = isUrl ? new URL(text).pathname : text;
  const [own = ""] = basename(path).split(".");
  return own === "" ? undefined : { name: own, isNamed: false, place: text };
}
