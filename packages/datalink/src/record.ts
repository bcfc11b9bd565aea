import { findDescriptor } from "./descriptor/find-descriptors.ts";
import type { ServiceDescriptor } from "./descriptor/model.ts";
import type { LinksFacts } from "./facts.ts";
import { known } from "./known.ts";
import { absoluteUrl } from "./links/absolute-url.ts";
import { normalizeSemantics } from "./semantics/match.ts";

/** With what errors of single rows begin (DataLink 1.1, section 3.5). */
export const LINK_FAULTS = ["NotFoundFault", "UsageFault", "TransientFault", "FatalFault", "DefaultFault"] as const;
export type LinkFault = (typeof LINK_FAULTS)[number];

/** One row of a table of links (DataLink 1.0 and 1.1, section 3.2). What the row does not say is absent. */
export interface Link {
  /** The identifier that was asked for; links of a nested table belong to that of the outermost. */
  readonly id: string;
  /** `error`: a link that could not be made; `errorMessage` says why. */
  readonly kind: "access" | "service" | "error";
  /** Absolute. May be of any scheme: those of programs are left out. */
  readonly accessUrl?: string;
  /** XML ID of a descriptor in the document. */
  readonly serviceDef?: string;
  /** The descriptor that `serviceDef` names; absent where the document lacks it. */
  readonly descriptor?: ServiceDescriptor;
  readonly errorMessage?: string;
  /** What kind of error it is; absent where the message begins with none of the words of the standard. */
  readonly fault?: LinkFault;
  readonly description?: string;
  /** Core terms as `#preview`, whatever their spelling; others as they are. Empty where the row has none. */
  readonly semantics: string;
  /** A media type, as written. */
  readonly contentType?: string;
  readonly contentLengthBytes?: number;
  /** What the content is: a term of the product-type vocabulary, or a URI (1.1). */
  readonly contentQualifier?: string;
  /** What the service calls links of this kind (1.1). */
  readonly localSemantics?: string;
  /** Whether one must log in: `optional` is both (1.1). */
  readonly linkAuth?: "false" | "optional" | "true";
  /** Whether whoever asked may use the link, by the service's guess (1.1; `readable` of CADC and ALMA). */
  readonly linkAuthorized?: boolean;
  /** Whether it leads to another table of links: by its media type, or to a service that is such. */
  readonly isNested: boolean;
  /** Whether it leads to a folder, a page for people, and not to a file. */
  readonly isDirectory: boolean;
  /** 0 in the table that was asked for, 1 in one that a link of that led to, and so on. */
  readonly depth: number;
  /** Where its table came from, without secrets. */
  readonly documentUrl: string;
  /** The whole row, by column name. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** What the rows of a table of links are read with. */
export interface LinksContext {
  readonly documentUrl: string;
  readonly descriptors: readonly ServiceDescriptor[];
  readonly depth: number;
  readonly facts?: LinksFacts | undefined;
}

/**
 * Reads the rows of a table of links. Names of columns count without case, for some services write them in capitals.
 * @param idOf - the identifier that a row is for; rows for none are left out
 */
export function readLinks(
  rows: readonly Readonly<Record<string, unknown>>[],
  context: LinksContext,
  idOf: (row: Readonly<Record<string, unknown>>, index: number) => string | undefined,
): Link[] {
  const met = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const id = idOf(row, index);
    const serviceDef = textOf(cellOf(row, "service_def")) ?? "";
    const place = met.get(serviceDef) ?? 0;
    met.set(serviceDef, place + 1);
    return id === undefined ? [] : [readLink(row, id, context, place)];
  });
}

