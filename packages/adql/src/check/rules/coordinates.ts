import type { FunctionCall, StringLiteral, Value } from "../../language/ast.ts";
import { numberOf } from "../arithmetic.ts";
import { type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";

/** Words of STC-S that ADQL 2.0 has for frames, reference positions and flavours, and names that services take as well. */
const FRAMES = new Set(
  "ICRS FK4 FK5 ECLIPTIC GALACTIC GALACTIC_I GALACTIC_II SUPER_GALACTIC J2000 B1950 UNKNOWNFRAME".split(" "),
);
const OTHER_WORDS = new Set(
  "BARYCENTER GEOCENTER HELIOCENTER LSR TOPOCENTER RELOCATABLE UNKNOWNREFPOS CARTESIAN2 CARTESIAN3 SPHERICAL2".split(
    " ",
  ),
);

const CONSTRUCTORS = /^(point|circle|box|polygon)$/i;
const TOGETHER = /^(contains|intersects|distance)$/i;

/** Coordinate systems that are unknown or mixed, coordinates in the wrong order, or not on the sky. */
export const coordinates: Rule = {
  FunctionCall(node, context) {
    const name = nameOf(node);
    if (CONSTRUCTORS.test(name)) {
      reportFrame(node, context);
      reportCoordinates(node, context);
    } else if (TOGETHER.test(name)) {
      reportMixture(node, context);
      if (node.arguments.length === 4) reportCoordinates(node, context);
    }
  },
};

function nameOf(node: FunctionCall): string {
  return node.name.parts.length === 1 ? (node.name.parts[0]?.name ?? "") : "";
}

function reportFrame(node: FunctionCall, context: RuleContext): void {
  const [frame] = node.arguments;
  if (frame?.kind !== "StringLiteral") return;
  const words = frame.value.trim().toUpperCase().split(/\s+/).filter(Boolean);
  const unknown = words.find((word) => !FRAMES.has(word) && !OTHER_WORDS.has(word));
  if (unknown === undefined) return;
  context.report({
    code: "ADQL_FRAME",
    severity: "warning",
    message: `${unknown} is no coordinate system that services are known to take; ICRS, FK5, FK4, GALACTIC and ECLIPTIC are.`,
    span: spanOf(frame),
    fixes: [replaceFix("Replace by 'ICRS'", spanOf(frame), "'ICRS'")],
  });
}

/** What two geometries with different systems do together is undefined (ADQL 2.1, section 4.2.5). */
function reportMixture(node: FunctionCall, context: RuleContext): void {
  const [first, second] = node.arguments.map(frameOf);
  const [one, other] = [first, second].map((frame) =>
    frame?.value
      .toUpperCase()
      .split(/\s+/)
      .find((word) => FRAMES.has(word)),
  );
  if (second === undefined || one === undefined || other === undefined || one === other) return;
  if (one === "UNKNOWNFRAME" || other === "UNKNOWNFRAME") return;
  context.report({
    code: "ADQL_FRAME",
    severity: "warning",
    message: `${nameOf(node)} of ${one} and ${other} coordinates: services do not agree on whether these are converted.`,
    span: spanOf(second),
  });
}

function frameOf(value: Value): StringLiteral | undefined {
  if (value.kind !== "FunctionCall" || !CONSTRUCTORS.test(nameOf(value))) return undefined;
  const [first] = value.arguments;
  return first?.kind === "StringLiteral" ? first : undefined;
}

function reportCoordinates(node: FunctionCall, context: RuleContext): void {
  const framed = node.arguments[0]?.kind === "StringLiteral" || node.arguments[0]?.kind === "NullLiteral";
  const values = framed ? node.arguments.slice(1) : node.arguments;
  const name = nameOf(node).toLowerCase();
  const pairs = name === "polygon" ? values.length - (values.length % 2) : name === "distance" ? 4 : 2;
  if (values.length < 2 || (name !== "point" && values.length < 3)) return;
  for (let index = 0; index + 1 < pairs; index += 2) {
    const [lon, lat] = [values[index], values[index + 1]];
    if (lon !== undefined && lat !== undefined && !reportOrder(lon, lat, context)) reportLatitude(lat, context);
  }
  const radius = name === "circle" ? values[2] : undefined;
  if (radius !== undefined) reportRadius(radius, context);
}

/** `POINT(dec, ra)`: columns whose UCDs tell that they were taken the wrong way round. */
function reportOrder(lon: Value, lat: Value, context: RuleContext): boolean {
  const [first, second] = [context.facts.values.get(lon)?.ucd ?? "", context.facts.values.get(lat)?.ucd ?? ""];
  if (!/^pos\.\w+\.(dec|lat)\b/.test(first) || !/^pos\.\w+\.(ra|lon)\b/.test(second)) return false;
  const [one, other] = [context.textOf(lon), context.textOf(lat)];
  const span = { start: spanOf(lon).start, end: spanOf(lat).end };
  context.report({
    code: "ADQL_FRAME",
    severity: "warning",
    message: `Longitude (right ascension) comes first: ${other}, ${one}.`,
    span,
    fixes: [
      {
        title: `Swap ${one} and ${other}`,
        edits: [
          { span: spanOf(lon), text: other },
          { span: spanOf(lat), text: one },
        ],
      },
    ],
  });
  return true;
}

function reportLatitude(lat: Value, context: RuleContext): void {
  const degrees = numberOf(lat);
  if (degrees === undefined || Math.abs(degrees) <= 90) return;
  context.report({
    code: "ADQL_UNIT",
    severity: "warning",
    message: `A latitude lies between -90 and 90 degrees, and this is ${degrees}.`,
    span: spanOf(lat),
  });
}

function reportRadius(radius: Value, context: RuleContext): void {
  const degrees = numberOf(radius);
  if (degrees === undefined || (degrees >= 0 && degrees <= 180)) return;
  context.report({
    code: "ADQL_UNIT",
    severity: "warning",
    message: `A radius lies between 0 and 180 degrees, and this is ${degrees}.`,
    span: spanOf(radius),
  });
}
