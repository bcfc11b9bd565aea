import { DalError, mergeParameters } from "@armillary/dali";
import type { Param } from "@armillary/votable";
import { refuseInward } from "../refuse-inward.ts";
import { describeDomain, faultOf } from "./check-value.ts";
import type { InputParameter, ServiceDescriptor } from "./model.ts";
import { shapeOf } from "./shape.ts";
import { listValues, type ParameterValue, type ParameterValues, printValue } from "./value.ts";

/** What a call is made of. */
export interface CallArguments {
  /** The row that it is for, by column name, as `rows()` gives it: values of parameters that refer to columns. */
  readonly row?: Readonly<Record<string, unknown>>;
  /** Values by name of the parameter, in any case. `undefined` leaves a default out. */
  readonly values?: Readonly<Record<string, ParameterValues | undefined>>;
  /** Whether values are held against what the descriptor declares (default true). */
  readonly check?: boolean;
}

/** A call that can be sent: `transport.request({ ...call })` asks it. */
export interface PreparedCall {
  /** The service's, without the parameters. */
  readonly url: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** What DALI lets every service be asked beside its own parameters (DALI 1.1, section 3.4). */
const OF_DALI: readonly string[] = ["RESPONSEFORMAT", "MAXREC", "RUNID"];

/**
 * Makes a call of a service from its descriptor: fixed values, those of the row, the caller's, and defaults for the rest.
 * Nothing is sent. What the descriptor does not have, or does not allow, is refused here, so that the error names the
 * parameter, the value and what would be allowed.
 * @throws DalError DAL_USAGE; DAL_FORMAT for a descriptor without an address; DAL_REDIRECT where a document from outside leads
 *   to this machine or its network
 * @see DataLink 1.1, section 4.3
 */
export function prepareCall(
  descriptor: ServiceDescriptor,
  { row, values = {}, check = true }: CallArguments = {},
): PreparedCall {
  const { accessUrl, inputs } = descriptor;
  if (accessUrl === undefined) {
    throw new DalError("DAL_FORMAT", `${labelOf(descriptor)} cannot be called: its descriptor has no accessURL.`);
  }
  refuseInward(accessUrl, descriptor.documentUrl);
  const given = new Map(Object.entries(values).map(([name, value]) => [name.toUpperCase(), { name, value }]));
  const parameters: (readonly [string, string])[] = [];
  const seen = new Set<string>();
  for (const input of inputs) {
    const key = input.param.name.toUpperCase();
    // CASDA has POS three times, once for each shape.
    if (seen.has(key)) continue;
    seen.add(key);
    const alternatives = inputs.filter(({ param }) => param.name.toUpperCase() === key);
    const value = given.get(key);
    const texts =
      value === undefined
        ? ownTexts(input, row, descriptor)
        : givenTexts(alternatives, value.value, check ? descriptor : undefined);
    parameters.push(...texts.map((text) => [input.param.name, text] as const));
  }
  for (const [key, { name, value }] of given) {
    if (seen.has(key) || value === undefined) continue;
    if (check && !OF_DALI.includes(key)) throw unknown(name, descriptor);
    parameters.push(...listValues(value).map((each) => [name, printValue(each, { name })] as const));
  }
  return { url: accessUrl, parameters };
}

/** The URL that a call asks by GET. */
export function callUrl({ url, parameters }: PreparedCall): string {
  return mergeParameters(url, parameters);
}

/** What a descriptor is called in messages. */
export function labelOf({ name, ID, accessUrl }: ServiceDescriptor): string {
  return `The service ${[name, ID, accessUrl].find((each) => each !== undefined && each !== "") ?? "without a name"}`;
}

function ownTexts(
  { source, text, column, param }: InputParameter,
  row: CallArguments["row"],
  descriptor: ServiceDescriptor,
): readonly string[] {
  if (source === "open") return [];
  if (source !== "column") return [text ?? ""];
  const key = column?.key ?? "";
  const cell = row?.[key];
  if (cell === undefined || cell === null || cell === "") {
    const why =
      row === undefined
        ? "and no row was given"
        : key in row
          ? "which is empty in this row"
          : `which the row does not have (${Object.keys(row).join(", ")})`;
    throw new DalError(
      "DAL_USAGE",
      `${labelOf(descriptor)} takes ${param.name} from the column "${key}", ${why}. Give a row that has it, or a value for ${param.name}.`,
    );
  }
  return [cellText(cell)];
}

/** A cell as a parameter: numbers in arrays apart by blanks. */
function cellText(cell: unknown): string {
  return Array.isArray(cell) ? cell.flat(Number.POSITIVE_INFINITY).join(" ") : String(cell);
}

function givenTexts(
  alternatives: readonly InputParameter[],
  values: ParameterValues | undefined,
  checking: ServiceDescriptor | undefined,
): readonly string[] {
  const [first] = alternatives;
  if (values === undefined || first === undefined) return [];
  return listValues(values).map((value) => {
    let fault: { readonly text: string; readonly why: string } | undefined;
    for (const input of alternatives) {
      const text = textFor(input.param, value);
      const why = checking === undefined ? undefined : faultIn(input, text, checking);
      if (why === undefined) return text;
      fault ??= { text, why };
    }
    throw refused(first.param, fault?.text ?? "", fault?.why ?? "", checking);
  });
}

function textFor(param: Param, value: ParameterValue): string {
  const { name, unit } = param;
  return printValue(value, { name, shape: shapeOf(param), ...(unit === undefined ? {} : { unit }) });
}

function faultIn(
  { param, source, text: fixed }: InputParameter,
  text: string,
  descriptor: ServiceDescriptor,
): string | undefined {
  if (source === "fixed" && text !== fixed) return `the service fixes it to "${fixed}"`;
  const others = descriptor.inputs.map((input) => input.param).filter((other) => other !== param);
  return faultOf(param, text, others);
}

function refused(param: Param, text: string, why: string, descriptor: ServiceDescriptor | undefined): DalError {
  const domain = describeDomain(param);
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  const label = descriptor === undefined ? "" : ` of ${labelOf(descriptor).replace(/^T/, "t")}`;
  return new DalError(
    "DAL_USAGE",
    `"${shown}" cannot be ${param.name}${label}: ${why}.${domain === "" ? "" : ` It takes ${domain}.`}`,
  );
}

function unknown(name: string, descriptor: ServiceDescriptor): DalError {
  const names = [...new Set(descriptor.inputs.map(({ param }) => param.name))];
  const known = names.length === 0 ? "It takes none." : `It takes ${names.join(", ")}.`;
  return new DalError("DAL_USAGE", `${labelOf(descriptor)} has no parameter ${name}. ${known}`);
}