/** @param place - how many rows before this one name the same service */
function readLink(row: Readonly<Record<string, unknown>>, id: string, context: LinksContext, place: number): Link {
  const { documentUrl, descriptors, depth, facts } = context;
  const cells = new Map(Object.entries(row).map(([name, cell]) => [name.toLowerCase(), cell]));
  const text = (name: string): string | undefined => textOf(cells.get(name));
  const accessUrl = absoluteUrl(text("access_url"), documentUrl);
  const serviceDef = text("service_def");
  const descriptor = serviceDef === undefined ? undefined : findDescriptor(descriptors, serviceDef, place);
  const errorMessage = text("error_message");
  const contentType = text("content_type");
  const written = text("semantics") ?? "";
  return {
    id,
    kind:
      errorMessage !== undefined ? "error" : accessUrl === undefined && serviceDef !== undefined ? "service" : "access",
    ...known({
      accessUrl,
      serviceDef,
      descriptor,
      errorMessage,
      fault: faultIn(errorMessage),
      description: text("description"),
      contentType,
      contentLengthBytes: lengthOf(cells.get("content_length")),
      contentQualifier: text("content_qualifier"),
      localSemantics: text("local_semantics"),
      linkAuth: authOf(cells.get("link_auth")),
      // Before DataLink 1.1 had a column for it, CADC's software called it so, and ALMA's does.
      linkAuthorized: truthOf(cells.get("link_authorized") ?? cells.get("readable")),
    }),
    semantics: written === "" ? "" : normalizeSemantics(written),
    isNested: isLinksType(contentType) || (accessUrl === undefined && isLinksService(descriptor)),
    isDirectory: isDirectory(accessUrl, contentType, written, facts),
    depth,
    documentUrl,
    row,
  };
}

/** The identifier that a row is of, as the service writes it; empty where it has none. */
export function ownId(row: Readonly<Record<string, unknown>>): string {
  const cell = cellOf(row, "ID");
  return cell === null || cell === undefined ? "" : String(cell);
}

/** A cell by the name of its column, in any case. */
function cellOf(row: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name in row) return row[name];
  const wanted = name.toLowerCase();
  return Object.entries(row).find(([each]) => each.toLowerCase() === wanted)?.[1];
}

/** Whether a media type is that of a table of links (DataLink 1.1, section 3.1): blanks, quotes, case and order do not count. */
export function isLinksType(contentType: string | undefined | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  return (
    /^\s*(?:application\/x-votable\+xml|text\/xml|application\/xml)\s*$/.test(type) &&
    parameters.some((parameter) => /^\s*content\s*=\s*"?datalink"?\s*$/.test(parameter))
  );
}

/** What kind of error a message tells of. */
export function faultIn(message: string | undefined): LinkFault | undefined {
  return LINK_FAULTS.find((fault) => message?.trimStart().startsWith(fault) === true);
}

function isLinksService(descriptor: ServiceDescriptor | undefined): boolean {
  return /^ivo:\/\/ivoa\.net\/std\/datalink(?:$|[#/])/i.test(descriptor?.standardId ?? "");
}

function isDirectory(
  accessUrl: string | undefined,
  contentType: string | undefined,
  semantics: string,
  facts: LinksFacts | undefined,
): boolean {
  if (/^\s*(?:[\w.-]+\/)?(?:x-)?directory\b/i.test(contentType ?? "")) return true;
  const mark = facts?.directory?.value;
  if (mark === undefined || accessUrl === undefined) return false;
  return mark.accessUrl?.test(accessUrl) === true || mark.semantics?.test(semantics) === true;
}

function textOf(cell: unknown): string | undefined {
  const text = cell === null || cell === undefined ? "" : String(cell).trim();
  return text === "" ? undefined : text;
}

/** Below 0 is DaCHS's null; whole numbers come as bigint, of text columns as text. */
function lengthOf(cell: unknown): number | undefined {
  const text = textOf(cell);
  const bytes = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

function authOf(cell: unknown): "false" | "optional" | "true" | undefined {
  const text = textOf(cell)?.toLowerCase();
  return text === "false" || text === "optional" || text === "true" ? text : undefined;
}

function truthOf(cell: unknown): boolean | undefined {
  if (typeof cell === "boolean") return cell;
  const text = textOf(cell)?.toLowerCase();
  return text === "true" || text === "t" || text === "1"
    ? true
    : text === "false" || text === "f" || text === "0"
      ? false
      : undefined;
}
