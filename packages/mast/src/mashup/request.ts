import { DalError, type DalRequest } from "@armillary/dali";

/** Whatever JSON can say; integers beyond 2^53 as bigint. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** A table that goes along with a request: what is cross-matched. */
export interface MashupUpload {
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly { readonly [name: string]: JsonValue | undefined }[];
}

/** What a Mashup service is asked: one object of JSON, sent as the parameter `request` of a form. */
export interface MashupQuestion {
  /** `Mast.Caom.Cone`, … */
  readonly service: string;
  /** The service's own parameters (default: none). */
  readonly params?: { readonly [name: string]: JsonValue | undefined };
  readonly data?: MashupUpload;
  /** Further keys of a MashupRequest: `filename`, `timeout` (seconds), `clearcache`, `removecache`, `removenullcolumns`. */
  readonly extra?: { readonly [key: string]: JsonValue | undefined };
}

/** Which part of the answer is wanted, and how. */
export interface MashupPage {
  /** From 1. */
  readonly page: number;
  /** Rows a page. */
  readonly pageSize: number;
  /** `json` (rows), `extjs` (rows with histograms), or what else the service knows. */
  readonly format: string;
}

/**
 * The request that asks for one page. Sent by POST, as MAST wants it; asking twice changes nothing.
 * @throws DalError code DAL_USAGE for a name that no service has, and numbers that JSON does not have
 * @see https://mast.stsci.edu/api/v0/class_mashup_1_1_mashup_request.html
 */
export function buildMashupRequest(
  { service, params = {}, data, extra = {} }: MashupQuestion,
  { page, pageSize, format }: MashupPage,
): DalRequest {
  if (!/^[A-Za-z][\w.]*$/.test(service)) {
    throw new DalError(
      "DAL_USAGE",
      `${JSON.stringify(service)} is not the name of a Mashup service, such as "Mast.Caom.Cone".`,
    );
  }
  if (!Number.isSafeInteger(pageSize) || pageSize < 1) {
    throw new DalError("DAL_USAGE", `A page has a whole number of rows, from 1: not ${pageSize}.`);
  }
  const request = { service, params, format, pagesize: pageSize, page, data, ...extra };
  return {
    url: "/api/v0/invoke",
    method: "POST",
    parameters: [["request", printJson(request, service)]],
    accept: "text/plain, application/json;q=0.9, */*;q=0.1",
    idempotent: true,
  };
}

/** JSON with integers of any size in their digits. What is undefined is left out. */
function printJson(value: unknown, where: string): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new DalError("DAL_USAGE", `${where} cannot be asked with ${value}: JSON has no such number.`);
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map((item) => printJson(item, where)).join(",")}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printJson(member, where)}`).join(",")}}`;
}
