import {
  type AdqlText,
  type DialectProfile,
  isAdqlText,
  type Problem,
  parse,
  type Query,
  type RewriteChange,
  rewriteFor,
} from "@armillary/adql";
import { adqlOf, DalError } from "@armillary/dali";
import type { TapCapabilities } from "./capabilities.ts";

/** A query as it goes to the service. */
export interface AdaptedQuery {
  readonly text: string;
  /** The number of TOP, where the query has one at its top. */
  readonly top?: number;
  readonly changes: readonly RewriteChange[];
  readonly problems: readonly Problem[];
}

export interface AdaptContext {
  readonly adapt: boolean;
  readonly maxrec?: number;
  readonly profile?: DialectProfile;
  readonly capabilities?: TapCapabilities;
}

/**
 * The query in the dialect of the service, where that is wanted; else as it is. One that cannot be parsed goes as it is:
 * services run more than the standard has, and they say best what they do not.
 * @throws DalError code DAL_USAGE for a query without text
 */
export function adaptQuery(
  adql: string | AdqlText,
  { adapt, maxrec, profile, capabilities }: AdaptContext,
): AdaptedQuery {
  const given = isAdqlText(adql) ? adql.text : adql;
  if (given.trim() === "") throw new DalError("DAL_USAGE", "The query is empty.");
  // Most queries need no parsing to be sent.
  if (!adapt) return { text: given, ...givenTop(given), changes: [], problems: [] };
  const { tableAccess } = capabilities ?? {};
  const service = tableAccess === undefined ? undefined : adqlOf(tableAccess);
  const target = { ...(profile === undefined ? {} : { profile }), ...(service === undefined ? {} : { service }) };
  const { text, query, changes, problems } = rewriteFor(given, target, maxrec === undefined ? {} : { maxrec });
  return { text, ...topOf(query), changes, problems };
}

/** `SELECT TOP n`, as most queries with TOP begin, needs no parsing; nor do those without the word. */
function givenTop(text: string): { readonly top?: number } {
  if (!/\btop\b/i.test(text)) return {};
  const plain = /^\s*SELECT\s+(?:(?:ALL|DISTINCT)\s+)?TOP\s+(\d{1,15})\s/i.exec(text)?.[1];
  // Of parts of a UNION none is the query's.
  if (plain !== undefined && !/\b(?:union|intersect|except)\b/i.test(text)) return { top: Number(plain) };
  return topOf(parse(text).query);
}

function topOf(query: Query | undefined): { readonly top?: number } {
  const body = query?.body;
  const top = body?.kind === "Select" && body.top !== undefined ? Number(body.top.text) : Number.NaN;
  return Number.isSafeInteger(top) ? { top } : {};
}
