import { type MastApi, type MastCall, sendJson } from "./api.ts";
import { makeRandom } from "./random.ts";

type Cell = string | number | bigint;

const COLUMNS: readonly (readonly [name: string, type: string, unit: string])[] = [
  ["objName", "char", "NULL"],
  ["objID", "long", "NULL"],
  ["raMean", "double", "degrees"],
  ["decMean", "double", "degrees"],
  ["nDetections", "short", "NULL"],
  ["gMeanPSFMag", "float", "AB magnitudes"],
];
const CENTRE = { ra: 5.97754, dec: 32.53617 };
const random = makeRandom(77);
const ROWS: readonly Readonly<Record<string, Cell>>[] = Array.from({ length: 300 }, (_, index) => ({
  objName: `PSO J${index}`,
  objID: 147_030_059_812_483_022n + BigInt(index) * 7n,
  raMean: CENTRE.ra + (random() - 0.5) * 0.05,
  decMean: CENTRE.dec + (random() - 0.5) * 0.05,
  nDetections: Math.floor(random() * 40),
  gMeanPSFMag: random() < 0.2 ? -999 : 14 + random() * 8,
}));

/** The catalogues' own API: rows as arrays, decorators behind names, 64-bit integers as numbers unless `raw` is false. */
export const PANSTARRS: MastApi = {
  name: "Pan-STARRS",
  paths: /^(?:\/hosts\/catalogs)?\/api\/v0\.1\/panstarrs\//,
  answer(call) {
    if (!/\/dr[12]\/mean/.test(call.path)) return sendJson(call, { error: "Table not found" }, 404);
    if (call.path.endsWith("/metadata.json")) return sendJson(call, COLUMNS.map(describe));
    try {
      sendJson(call, search(parametersOf(call)));
    } catch (failure) {
      sendJson(call, { error: (failure as Error).message }, 400);
    }
  },
};

function describe([name, type, unit]: (typeof COLUMNS)[number]): unknown {
  return {
    name,
    column_name: name,
    db_type: "NUMBER",
    type,
    unit,
    ucd: "NULL",
    utype: "NULL",
    description: `The ${name}.`,
  };
}

function parametersOf(call: MastCall): URLSearchParams {
  return call.request.method === "POST" ? call.form : call.url.searchParams;
}

function search(asked: URLSearchParams): string {
  const place = ["ra", "dec", "radius"].map((name) => asked.get(name));
  const tests = new Map<string, ((row: Readonly<Record<string, Cell>>) => boolean)[]>();
  for (const [key, value] of asked) {
    const [name = "", decorator = "eq"] = key.split(".");
    const column = COLUMNS.find(([one]) => one.toLowerCase() === name.toLowerCase());
    if (column === undefined) {
      if (/^(?:ra|dec|radius|columns|sort_by|page|pagesize|raw|format)$/.test(name)) continue;
      throw new Error(`Unknown column ${name}`);
    }
    // Conditions on one column are ORed.
    tests.set(column[0], [...(tests.get(column[0]) ?? []), testOf(column[0], decorator, value)]);
  }
  const isAround = place.every((one) => one !== null);
  const found = ROWS.map((row) => ({ ...row, distance: distanceOf(row, place) })).filter(
    (row) =>
      (!isAround || row.distance <= Number(place[2])) &&
      [...tests.values()].every((some) => some.some((test) => test(row))),
  );
  for (const order of asked.getAll("sort_by").reverse()) {
    const [direction = "", name = ""] = order.includes(".") ? order.split(".") : ["asc", order];
    found.sort(
      (a, b) =>
        compare(a as Readonly<Record<string, Cell>>, b as Readonly<Record<string, Cell>>, name) *
        (direction === "desc" ? -1 : 1),
    );
  }
  const all = [...COLUMNS, ...(isAround ? [["distance", "double", "degrees"] as const] : [])];
  const wanted = asked.getAll("columns");
  const columns =
    wanted.length === 0
      ? all
      : wanted.flatMap((name) => all.filter(([one]) => one.toLowerCase() === name.toLowerCase()));
  const [page, size] = [Number(asked.get("page") ?? 1), Number(asked.get("pagesize") ?? 50_000)];
  const isRaw = asked.get("raw") !== "false";
  const data = found.slice((page - 1) * size, page * size).map((row) => {
    const cells = columns.map(([name]) => (row as Readonly<Record<string, Cell>>)[name] as Cell);
    return `[${cells.map((cell) => (typeof cell === "bigint" ? (isRaw ? String(cell) : `"${cell}"`) : JSON.stringify(cell))).join(",")}]`;
  });
  const info = columns.map(([name, type]) => ({ name, type, db_type: "NUMBER", description: `The ${name}.` }));
  return `{"info":${JSON.stringify(info)},"data":[${data.join(",")}]}`;
}

function testOf(name: string, decorator: string, value: string): (row: Readonly<Record<string, Cell>>) => boolean {
  return (row) => {
    const cell = row[name] as Cell;
    if (decorator === "eq") return String(cell) === value;
    const difference = Number(cell) - Number(value);
    return decorator.startsWith("g")
      ? decorator === "gt"
        ? difference > 0
        : difference >= 0
      : decorator === "lt"
        ? difference < 0
        : difference <= 0;
  };
}

function distanceOf(row: Readonly<Record<string, Cell>>, [ra, dec]: readonly (string | null)[]): number {
  const across = (Number(row["raMean"]) - Number(ra)) * Math.cos((Number(dec) * Math.PI) / 180);
  return Math.hypot(across, Number(row["decMean"]) - Number(dec));
}

function compare(a: Readonly<Record<string, Cell>>, b: Readonly<Record<string, Cell>>, name: string): number {
  const [one, other] = [a[name] ?? 0, b[name] ?? 0];
  return one < other ? -1 : one > other ? 1 : 0;
}
