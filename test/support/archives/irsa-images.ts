import { type Circle, isWithin, type Point, type Polygon } from "../tap-service/geometry.ts";
import { type Columns, type House, type Reply, resultsReply, text, VOTABLE_1_3 } from "./answers.ts";
import { type Asked, limitOf } from "./asked.ts";
import { daliError, Refused } from "./errors.ts";
import { circleText, endMjd, OBSCORE_COLUMNS, obscoreRow } from "./obscore.ts";
import type { Dataset } from "./sky.ts";

export const IRSA_HOUSE: House = { version: "1.4", namespace: VOTABLE_1_3 };
const SIA_URL = "https://irsa.ipac.caltech.edu/SIA";

/** SIA2 (navo.md 2.3): ObsCore and `cloud_access`, then a RESOURCE with the description of the service. */
export function answerIrsaImages(images: readonly Dataset[], asked: Asked): Reply {
  const columns: Columns = { ...OBSCORE_COLUMNS, cloud_access: text() };
  const words = (name: string): readonly string[] => asked.all(name);
  const isSelf = asked.get("MAXREC") === "0";
  const constraints = ["POS", "BAND", "TIME", "COLLECTION", "FACILITY", "INSTRUMENT", "ID", "TARGET", "DPTYPE"];
  if (!isSelf && constraints.every((name) => words(name).length === 0)) {
    throw new Refused("UsageFault: BAD_REQUEST: no constraint was given", daliError(IRSA_HOUSE, 400));
  }
  const shapes = words("POS").map(readShape);
  const isIn = (name: string, value: string): boolean => words(name).length === 0 || words(name).includes(value);
  const meets = (name: string, lower: number, upper: number): boolean =>
    words(name).length === 0 || words(name).some((range) => meetsInterval(range, lower, upper));
  const found = images.filter(
    (each) =>
      (shapes.length === 0 || shapes.some((shape) => overlaps(each, shape))) &&
      meets("BAND", each.bandMinM, each.bandMaxM) &&
      meets("TIME", each.startMjd, endMjd(each)) &&
      isIn("COLLECTION", each.collection) &&
      isIn("FACILITY", each.facility) &&
      isIn("INSTRUMENT", each.instrument) &&
      isIn("TARGET", each.target) &&
      isIn("DPTYPE", each.type) &&
      isIn("ID", `ivo://irsa.ipac/${each.collection}/${each.id}`),
  );
  const rows = found.map((each) => [...obscoreRow(each, "irsa.ipac", circleText(each)), cloudAccess(each)]);
  return resultsReply(IRSA_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) }, SELF_DESCRIPTION);
}

const SELF_DESCRIPTION = `<RESOURCE type="meta" utype="adhoc:service"><PARAM name="standardID" datatype="char" arraysize="*" value="ivo://ivoa.net/std/SIA#query-2.0"/><PARAM name="accessURL" datatype="char" arraysize="*" value="${SIA_URL}"/><GROUP name="inputParams">${["POS", "BAND", "TIME", "COLLECTION", "FACILITY", "INSTRUMENT", "MAXREC"].map((name) => `<PARAM name="${name}" datatype="char" arraysize="*" value=""/>`).join("")}</GROUP><TABLE><FIELD name="name" datatype="char" arraysize="*"/></TABLE></RESOURCE>`;

/** A string of JSON; `region` is optional, and the string may be empty. */
function cloudAccess({ collection, id }: Dataset): string {
  if (collection === "spitzer_seip") return "";
  const region = id.endsWith("_0") ? { region: "us-east-1" } : {};
  return JSON.stringify({
    aws: { bucket_name: `nasa-irsa-${collection.split("_")[0]}`, key: `images/${id}.fits`, ...region },
  });
}

type Shape =
  | Circle
  | Polygon
  | { readonly longitude: readonly [number, number]; readonly latitude: readonly [number, number] };

/** POS of SIA 2 (DALI 1.1, section 3.3); letters of any case. */
function readShape(value: string): Shape {
  const [word = "", ...rest] = value.trim().split(/\s+/);
  const numbers = rest.map((part) => (/inf$/i.test(part) ? Number(part.replace(/inf/i, "Infinity")) : Number(part)));
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = numbers;
  switch (word.toUpperCase()) {
    case "CIRCLE":
      return { raDeg: a, decDeg: b, radiusDeg: c };
    case "RANGE":
      return { longitude: [a, b], latitude: [c, d] };
    case "POLYGON": {
      const vertices = Array.from({ length: numbers.length / 2 }, (_, index): Point => {
        const [raDeg = Number.NaN, decDeg = Number.NaN] = numbers.slice(2 * index);
        return { raDeg, decDeg };
      });
      return { vertices };
    }
    default:
      throw new Refused(`UsageFault: unknown shape ${word} in POS`, daliError(IRSA_HOUSE));
  }
}

/** Images are taken for discs. */
function overlaps(image: Dataset, shape: Shape): boolean {
  const half = image.fovDeg / 2;
  if ("radiusDeg" in shape) return isWithin(image, { ...shape, radiusDeg: shape.radiusDeg + half });
  if ("vertices" in shape) {
    return isWithin(image, shape) || shape.vertices.some((vertex) => isWithin(vertex, { ...image, radiusDeg: half }));
  }
  const { longitude, latitude } = shape;
  return (
    image.raDeg >= longitude[0] &&
    image.raDeg <= longitude[1] &&
    image.decDeg >= latitude[0] &&
    image.decDeg <= latitude[1]
  );
}

/** `lower upper`, `-Inf upper`, or one value. */
function meetsInterval(range: string, lower: number, upper: number): boolean {
  const [from = "", to = from] = range.trim().split(/\s+/);
  const value = (part: string): number => Number(part.replace(/inf$/i, "Infinity"));
  return lower <= value(to) && upper >= value(from);
}
