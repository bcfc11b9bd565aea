/** One number of a position with what stands behind it. */
interface Token {
  readonly sign: "" | "+" | "-";
  readonly digits: string;
  readonly value: number;
  /** Unit, or `:` before the next part; `d`, `m`, `s` stand for degree, minute and second signs as well. */
  readonly mark: "" | ":" | "h" | "d" | "m" | "s";
  readonly isBeforeComma: boolean;
}

/** One half of a position, taken apart. */
export interface Coordinate {
  readonly style: "bare" | "colons" | "units";
  readonly sign: 1 | -1;
  readonly parts: readonly { readonly digits: string; readonly value: number; readonly mark: Token["mark"] }[];
}

const TOKEN = /\s*([+-]?)\s*(\d+\.?\d*|\.\d+)\s*([hdms:]?)\s*(,?)\s*/y;
/** Begins with a number: no catalogue's names are of numbers and these letters alone (`47 Tuc`, `3C 273`). */
const COORDINATE_TEXT = /^\s*[+\u2212\u2013-]?\s*\.?\d[\d\s.,:+\u2212\u2013°º'′’"″”hdms-]*$/i;

export function isCoordinateText(text: string): boolean {
  return COORDINATE_TEXT.test(text);
}

/** The numbers of a position with their marks, or what is wrong. */
export function tokenize(text: string): readonly Token[] | string {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[\u2212\u2013]/g, "-")
    .replace(/[°º]/g, "d")
    .replace(/''|′′|["″”]/g, "s")
    .replace(/['′’]/g, "m");
  if (plain === "") return "it is empty";
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < plain.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(plain);
    if (match === null) return `"${plain.slice(at, at + 20)}" is no coordinate`;
    const [, sign = "", digits = "", mark = "", comma = ""] = match;
    tokens.push({
      sign: sign as Token["sign"],
      digits,
      value: Number(digits),
      mark: mark as Token["mark"],
      isBeforeComma: comma !== "",
    });
  }
  return tokens;
}

/** Right ascension and declination, or why they cannot be told apart. */
export function groupTokens(tokens: readonly Token[]): readonly [Coordinate, Coordinate] | string {
  const groups: Token[][] = [];
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    const group = groups.at(-1);
    const endsColons = previous?.mark === "" && group?.some(({ mark }) => mark === ":") === true;
    const begins = token.sign !== "" || token.mark === "h" || token.mark === "d" || endsColons;
    if (group === undefined || previous?.isBeforeComma === true || begins) groups.push([token]);
    else group.push(token);
  }
  const [first = []] = groups;
  if (groups.length === 1 && first.every(({ mark }) => mark === "") && (first.length === 2 || first.length === 6)) {
    const half = first.length / 2;
    return [coordinate(first.slice(0, half)), coordinate(first.slice(half))];
  }
  if (groups.length === 1) {
    return first.length === 1
      ? "there is one coordinate, and two are due"
      : `${first.length} numbers could be divided in several ways: put a sign before the declination`;
  }
  const [ra, dec] = groups;
  if (groups.length > 2 || ra === undefined || dec === undefined) return "there are more than two coordinates";
  return [coordinate(ra), coordinate(dec)];
}

/** Degrees of one coordinate, or what is wrong with it. */
export function degreesOf(coordinate: Coordinate, which: "right ascension" | "declination"): number | string {
  const { parts, sign, style } = coordinate;
  if (parts.length > 3) return `the ${which} has more than three parts`;
  const fault = markFault(coordinate, which);
  if (fault !== undefined) return fault;
  const [units = 0, minutes = 0, seconds = 0] = parts.map(({ value }) => value);
  if (parts.slice(0, -1).some(({ digits }) => digits.includes("."))) {
    return `the ${which} has a fraction before its last part`;
  }
  if (minutes >= 60 || seconds >= 60) return `the ${which} has 60 minutes or seconds, or more`;
  // Seconds first: 44.3 + 42 * 60 is exact enough to come out as it would from the decimal.
  const value = (units * 3600 + minutes * 60 + seconds) / 3600;
  const isHours =
    which === "right ascension" &&
    (style === "units" ? parts[0]?.mark === "h" : style === "colons" || parts.length > 1);
  if (which === "declination") {
    return value > 90
      ? `the declination ${parts.map(({ digits }) => digits).join(" ")} is above 90 degrees`
      : sign * value;
  }
  if (sign < 0 && value !== 0) return "the right ascension is negative: add 360 degrees, or 24 hours";
  if (isHours && value > 24) return "the right ascension is above 24 hours: with degrees, write 120d30m0s";
  if (!isHours && value > 360) return "the right ascension is above 360 degrees";
  return isHours ? value * 15 : value;
}

function coordinate(tokens: readonly Token[]): Coordinate {
  const hasColons = tokens.some(({ mark }) => mark === ":");
  const hasUnits = tokens.some(({ mark }) => mark !== "" && mark !== ":");
  return {
    style: hasUnits ? "units" : hasColons ? "colons" : "bare",
    sign: tokens[0]?.sign === "-" ? -1 : 1,
    parts: tokens.map(({ digits, value, mark }) => ({ digits, value, mark })),
  };
}

/** Marks stand in order: `h m s`, `d m s`, colons between; the last unit may be left out. */
function markFault({ style, parts }: Coordinate, which: string): string | undefined {
  if (style === "bare") return undefined;
  const last = parts.length - 1;
  for (const [index, { mark }] of parts.entries()) {
    const isLast = index === last;
    if (style === "colons") {
      if (mark !== (isLast ? "" : ":")) return `the ${which} has a colon too many or too few`;
      continue;
    }
    if (isLast && index > 0 && mark === "") continue;
    const wanted = index === 0 ? ["h", "d"] : index === 1 ? ["m"] : ["s"];
    if (!wanted.includes(mark)) return `the ${which} has its units not in the order h m s or d m s`;
    if (mark === "h" && which === "declination") return "the declination is in hours";
  }
  return undefined;
}
