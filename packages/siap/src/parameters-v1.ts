import { DalError, fixedParameters, type Pos, printMaxrec } from "@armillary/dali";
import {
  DATASET_CONSTRAINTS,
  type DatasetConstraint,
  isBox,
  isPos,
  posOfRegion,
  type SkyBox,
  type SkyCircle,
  type SkyRegion,
  sidesOf,
  valuesOf,
  wantedValues,
} from "@armillary/dali/dataset";
import { enclosingCircle } from "./enclosing-circle.ts";
import type { SiaFacts } from "./facts.ts";
import { optional, ownParameters, type SiaPlan, usage } from "./plan.ts";
import { type ImageGrid, INTERSECTIONS, type SiaQuery } from "./query.ts";

/** Parameters that a query has fields for. */
const FIELDS: Readonly<Record<string, string>> = {
  POS: "region",
  SIZE: "region",
  INTERSECT: "intersect",
  FORMAT: "format",
  VERB: "verbosity",
  MAXREC: "maxrec",
  NAXIS: "grid",
  CFRAME: "grid",
  EQUINOX: "grid",
  CRPIX: "grid",
  CRVAL: "grid",
  CDELT: "grid",
  ROTANG: "grid",
  PROJ: "grid",
  RESPONSEFORMAT: "responseFormat",
};

/**
 * The parameters of a query in version 1 (SIA 1.0, section 4.1): one box, or what the box around the region is; the rest is
 * left for the rows that come back.
 * @throws DalError DAL_USAGE for what no service can answer, and for what neither version 1 nor its rows can tell
 */
export function sia1Parameters(query: SiaQuery, { facts, baseUrl }: { facts?: SiaFacts; baseUrl: string }): SiaPlan {
  const { region, intersect, grid, verbosity, maxrec, responseFormat, parameters = {} } = query;
  if (intersect !== undefined && !INTERSECTIONS.includes(intersect)) {
    throw usage(`INTERSECT is ${INTERSECTIONS.join(", ")}, not ${String(intersect)}.`);
  }
  if (verbosity !== undefined && ![0, 1, 2, 3].includes(verbosity)) throw usage(`VERB is 0 to 3, not ${verbosity}.`);
  if (responseFormat?.trim() === "") throw usage("RESPONSEFORMAT is empty.");

  const target = targetOf(query, facts);
  const formats = formatsOf(query, facts);
  const place = placeOf(valuesOf(region));
  if (place === undefined && target.length === 0 && !hasPlace(baseUrl, parameters)) {
    throw usage("SIA 1 finds images by their place alone: give a region.");
  }
  const said = new Set([...(target.length === 0 ? [] : ["target"]), ...(formats === undefined ? [] : ["format"])]);
  return {
    parameters: [
      ...(place?.parameters ?? []),
      ...target,
      ...optional("INTERSECT", intersect),
      ...(grid === undefined ? [] : gridParameters(grid)),
      ...optional("FORMAT", formats?.join(",")),
      ...optional("VERB", verbosity?.toString()),
      ...optional(facts?.maxrecParameter?.value ?? "MAXREC", maxrec === undefined ? undefined : printMaxrec(maxrec)),
      ...optional("RESPONSEFORMAT", responseFormat?.trim()),
      ...ownParameters(parameters, FIELDS),
    ],
    unsaid: unsaidOf(query, said),
    notes: place?.notes ?? [],
  };
}

/** What version 1 has no parameter for. */
function unsaidOf(query: SiaQuery, said: ReadonlySet<string>): readonly DatasetConstraint[] {
  return DATASET_CONSTRAINTS.filter((constraint) => {
    const { intervals, integers, texts } = wantedValues(query, constraint);
    if (intervals.length + integers.length + texts.length === 0 || said.has(constraint.key)) return false;
    if (constraint.properties.length > 0) return true;
    throw new DalError(
      "DAL_USAGE",
      `SIA 1 cannot be asked for ${constraint.key} (${constraint.parameter} of version 2), and its answers do not tell it. Ask a service of version 2, or leave it out.`,
    );
  });
}

function targetOf({ target }: SiaQuery, facts: SiaFacts | undefined): readonly (readonly [string, string])[] {
  const name = facts?.targetParameter?.value;
  const [given, second] = valuesOf(target);
  if (name === undefined || given === undefined) return [];
  if (second !== undefined) throw usage("This service finds the images of one object at a time: ask for each target.");
  return [[name, given]];
}

/** What FORMAT says; undefined where it says nothing. */
function formatsOf({ format }: SiaQuery, facts: SiaFacts | undefined): readonly string[] | undefined {
  const formats = valuesOf(format);
  const word = formats.find((text) => /^metadata$/i.test(text.trim()));
  if (word !== undefined) throw usage("METADATA is no format of images: describe() asks for it.");
  if (formats.length === 0) return undefined;
  if (facts?.formatSpoils === undefined) return formats;
  const graphic = formats.find((text) => /^graphic/i.test(text));
  if (graphic === undefined) return undefined;
  throw usage(
    `${graphic} cannot be asked for here, since FORMAT spoils the answers of this service: name media types.`,
  );
}

