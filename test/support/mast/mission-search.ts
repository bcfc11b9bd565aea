import { type MastApi, type MastCall, sendJson } from "./api.ts";
import { SIMULATED_MISSIONS, type SimulatedColumn, type SimulatedMission, type SimulatedRow } from "./mission-data.ts";

const MOST_TARGETS = 100;
const MOST_RADIUS_ARCMIN = 30;
const SQL_TYPES: Readonly<Record<SimulatedColumn["qualType"], string>> = {
  string: "VARCHAR(64)",
  integer: "INTEGER",
  float: "FLOAT",
  datetime: "DATETIME",
  boolean: "INTEGER",
  ra: "FLOAT",
  dec: "FLOAT",
};

interface SearchBody {
  readonly target?: readonly string[];
  readonly radius?: number;
  readonly radius_units?: string;
  readonly select_cols?: readonly string[] | null;
  readonly conditions?: readonly Readonly<Record<string, string>>[];
  readonly sort_by?: readonly string[];
  readonly sort_desc?: readonly boolean[];
  readonly limit?: number;
  readonly offset?: number;
  readonly skip_count?: boolean;
}

/** A refusal: its words are few. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The mission search API: column lists, searches with their conditions, products. */
export const MISSION_SEARCH: MastApi = {
  name: "mission search",
  paths: /^\/search\/\w+\/api\/v0\.1\/(?:search|list_products|post_list_products|column_list)$/,
  answer(call) {
    try {
      sendJson(call, answerTo(call));
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      sendJson(call, { messages: [failure.message] }, failure.status);
    }
  },
};

function answerTo(call: MastCall): unknown {
  const [, name = "", what] = /^\/search\/(\w+)\/api\/v0\.1\/(\w+)$/.exec(call.path) ?? [];
  if (what === "column_list") {
    const mission = missionNamed(call.url.searchParams.get("mission") ?? "");
    return mission.columns.map(describe);
  }
  const mission = missionNamed(name);
  if (what === "list_products") {
    const ids = call.url.searchParams.get("dataset_ids")?.split(",") ?? [];
    return { products: productsOf(ids) };
  }
  if (!/application\/json/.test(call.request.headers["content-type"] ?? "")) throw new Refused(415, "JSON wanted");
  const body: unknown = JSON.parse(call.body.toString());
  if (what === "search") return search(mission, body as SearchBody);
  const { dataset_ids: ids } = body as { readonly dataset_ids: readonly string[] };
  // A list in the list, at times.
  return { products: name === "hst" ? productsOf(ids) : [productsOf(ids)] };
}

function missionNamed(name: string): SimulatedMission {
  const mission = SIMULATED_MISSIONS[name];
  if (mission === undefined) throw new Refused(404, "No such mission");
  return mission;
}

function describe({ name, qualType, isDefault, description }: SimulatedColumn): Readonly<Record<string, string>> {
  return {
    field_name: name.toUpperCase(),
    description,
    column_name: name,
    queryable: name === "search_pos" || name === "ang_sep" ? "no" : "yes",
    qual_type: qualType,
    default_output: isDefault ? "yes" : "no",
    indexed: "no",
    datatype: qualType === "string" ? "char" : "float",
  };
}

function search(mission: SimulatedMission, body: SearchBody): unknown {
  const { target = [], conditions = [], limit = 5000, offset = 0, skip_count: skipCount = false } = body;
  if (target.length > MOST_TARGETS) throw new Refused(400, "Too many targets");
  const radius = (body.radius ?? 3) / (body.radius_units === "arcseconds" ? 60 : 1);
  if (target.length > 0 && radius > MOST_RADIUS_ARCMIN) throw new Refused(400, "Radius too large");
  const tests = conditions.map((condition) => conditionTest(mission, condition));
  // An empty list is none (so astroquery 0.4.6 asks).
  const asked = body.select_cols ?? [];
  const usual = mission.columns.filter(({ isDefault }) => isDefault).map(({ name }) => name);
  const chosen = asked.length === 0 ? usual : asked;
  for (const name of [...chosen, ...(body.sort_by ?? [])]) columnNamed(mission, name);

  const found: SimulatedRow[] = [];
  for (const row of mission.rows) {
    if (!tests.every((test) => test(row))) continue;
    if (target.length === 0) found.push(row);
    for (const place of target) {
      const separation = separationArcmin(mission, row, place);
      if (separation > radius) continue;
      const key = `${place}${row[mission.datasetColumn]}`;
      found.push({ ...row, search_key: key, search_pos: place, ang_sep: separation });
    }
  }
  const order = body.sort_by ?? (target.length === 0 ? [] : ["ang_sep", mission.targetColumn, mission.datasetColumn]);
  found.sort((a, b) => compareBy(a, b, order, body.sort_desc ?? []));
  const added = target.length === 0 ? [] : ["search_key", "search_pos", "ang_sep"];
  const names = [...new Set([...chosen.filter((name) => !added.includes(name)), ...added])];
  return {
    messages: [],
    info: names.toReversed().map((name) => ({ name, type: typeOf(mission, name) })),
    search_params: { ...body, limit, offset },
    ...(skipCount ? {} : { totalResults: found.length }),
    results: found
      .slice(offset, offset + limit)
      .map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
  };
}

