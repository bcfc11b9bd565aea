import type { CellValue, Datatype } from "@armillary/columns";
import fc from "fast-check";

// Tables of every datatype and shape, with values that each serialization can carry.

export type Storage = "TABLEDATA" | "BINARY" | "BINARY2";

export interface Shape {
  readonly arraysize?: string;
  /** Axes of known length, the fastest first. */
  readonly fixed: readonly number[];
  readonly variable: boolean;
}

export interface RandomField extends Shape {
  readonly name: string;
  readonly datatype: Datatype;
  /** VALUES null: a value of its own for integers. */
  readonly nullValue?: number | bigint;
}

/** A cell with its items in serialized order: strings of an array each by itself, parts of complex numbers in turn. */
export type FlatValue = null | boolean | number | bigint | string | readonly FlatValue[];

export interface RandomTable {
  readonly fields: readonly RandomField[];
  readonly rows: readonly (readonly FlatValue[])[];
}

const SHAPES: readonly Shape[] = [
  { fixed: [], variable: false },
  { arraysize: "3", fixed: [3], variable: false },
  { arraysize: "*", fixed: [], variable: true },
  { arraysize: "5*", fixed: [], variable: true },
  { arraysize: "2x3", fixed: [2, 3], variable: false },
  { arraysize: "2x*", fixed: [2], variable: true },
  { arraysize: "2x2x3*", fixed: [2, 2], variable: true },
];

const DATATYPES: readonly Datatype[] = [
  "boolean", "bit", "unsignedByte", "short", "int", "long", "char", "unicodeChar", "float", "double", "floatComplex", "doubleComplex",
]; // biome-ignore format: one list

const INTEGERS: Partial<Record<Datatype, readonly [number, number]>> = {
  unsignedByte: [0, 255],
  short: [-32768, 32767],
  int: [-(2 ** 31), 2 ** 31 - 1],
};

export function isString(datatype: Datatype): boolean {
  return datatype === "char" || datatype === "unicodeChar";
}

export function isComplex(datatype: Datatype): boolean {
  return datatype === "floatComplex" || datatype === "doubleComplex";
}

function isScalar({ fixed, variable }: Shape): boolean {
  return fixed.length === 0 && !variable;
}

/** Whether the field is one string, of any length. */
function isOneString({ datatype, fixed, variable }: RandomField): boolean {
  return isString(datatype) && fixed.length + (variable ? 1 : 0) <= 1;
}

const fields: fc.Arbitrary<readonly RandomField[]> = fc
  .array(fc.tuple(fc.constantFrom(...DATATYPES), fc.constantFrom(...SHAPES), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) =>
    list.map(([datatype, shape, hasNull], index) => ({
      name: `c${index}`,
      datatype,
      ...shape,
      ...(hasNull && datatype in INTEGERS ? { nullValue: 99 } : {}),
      ...(hasNull && datatype === "long" ? { nullValue: -99n } : {}),
    })),
  );

/** Characters that XML has; the carriage return and what has to be escaped among them. */
const letters = fc.constantFrom("a", "Z", "7", " ", "&", "<", ">", "]", '"', "'", "\t", "\n", "\r", ".");
const wide = fc.constantFrom("é", "鏡", "\u0085", "\ufffd", "ﬀ", "\u200b");
const astral = fc.constantFrom("🔭", "\u{10ffff}");

function strings(field: RandomField): fc.Arbitrary<string> {
  const wideOnes = field.datatype === "unicodeChar";
  const unit = wideOnes ? fc.oneof(letters, wide) : letters;
  const [width = 1] = field.fixed;
  if (!isOneString(field)) return fc.string({ unit, minLength: width, maxLength: width });
  if (isScalar(field)) return fc.string({ unit, minLength: 1, maxLength: 1 });
  const any = fc.oneof({ arbitrary: unit, weight: 3 }, wide, astral);
  if (field.variable && field.arraysize === "*") return fc.string({ unit: any, minLength: 1, maxLength: 40 });
  return fc.string({ unit: wideOnes ? unit : letters, minLength: 1, maxLength: field.variable ? 5 : width });
}

function items(field: RandomField): fc.Arbitrary<FlatValue> {
  const { datatype, nullValue } = field;
  if (isString(datatype)) return strings(field);
  const magic = (values: fc.Arbitrary<FlatValue>) =>
    nullValue === undefined ? values : fc.oneof(values, fc.constant(null));
  switch (datatype) {
    case "boolean":
      return fc.constantFrom(true, false, null);
    case "bit":
      return fc.boolean();
    case "long":
      return magic(
        fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -9n, max: 9n })),
      ).filter((value) => value !== nullValue);
    case "float":
    case "floatComplex":
      return fc.oneof(fc.float(), fc.constantFrom(0, -0, 1.5, 0.1).map(Math.fround));
    case "double":
    case "doubleComplex":
      return fc.oneof(fc.double(), fc.constantFrom(0, -0, 0.1, 1e22, 123456.789));
    default: {
      const [min, max] = INTEGERS[datatype] as readonly [number, number];
      return magic(fc.oneof(fc.integer({ min, max }), fc.integer({ min: 0, max: 9 }))).filter(
        (value) => value !== nullValue,
      );
    }
  }
}

/** Cells without a null as a whole, where the storage cannot say that. */
function cells(field: RandomField, storage: Storage): fc.Arbitrary<FlatValue> {
  const { datatype, fixed, variable } = field;
  const one = items(field);
  const full = storage === "BINARY2" ? 0 : 1;
  let values: fc.Arbitrary<FlatValue>;
  if (isOneString(field)) values = full === 0 && !isScalar(field) ? fc.oneof(one, fc.constant("")) : one;
  else if (isScalar(field) && !isComplex(datatype)) values = one;
  else {
    const axes = isString(datatype) ? fixed.slice(1) : fixed;
    const each = axes.reduce((product, axis) => product * axis, isComplex(datatype) ? 2 : 1);
    const lengths = variable ? fc.integer({ min: full, max: 3 }).map((count) => count * each) : fc.constant(each);
    values = lengths.chain((length) => fc.array(one, { minLength: length, maxLength: length }));
    // A text of nothing but unknowns is still a text.
  }
  const canBeNull =
    storage !== "BINARY" ||
    variable ||
    isOneString(field) ||
    (isScalar(field) && (field.nullValue !== undefined || datatype === "boolean"));
  return canBeNull ? fc.option(values, { freq: 4 }) : values;
}

export function randomTables(storage: Storage): fc.Arbitrary<RandomTable> {
  return fields.chain((list) =>
    fc.record({
      fields: fc.constant(list),
      rows: fc.array(fc.tuple(...list.map((field) => cells(field, storage))), { maxLength: 12 }),
    }),
  );
}

/** The value as a column gives it: nested, the slowest axis outermost. */
export function nested(field: RandomField, value: FlatValue): CellValue {
  if (!Array.isArray(value)) return value as CellValue;
  const axes = [
    ...(isComplex(field.datatype) ? [2] : []),
    ...(isString(field.datatype) ? field.fixed.slice(1) : field.fixed),
  ];
  let lists: CellValue[] = [...value] as CellValue[];
  // The outermost axis is the list itself; of a variable one, all are inside.
  for (const axis of field.variable ? axes : axes.slice(0, -1)) {
    lists = Array.from({ length: lists.length / axis }, (_, index) => lists.slice(index * axis, (index + 1) * axis));
  }
  return lists;
}

export function nestedRows({ fields: list, rows }: RandomTable): CellValue[][] {
  return rows.map((row) => row.map((value, column) => nested(list[column] as RandomField, value)));
}