function hasPlace(baseUrl: string, own: NonNullable<SiaQuery["parameters"]>): boolean {
  const names = [...fixedParameters(baseUrl).map(([name]) => name), ...Object.keys(own)];
  return names.some((name) => /^(?:POS|TARGET)$/i.test(name));
}

interface Place {
  readonly parameters: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
}

function placeOf(regions: readonly SkyRegion[]): Place | undefined {
  const [region, second] = regions;
  if (region === undefined) return undefined;
  if (second !== undefined) throw usage("SIA 1 takes one region at a time: ask for each, or a service of version 2.");
  if (isBox(region)) return boxParameters(region, []);
  if (!isPos(region)) {
    posOfRegion(region);
    return circleParameters(region, "circle");
  }
  posOfRegion(region);
  return placeOfPos(region);
}

function placeOfPos(pos: Pos): Place {
  switch (pos.shape) {
    case "CIRCLE": {
      const { longitudeDeg, latitudeDeg, radiusDeg } = pos;
      return circleParameters({ raDeg: longitudeDeg, decDeg: latitudeDeg, radiusDeg }, "circle");
    }
    case "RANGE":
      return boxParameters(boxOfRange(pos), []);
    case "POLYGON":
      return circleParameters(enclosingCircle(pos.vertices), "polygon");
  }
}

/** The box around a circle, which is around the shape that was meant. */
function circleParameters({ raDeg, decDeg, radiusDeg }: SkyCircle, shape: string): Place {
  const around = `SIA 1 has boxes alone: what is in the box around the ${shape} came, and may lie outside of the ${shape}.`;
  return boxParameters(
    { raDeg, decDeg, sizeDeg: [2 * radiusDeg, Math.min(180, 2 * radiusDeg)] },
    radiusDeg === 0 ? [] : [around],
  );
}

function boxParameters(box: SkyBox, notes: readonly string[]): Place {
  const [width, height] = sidesOf(box);
  posOfRegion(box);
  return {
    parameters: [
      ["POS", `${decimal(reduced(box.raDeg))},${decimal(box.decDeg)}`],
      ["SIZE", width === height ? decimal(width) : `${decimal(width)},${decimal(height)}`],
    ],
    notes,
  };
}

/** The box that covers the same coordinates: SIA 1 has widths on the sky, at the declination of the centre. */
function boxOfRange({ longitudeDeg, latitudeDeg }: Extract<Pos, { shape: "RANGE" }>): SkyBox {
  const [lower, upper] = [longitudeDeg.lower, longitudeDeg.upper];
  const south = Math.max(-90, latitudeDeg.lower);
  const north = Math.min(90, latitudeDeg.upper);
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || north === 90 || south === -90) {
    throw usage("SIA 1 takes no range that is open or ends at a pole: give a box, or ask a service of version 2.");
  }
  const width = lower <= upper ? upper - lower : upper - lower + 360;
  const decDeg = (south + north) / 2;
  return {
    raDeg: lower + width / 2,
    decDeg,
    sizeDeg: [width * Math.cos((decDeg * Math.PI) / 180), north - south],
  };
}

function gridParameters(grid: ImageGrid): readonly (readonly [string, string])[] {
  const { pixels, frame, equinoxYr, referencePixel, referenceValueDeg, pixelScaleDeg, rotationDeg, projection } = grid;
  if (valuesOf(pixels).some((count) => !(Number.isInteger(count) && count > 0))) {
    throw usage("NAXIS has counts of pixels: whole numbers above 0.");
  }
  return [
    ...optional("NAXIS", pair(pixels)),
    ...optional("CFRAME", frame),
    ...optional("EQUINOX", pair(equinoxYr)),
    ...optional("CRPIX", pair(referencePixel)),
    ...optional("CRVAL", pair(referenceValueDeg)),
    ...optional("CDELT", pair(pixelScaleDeg)),
    ...optional("ROTANG", pair(rotationDeg)),
    ...optional("PROJ", projection),
  ];
}

function pair(value: number | readonly [number, number] | undefined): string | undefined {
  if (value === undefined) return undefined;
  const numbers = valuesOf<number>(value);
  if (!numbers.every(Number.isFinite))
    throw usage(`${numbers.join(",")} is not finite, and no coordinate of an image.`);
  return numbers.map(decimal).join(",");
}

function reduced(raDeg: number): number {
  const rest = raDeg % 360;
  return rest < 0 ? rest + 360 : rest;
}

/** Without an exponent: services that read numbers by a pattern of their own do not know `1e-7`. */
function decimal(value: number): string {
  const text = String(Math.abs(value) < 1e-20 ? 0 : value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
