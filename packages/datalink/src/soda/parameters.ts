import { DalError, type Pos } from "@armillary/dali";
import { type CallArguments, labelOf, type PreparedCall, prepareCall } from "../descriptor/call.ts";
import type { InputParameter, ServiceDescriptor } from "../descriptor/model.ts";
import { listValues, type ParameterValues, printValue } from "../descriptor/value.ts";
import type { SodaQuery } from "./question.ts";

/** Units that the standard's parameters have (SODA 1.0, section 3.4): one of another is another parameter. */
const UNITS: Readonly<Record<string, string>> = { CIRCLE: "deg", POLYGON: "deg", BAND: "m", TIME: "d" };

/** Polarization states that ObsCore 1.1, section B.6.6 has. */
const POL_STATES: readonly string[] = "I Q U V RR LL RL LR XX YY XY YX POLI POLA".split(" ");

/** A value of a parameter, by its name in the standard. */
type Part = readonly [name: string, values: ParameterValues];

/**
 * The parameters of a question, for a service whose descriptor is known: held against it, in the shape that it has (CIRCLE
 * rather than POS), with what it fixes and takes from the row.
 * @throws DalError DAL_USAGE for what it has not, or does not allow
 * @see SODA 1.0, sections 3.4 and 4
 */
export function sodaCall(
  descriptor: ServiceDescriptor,
  query: SodaQuery,
  { row, check }: Pick<CallArguments, "row" | "check"> = {},
): PreparedCall {
  if (descriptor.inputs.length === 0 && descriptor.accessUrl !== undefined) {
    // ALMA describes its SODA services without parameters: the standard says what they take.
    return { url: descriptor.accessUrl, parameters: sodaParameters(query) };
  }
  const parts = partsOf(query, (shape) => regionParameter(shape, descriptor));
  for (const [name] of parts) checkUnit(name, descriptor);
  return prepareCall(descriptor, {
    values: { ...Object.fromEntries(parts), ...query.parameters },
    ...(row === undefined ? {} : { row }),
    ...(check === undefined ? {} : { check }),
  });
}

/** The parameters of a question for a service of which nothing is known: those of the standard, regions as POS. */
export function sodaParameters(query: SodaQuery): (readonly [name: string, value: string])[] {
  const parts: (readonly [string, ParameterValues | undefined])[] = [
    ...partsOf(query, () => "POS"),
    ...Object.entries(query.parameters ?? {}),
  ];
  return parts.flatMap(([name, values]) =>
    (values === undefined ? [] : listValues(values)).map((value) => [name, printValue(value, { name })] as const),
  );
}

/** @throws DalError DAL_USAGE for a polarization state that is none */
function partsOf(
  { ids, region, bandM, timeMjd, pol }: SodaQuery,
  parameterFor: (shape: Pos["shape"]) => string,
): Part[] {
  const parts: Part[] = [];
  if (ids !== undefined) parts.push(["ID", ids]);
  const regions = region === undefined ? [] : "shape" in region ? [region] : region;
  for (const shape of ["CIRCLE", "RANGE", "POLYGON"] as const) {
    const some = regions.filter((pos) => pos.shape === shape);
    if (some.length === 0) continue;
    const name = parameterFor(shape);
    const before = parts.find(([each]) => each === name);
    if (before === undefined) parts.push([name, some]);
    else parts.splice(parts.indexOf(before), 1, [name, [...(before[1] as readonly Pos[]), ...some]]);
  }
  if (bandM !== undefined) parts.push(["BAND", bandM]);
  if (timeMjd !== undefined) parts.push(["TIME", timeMjd]);
  const states = pol === undefined ? [] : typeof pol === "string" ? [pol] : pol;
  const wrong = states.find((state) => !POL_STATES.includes(state));
  if (wrong !== undefined) {
    throw new DalError("DAL_USAGE", `"${wrong}" is no polarization state: ${POL_STATES.join(", ")} are.`);
  }
  if (states.length > 0) parts.push(["POL", states]);
  return parts;
}

/** CIRCLE and POLYGON say what they cover, where POS cannot. */
function regionParameter(shape: Pos["shape"], descriptor: ServiceDescriptor): string {
  const wanted = shape === "RANGE" ? ["POS"] : [shape, "POS"];
  const found = wanted.find((name) => findInput(name, descriptor) !== undefined);
  if (found !== undefined) return found;
  const has = descriptor.inputs.map(({ param }) => param.name).join(", ");
  throw new DalError(
    "DAL_USAGE",
    `${labelOf(descriptor)} cannot cut out a ${shape}: it has no ${wanted.join(", and no ")}. It takes ${has === "" ? "nothing" : has}.`,
  );
}

function checkUnit(name: string, descriptor: ServiceDescriptor): void {
  const unit = findInput(name, descriptor)?.param.unit?.trim();
  const due = UNITS[name];
  // DaCHS gives TIME no unit; where there is one, it must be the standard's.
  if (due === undefined || unit === undefined || unit === "" || unit === due) return;
  throw new DalError(
    "DAL_USAGE",
    `${name} of ${labelOf(descriptor).replace(/^T/, "t")} is in "${unit}", not in "${due}" as SODA has it: give it in \`parameters\`, with its unit.`,
  );
}

function findInput(name: string, { inputs }: ServiceDescriptor): InputParameter | undefined {
  return inputs.find(({ param }) => param.name.toUpperCase() === name);
}
