import { DalError, isDalError, type OperationOptions, type Transport } from "@armillary/dali";
import type { ResolvedName } from "./resolved-name.ts";

/** CDS, and its mirror at Harvard; the second is asked where the first fails. */
export const SESAME_URLS = [
  "https://cds.unistra.fr/cgi-bin/nph-sesame/",
  "http://vizier.cfa.harvard.edu/viz-bin/nph-sesame/",
] as const;

/** SIMBAD, then NED, then VizieR; the first that knows the name ends it. */
const DATABASES = "SNV";

const SOURCES: Readonly<Record<string, string>> = { Si: "SIMBAD", Ne: "NED", Vi: "VizieR", VizieR: "VizieR" };

/**
 * Asks Sesame of the CDS for a name.
 * @returns undefined where none of its databases has a position for it
 * @throws DalError as the transport; DAL_FORMAT for an answer that is none of Sesame's
 */
export async function askSesame(
  transport: Transport,
  name: string,
  options: OperationOptions = {},
): Promise<ResolvedName | undefined> {
  const failures: unknown[] = [];
  for (const base of SESAME_URLS) {
    try {
      const url = `${base}${DATABASES}?${encodeURIComponent(name)}`;
      const response = await transport.request({ ...options, url, accept: "text/plain" });
      return parseSesame(await response.text(1 << 20), name, response.url);
    } catch (failure) {
      if (!isDalError(failure) || failure.code === "DAL_ABORTED") throw failure;
      failures.push(failure);
    }
  }
  throw failures[0];
}

/**
 * Reads Sesame's plain text: a line `#=Si=Simbad: …` for each database that was asked, `%J` with the position where it
 * knows one, `%I.0` its name, `%C.0` its class, `%V z` a redshift. The first database with a position counts.
 * @throws DalError code DAL_FORMAT
 */
export function parseSesame(text: string, name: string, url: string): ResolvedName | undefined {
  if (!/^#/m.test(text) || /<html/i.test(text)) {
    throw new DalError("DAL_FORMAT", `${url} answered with something that is no answer of Sesame.`, { url });
  }
  const blocks = text.split(/^(?=#=)/m);
  const block = blocks.find((each) => /^%J\s/m.test(each));
  if (block === undefined) return undefined;
  const [, raDeg, decDeg] = /^%J\s+([+-]?[\d.]+)\s+([+-]?[\d.]+)/m.exec(block) ?? [];
  if (raDeg === undefined || decDeg === undefined) {
    throw new DalError("DAL_FORMAT", `${url} has a position of "${name}" that cannot be read.`, { url });
  }
  const [, database] = /^#=(\w+)/m.exec(block) ?? [];
  const source = SOURCES[database ?? ""];
  const canonicalName = wordsOf(block, /^%I\.0\s+(.+)$/m);
  const objectType = wordsOf(block, /^%C\.0\s+(.+)$/m);
  const redshift = /^%V\s+z\s+([+-]?[\d.]+(?:e[+-]?\d+)?)/im.exec(block)?.[1];
  return {
    name,
    resolver: "sesame",
    raDeg: Number(raDeg),
    decDeg: Number(decDeg),
    ...(source === undefined ? {} : { source }),
    ...(canonicalName === undefined ? {} : { canonicalName }),
    ...(objectType === undefined ? {} : { objectType }),
    ...(redshift === undefined ? {} : { redshift: Number(redshift) }),
  };
}

function wordsOf(block: string, line: RegExp): string | undefined {
  const words = line.exec(block)?.[1]?.trim().replace(/\s+/g, " ");
  return words === "" ? undefined : words;
}
