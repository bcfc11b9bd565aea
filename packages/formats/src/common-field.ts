import {
  arrowTypeOf,
  commonLayout,
  type Datatype,
  describeLayout,
  type Field,
  type Layout,
  leafOf,
  printArrowType,
  sameLayout,
  withoutArrowType,
} from "@armillary/columns";
import { FormatError } from "./errors.ts";

/** What values are, whatever their width: columns of different kinds do not mix. */
const KINDS: Readonly<Record<Datatype, string>> = {
  boolean: "truth values",
  bit: "bits",
  unsignedByte: "numbers",
  short: "numbers",
  int: "numbers",
  long: "numbers",
  char: "text",
  unicodeChar: "text",
  float: "numbers",
  double: "numbers",
  floatComplex: "complex numbers",
  doubleComplex: "complex numbers",
};

/**
 * The field of a column in which the values of two stand one after the other: described as the first is, of the narrowest
 * type that has every value of both.
 * @param label - of the table that the second is from
 * @throws FormatError code FORMAT_COLUMNS where there is no such type, or the two are not of one unit or xtype
 */
export function commonField(first: Field, second: Field, label: string): Field {
  for (const attribute of ["unit", "xtype"] as const) {
    const [one, other] = [first[attribute], second[attribute]];
    if (one !== undefined && other !== undefined && one !== other) {
      throw differs(first, label, `has the ${attribute} "${other}" in it, and "${one}" before`);
    }
  }
  const layout =
    KINDS[first.datatype] === KINDS[second.datatype] ? commonLayout(first.layout, second.layout) : undefined;
  if (layout === undefined) throw differs(first, label, `is ${typeOf(second)} in it, and ${typeOf(first)} before`);
  const [one, other] = [arrowTypeOf(first), arrowTypeOf(second)];
  const sameType = one !== undefined && other !== undefined && printArrowType(one) === printArrowType(other);
  const field = { ...first, ...commonShape(first, second, layout), layout };
  return withCommonValues(sameType ? field : withoutArrowType(field), second);
}

function commonShape(first: Field, second: Field, layout: Layout): { datatype: Datatype; arraysize?: string } {
  const complex = KINDS[first.datatype] === "complex numbers";
  const shape = describeLayout(complex ? withoutPairs(layout) : layout);
  const arraysize = first.arraysize === second.arraysize ? first.arraysize : shape.arraysize;
  return { datatype: commonDatatype(first, second, layout), ...(arraysize === undefined ? {} : { arraysize }) };
}

function commonDatatype(first: Field, second: Field, layout: Layout): Datatype {
  if (first.datatype === second.datatype && sameLayout(leafOf(first.layout).leaf, leafOf(layout).leaf)) {
    return first.datatype;
  }
  switch (KINDS[first.datatype]) {
    case "text":
      return "unicodeChar";
    case "complex numbers":
      return "doubleComplex";
    default:
      return describeLayout(leafOf(layout).leaf).datatype;
  }
}

/** The layout of complex numbers with a float in place of each pair. */
function withoutPairs(layout: Layout): Layout {
  if (layout.kind !== "list" && layout.kind !== "fixed") return layout;
  if (layout.item.kind === "float") return layout.item;
  return { ...layout, item: withoutPairs(layout.item) };
}

/** VALUES of the one may not hold for the other: its null may be a value there, its bounds be passed. */
function withCommonValues({ values, ...field }: Field, second: Field): Field {
  const common = values !== undefined && JSON.stringify(values) === JSON.stringify(second.values);
  return common ? { ...field, values } : field;
}

function differs({ name }: Field, label: string, how: string): FormatError {
  return new FormatError(
    "FORMAT_COLUMNS",
    `${label} cannot follow: column "${name}" ${how}. Leave the column out, or make the files alike first.`,
  );
}

function typeOf({ datatype, arraysize }: Field): string {
  return arraysize === undefined ? datatype : `${datatype}[${arraysize}]`;
}
