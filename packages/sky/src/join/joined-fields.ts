import type { Field } from "@armillary/columns";

/** Which rows a joined table has: those of the left table, of the right one, with or without a match. As STILTS calls them. */
export const JOINS = ["1and2", "1or2", "all1", "all2", "1not2", "2not1", "1xor2"] as const;
export type Join = (typeof JOINS)[number];

/** What a join takes: pairs, left rows and right rows without a match. */
export interface JoinParts {
  readonly pairs: boolean;
  readonly leftAlone: boolean;
  readonly rightAlone: boolean;
}

export const JOIN_PARTS: Readonly<Record<Join, JoinParts>> = {
  "1and2": { pairs: true, leftAlone: false, rightAlone: false },
  "1or2": { pairs: true, leftAlone: true, rightAlone: true },
  all1: { pairs: true, leftAlone: true, rightAlone: false },
  all2: { pairs: true, leftAlone: false, rightAlone: true },
  "1not2": { pairs: false, leftAlone: true, rightAlone: false },
  "2not1": { pairs: false, leftAlone: false, rightAlone: true },
  "1xor2": { pairs: false, leftAlone: true, rightAlone: true },
};

/** The column that a join adds. */
const SEPARATION: Field = {
  name: "separation_arcsec",
  datatype: "double",
  unit: "arcsec",
  ucd: "pos.angDistance",
  description: "Angle between the matched positions",
  layout: { kind: "float", bits: 64 },
};

/** Which columns a join has, in order: those of the left table, of the right one, the separation. */
export interface JoinedFields {
  readonly fields: readonly Field[];
  readonly hasLeft: boolean;
  readonly hasRight: boolean;
  readonly hasSeparation: boolean;
}

/**
 * The columns of a join. Names that both tables have, in any case of letters, get the suffix of their table; others stay.
 * A join that has rows of one table alone has its columns alone.
 */
export function joinedFields(
  left: readonly Field[],
  right: readonly Field[],
  join: Join,
  suffixes: readonly [left: string, right: string],
): JoinedFields {
  const { pairs, leftAlone, rightAlone } = JOIN_PARTS[join];
  const hasLeft = pairs || leftAlone;
  const hasRight = pairs || rightAlone;
  const own = [hasLeft ? left : [], hasRight ? right : []] as const;
  const [leftNames, rightNames] = own.map((fields) => new Set(fields.map(({ name }) => name.toLowerCase()))) as [
    Set<string>,
    Set<string>,
  ];
  const fields = [
    ...own[0].map((field) => renamed(field, rightNames, suffixes[0])),
    ...own[1].map((field) => renamed(field, leftNames, suffixes[1])),
  ];
  if (!pairs) return { fields, hasLeft, hasRight, hasSeparation: false };
  const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
  let { name } = SEPARATION;
  for (let count = 2; taken.has(name); count++) name = `${SEPARATION.name}_${count}`;
  return { fields: [...fields, { ...SEPARATION, name }], hasLeft, hasRight, hasSeparation: true };
}

function renamed(field: Field, others: ReadonlySet<string>, suffix: string): Field {
  return others.has(field.name.toLowerCase()) ? { ...field, name: `${field.name}${suffix}` } : field;
}
