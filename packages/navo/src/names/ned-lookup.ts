import { DalError, type OperationOptions, type Transport } from "@armillary/dali";
import { readNumber, readRecord, readText } from "./json-values.ts";
import type { ResolvedName } from "./resolved-name.ts";

export const NED_LOOKUP_URL = "https://ned.ipac.caltech.edu/srs/ObjectLookup";

/** `ResultCode` of an object that was found; others are of names that are unknown, or could mean several. */
const FOUND = 3;

/**
 * Asks NED for a name.
 * @returns undefined where NED knows no such object, or no position of it
 * @throws DalError as the transport; DAL_FORMAT for an answer that is none of NED's
 */
export async function askNed(
  transport: Transport,
  name: string,
  options: OperationOptions = {},
): Promise<ResolvedName | undefined> {
  const parameters = [["name", name]] as const;
  const response = await transport.request({
    ...options,
    url: NED_LOOKUP_URL,
    parameters,
    accept: "application/json",
  });
  return readNedLookup(await response.text(1 << 20), name, response.url);
}

/** @throws DalError code DAL_FORMAT */
export function readNedLookup(text: string, name: string, url: string): ResolvedName | undefined {
  const answer = readRecord(parsed(text, url));
  const code = readNumber(answer?.["ResultCode"]);
  if (answer === undefined || code === undefined) {
    throw new DalError("DAL_FORMAT", `${url} answered with something that is no answer of NED's name lookup.`, { url });
  }
  if (code !== FOUND) return undefined;
  const preferred = readRecord(answer["Preferred"]);
  const position = readRecord(preferred?.["Position"]);
  const raDeg = readNumber(position?.["RA"]);
  const decDeg = readNumber(position?.["Dec"]);
  if (raDeg === undefined || decDeg === undefined) return undefined;
  const canonicalName = readText(preferred?.["Name"]) ?? readText(readRecord(answer["Interpreted"])?.["Name"]);
  const objectType = readText(readRecord(preferred?.["ObjType"])?.["Value"]);
  const redshift = readNumber(readRecord(preferred?.["Redshift"])?.["Value"]);
  return {
    name,
    resolver: "ned",
    source: "NED",
    raDeg,
    decDeg,
    ...(canonicalName === undefined ? {} : { canonicalName }),
    ...(objectType === undefined ? {} : { objectType }),
    ...(redshift === undefined ? {} : { redshift }),
  };
}

function parsed(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DalError("DAL_FORMAT", `${url} answered with something that is no JSON.`, { url }, { cause });
  }
}
