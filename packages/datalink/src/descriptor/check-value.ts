import { isDalError, type Pos, parsePos } from "@armillary/dali";
import { type Param, parseTimestamp } from "@armillary/votable";
import { areApart, capOf } from "./coverage.ts";
import { optionsOf, rangeOf } from "./domain.ts";
import { shapeOf, type ValueShape } from "./shape.ts";

/** How many numbers shapes have. */
const COUNTS: Partial<Record<ValueShape, (count: number) => boolean>> = {
  scalar: (count) => count === 1,
  interval: (count) => count === 2,
  point: (count) => count === 2,
  circle: (count) => count === 3,
  range: (count) => count === 4,
  polygon: (count) => count >= 6 && count % 2 === 0,
};

const DUE: Partial<Record<ValueShape, string>> = {
  scalar: "one number",
  interval: "an interval of two numbers",
  point: "two numbers, longitude and latitude in degrees",
  circle: "a circle: longitude, latitude and radius in degrees",
  range: "two longitudes and two latitudes in degrees",
  polygon: "a polygon: three or more pairs of longitude and latitude in degrees",
};

const INTEGERS: Partial<Record<Param["datatype"], readonly [bigint, bigint]>> = {
  unsignedByte: [0n, 255n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};

/**
 * Says what is wrong with a value for a parameter, as it would be sent: undefined where nothing is. Datatype, shape, options,
 * and range are looked at, as far as the parameter declares them. Intervals and regions may reach over what is declared, for
 * services cut them down to it; they must not lie outside, where there are no data.
 * @param others - regions that the service declares for its other parameters, for POS, which can declare none
 * @see DataLink 1.1, section 4.3; SODA 1.0, section 4.2; VOTable 1.5, section 4.7
 */
export function faultOf(param: Param, text: string, others: readonly Param[] = []): string | undefined {
  const shape = shapeOf(param);
  if (shape === "text") return faultOfText(param, text);
  if (shape === "pos") return faultOfPos(text, [param, ...others]);
  const numbers = text.trim().split(/\s+/);
  const wrong = numbers.find((word) => !isNumber(param, word));
  if (wrong !== undefined) return `"${wrong}" is no ${param.datatype}`;
  if (COUNTS[shape]?.(numbers.length) === false) return `${DUE[shape]} is due`;
  const size = /^\d+$/.test(param.arraysize ?? "") ? Number(param.arraysize) : undefined;
  if (shape === "array" && size !== undefined && size !== numbers.length) return `${size} numbers are due`;
  const values = numbers.map(readNumber);
  if (shape === "interval" && (values[0] as number) > (values[1] as number)) {
    return "the lower bound is above the upper one";
  }
  return faultOfRegion(shape, text, [param, ...others]) ?? faultOfRange(param, shape, values);
}

/** Values as people are told them: what is allowed, or "" where nothing is declared. */
export function describeDomain(param: Param): string {
  const options = optionsOf(param);
  if (options.length > 0) return `one of ${options.map(({ value }) => `"${value}"`).join(", ")}`;
  const { min, max } = rangeOf(param);
  const unit = param.unit === undefined ? "" : ` ${param.unit}`;
  if (min === undefined && max === undefined) return "";
  if (min === undefined) return `up to ${max?.text}${unit}`;
  return max === undefined ? `from ${min.text}${unit}` : `from ${min.text} to ${max.text}${unit}`;
}

function faultOfText(param: Param, text: string): string | undefined {
  const options = optionsOf(param);
  if (options.length > 0 && !options.some(({ value }) => value === text)) return "it is none of the options";
  const size = /^\d+\*?$/.test(param.arraysize ?? "") ? Number.parseInt(param.arraysize ?? "", 10) : undefined;
  if (param.arraysize === undefined && [...text].length > 1) return "one character is due";
  if (size !== undefined && [...text].length > size) return `${size} characters at most are due`;
  const isTime = param.xtype?.trim().toLowerCase().endsWith("timestamp") === true;
  return isTime && parseTimestamp(text) === undefined ? "it is no timestamp of ISO 8601" : undefined;
}

function isNumber({ datatype }: Param, word: string): boolean {
  if (datatype === "boolean" || datatype === "bit") return /^(?:true|false|[01tf])$/i.test(word);
  const bounds = INTEGERS[datatype];
  if (bounds === undefined) return /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$/i.test(word);
  // Open intervals of integers are written with infinities, too.
  if (/^[+-]?inf$/i.test(word)) return true;
  if (!/^[+-]?\d+$/.test(word)) return false;
  const value = BigInt(word.replace("+", ""));
  return value >= bounds[0] && value <= bounds[1];
}

function readNumber(word: string): number {
  if (/inf/i.test(word)) return word.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(word);
}

function faultOfRange(param: Param, shape: ValueShape, values: readonly number[]): string | undefined {
  if (param.datatype === "boolean" || param.datatype === "bit") return undefined;
  const options = optionsOf(param);
  if (options.length > 0) {
    const isOne = values.every((value) => options.some((option) => Number(option.value) === value));
    return isOne ? undefined : "it is none of the options";
  }
  const { min, max } = rangeOf(param);
  const isLow = (value: number): boolean =>
    min !== undefined && (min.inclusive ? value < min.value : value <= min.value);
  const isHigh = (value: number): boolean =>
    max !== undefined && (max.inclusive ? value > max.value : value >= max.value);
  if (shape === "interval") {
    const [lower = 0, upper = 0] = values;
    return isHigh(lower) || isLow(upper) ? "it lies outside of what there is" : undefined;
  }
  if (shape !== "scalar" && shape !== "array") return undefined;
  return values.some((value) => isLow(value) || isHigh(value)) ? "it is out of range" : undefined;
}

function faultOfPos(text: string, declaring: readonly Param[]): string | undefined {
  const pos = tryPos(text);
  return typeof pos === "string" ? pos : faultOfPlace(pos, declaring);
}

function faultOfRegion(shape: ValueShape, text: string, declaring: readonly Param[]): string | undefined {
  if (shape !== "circle" && shape !== "polygon") return undefined;
  const pos = tryPos(`${shape} ${text}`);
  return typeof pos === "string" ? pos : faultOfPlace(pos, declaring);
}

/** Whether a region is where the service has nothing: MAX of CIRCLE and of POLYGON is what covers the dataset. */
function faultOfPlace(pos: Pos, declaring: readonly Param[]): string | undefined {
  const asked = capOf(pos);
  if (asked === undefined) return undefined;
  for (const param of declaring) {
    const shape = shapeOf(param);
    if (shape !== "circle" && shape !== "polygon") continue;
    for (const { max } of param.values ?? []) {
      const declared = max === undefined ? "" : tryPos(`${shape} ${max.value}`);
      const covered = typeof declared === "string" ? undefined : capOf(declared);
      if (covered !== undefined && areApart(asked, covered)) {
        return `it lies outside of what the dataset covers (${shape} ${max?.value})`;
      }
    }
  }
  return undefined;
}

/** A region, or what is wrong with it. */
function tryPos(text: string): Pos | string {
  try {
    return parsePos(text);
  } catch (failure) {
    if (isDalError(failure)) return failure.message.replace(/^"[^"]*" is not a region: /, "").replace(/\.$/, "");
    throw failure;
  }
}