function columnNamed(mission: SimulatedMission, name: string): SimulatedColumn | undefined {
  const column = mission.columns.find((one) => one.name === name);
  if (column === undefined && !["search_key", "search_pos"].includes(name)) throw new Refused(500, "Internal error");
  return column;
}

function typeOf(mission: SimulatedMission, name: string): string {
  return SQL_TYPES[columnNamed(mission, name)?.qualType ?? "string"];
}

type Cell = SimulatedRow[string];

/** `{"column": "expression"}`: positives are ORed, negated ones ANDed. */
function conditionTest(
  mission: SimulatedMission,
  condition: Readonly<Record<string, string>>,
): (row: SimulatedRow) => boolean {
  const [[name, expression] = ["", ""]] = Object.entries(condition);
  const column = columnNamed(mission, name);
  const items = String(expression).split(",");
  const wanted = items.filter((item) => !item.startsWith("!")).map((item) => itemTest(item, column));
  const unwanted = items.filter((item) => item.startsWith("!")).map((item) => itemTest(item.slice(1), column));
  return (row) => {
    const cell = row[name] ?? null;
    return (wanted.length === 0 || wanted.some((test) => test(cell))) && !unwanted.some((test) => test(cell));
  };
}

function itemTest(item: string, column: SimulatedColumn | undefined): (cell: Cell) => boolean {
  const isText = column?.qualType === "string" || column?.qualType === "datetime";
  const read = (text: string): string | number => {
    if (isText) return text;
    if (text.trim() === "" || Number.isNaN(Number(text))) throw new Refused(400, "Invalid input");
    return Number(text);
  };
  const order = (cell: Cell, bound: string | number): number => {
    const value = typeof bound === "number" ? Number(cell) : String(cell);
    return value < bound ? -1 : value > bound ? 1 : 0;
  };
  const compared = /^(<=|>=|<|>)(.+)$/.exec(item);
  if (compared !== null) {
    const [, sign = "", text = ""] = compared;
    const bound = read(text);
    const holds = (sides: number): boolean =>
      sides < 0 ? sign[0] === "<" : sides > 0 ? sign[0] === ">" : sign[1] === "=";
    return (cell) => cell !== null && holds(order(cell, bound));
  }
  const range = /^(.+)\.\.(.+)$/.exec(item);
  if (range !== null) {
    const [min, max] = [read(range[1] ?? ""), read(range[2] ?? "")];
    return (cell) => cell !== null && order(cell, min) >= 0 && order(cell, max) <= 0;
  }
  if (!isText) {
    const value = read(item);
    return (cell) => cell !== null && Number(cell) === value;
  }
  const pattern = item.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  // The blanks that strings are padded with do not count, nor does case: so are SQL Server's.
  const matcher = new RegExp(`^${pattern.join(".*")}\\s*$`, "i");
  return (cell) => cell !== null && matcher.test(String(cell));
}

function separationArcmin({ position: [ra, dec] }: SimulatedMission, row: SimulatedRow, place: string): number {
  const [raDeg = 0, decDeg = 0] = place.split(" ").map(Number);
  if (row[ra] === null || row[dec] === null) return Number.POSITIVE_INFINITY;
  const [a1, d1, a2, d2] = [raDeg, decDeg, Number(row[ra]), Number(row[dec])].map((deg) => (deg * Math.PI) / 180) as [
    number,
    number,
    number,
    number,
  ];
  const half = Math.sin((d2 - d1) / 2) ** 2 + Math.cos(d1) * Math.cos(d2) * Math.sin((a2 - a1) / 2) ** 2;
  return (2 * Math.asin(Math.sqrt(half)) * 180 * 60) / Math.PI;
}

function compareBy(a: SimulatedRow, b: SimulatedRow, names: readonly string[], descending: readonly boolean[]): number {
  for (const [index, name] of names.entries()) {
    const [one, other] = [a[name] ?? "", b[name] ?? ""];
    const sign = one < other ? -1 : one > other ? 1 : 0;
    if (sign !== 0) return descending[index] === true ? -sign : sign;
  }
  return 0;
}

/** Three products a data set; one of them has no size. */
function productsOf(ids: readonly string[]): unknown[] {
  return ids.flatMap((id) =>
    ["cal", "rate", "asn"].map((suffix, index) => ({
      product_key: `${id}_${id.toLowerCase()}_${suffix}.fits`,
      access: "PUBLIC",
      dataset: id,
      instrument_name: "ACS   ",
      filters: "F814W",
      filename: `${id.toLowerCase()}_${suffix}.fits`,
      uri: `${id}/${id.toLowerCase()}_${suffix}.fits`,
      authz_primary_identifier: id,
      authz_secondary_identifier: "GO",
      file_suffix: suffix.toUpperCase(),
      category: "CALIBRATED",
      size: index === 2 ? null : 14_400 * (index + 1),
      type: "science",
    })),
  );
}
