import type { Status } from "./api.ts";
import type { Info, Param, Resource, Votable } from "./model.ts";

/** What a document says of itself: the verdict, and the service's own words. */
export interface Verdict {
  readonly status: Status;
  readonly message?: string;
}

/**
 * Finds how a query ended, in every shape that services use:
 * `QUERY_STATUS` as INFO of a RESOURCE, TABLE or the root, before or after the table (DALI 1.1 §4.4): of one element the
 * last counts, of several elements the worst; the same as PARAM, its message in the DESCRIPTION (NED); an INFO, or a
 * PARAM of characters, called `Error`, anywhere but in a table's FIELDs, also beside QUERY_STATUS="OK" (SCS 1.03 §2.3,
 * IRSA, HEASARC, VizieR, MAST's cone search, NED's CGI). A document that says nothing is OK.
 */
export function verdictOf(document: Votable): Verdict {
  const verdicts = [...document.resources.flatMap(verdictsIn), ...verdictsOf(document.infos, document.params)];
  return verdicts.reduce(worse, verdicts[0] ?? { status: "OK" });
}

function verdictsIn(resource: Resource): Verdict[] {
  return [
    ...verdictsOf(resource.infos, resource.params),
    ...resource.tables.flatMap((table) => verdictsOf(table.infos, table.params)),
    ...resource.resources.flatMap(verdictsIn),
  ];
}

/** What one element says: the last QUERY_STATUS, and beside it an `Error`. */
function verdictsOf(infos: readonly Info[], params: readonly Param[]): Verdict[] {
  const said = [
    ...infos.map(({ name, ID, value, text, description }) => ({ name, ID, value, words: text ?? description })),
    // A number called "error" is one: the uncertainty of something.
    ...params
      .filter(({ datatype }) => datatype === "char" || datatype === "unicodeChar")
      .map(({ name, ID, value, description }) => ({ name, ID, value, words: description })),
  ];
  const status = said.filter(({ name }) => isName(name, "QUERY_STATUS")).at(-1);
  const error = said.filter(({ name, ID }) => isName(name, "ERROR") || isName(ID, "ERROR")).at(-1);
  return [
    ...(status === undefined ? [] : [statusOf(status.value, status.words)]),
    ...(error === undefined ? [] : [{ status: "ERROR" as const, message: wordsOf(error.value, error.words) }]),
  ];
}

const SEVERITY: Readonly<Record<Status, number>> = { OK: 0, OVERFLOW: 1, ERROR: 2 };

/** The first of the worst. */
function worse(a: Verdict, b: Verdict): Verdict {
  return SEVERITY[b.status] > SEVERITY[a.status] ? b : a;
}

function isName(name: string | undefined, wanted: string): boolean {
  return name?.trim().toUpperCase() === wanted;
}

function statusOf(value: string, text: string | undefined): Verdict {
  const status = value.trim().toUpperCase();
  const words = text?.trim() ?? "";
  if (status === "ERROR") return { status, message: wordsOf("", words) };
  // Some write the reason of the end into the value ("OVERFLOW: limit of 2000 rows").
  const known: Status = status.startsWith("OVERFLOW") ? "OVERFLOW" : status.startsWith("ERROR") ? "ERROR" : "OK";
  if (known === "ERROR") return { status: known, message: wordsOf(value, words) };
  return words === "" ? { status: known } : { status: known, message: words };
}

/** Never blank: an error without a word is still an error. */
function wordsOf(value: string, text: string | undefined): string {
  const words = [value.trim(), text?.trim() ?? ""].filter((part) => part !== "");
  const all = words.length === 2 && words[1]?.includes(words[0] ?? "") === true ? words.slice(1) : words;
  return all.join(": ").replace(/^"(.*)"$/s, "$1") || "The service reported an error without a message.";
}
