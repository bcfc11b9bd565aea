import {
  type ColumnStatistics,
  describeLayout,
  type Field,
  type FieldMeta,
  type Layout,
  leafOf,
} from "@armillary/columns";
import type { Diagnostic } from "../api.ts";
import { printArraysize } from "../cells/arraysize.ts";
import { INTEGERS, isInteger } from "../cells/integer.ts";
import { isCharacter } from "../cells/layout.ts";
import { nullOf } from "../cells/null-value.ts";
import { VotableError } from "../errors.ts";
import { WriteDiagnostics } from "./diagnostics.ts";
import { fieldsInFits } from "./fits-stream.ts";
import { fittingArraysize } from "./shape.ts";
import type { VotableVersion, WrittenSerialization } from "./versions.ts";

export interface ReadyOptions {
  readonly serialization: WrittenSerialization;
  readonly version: VotableVersion;
  /** One for each field. */
  readonly statistics?: readonly ColumnStatistics[];
}

/** FIELDs as `encodeData` takes them, and what had to be changed for that. */
export interface ReadyFields {
  readonly fields: readonly Field[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes FIELDs that a VOTable of this serialization and version can have, of any columns.
 *
 * - Datatype and arraysize that the column's layout does not fit, or that are not in the standard's form, give way to
 *   those that carry it; integers that VOTable does not have go to the next wider datatype. A list of strings gets the
 *   width of the longest.
 * - With statistics, integers with nulls get a VALUES null where the serialization has no other null (BINARY; elements
 *   of arrays everywhere; TABLEDATA before version 1.3), and a VALUES null that stands for a value in use gives way to
 *   one that does not. `char` columns of binary data that are not all ASCII become
 *   `unicodeChar`, and strings there that are too long for their arraysize get `"*"`.
 *
 * FITS, which needs statistics, has datatypes, shapes and nulls of its own: the FIELDs are then those of what is stored.
 *
 * @throws VotableError code VOT_WRITE for a column that no VOTable can have: lists of lists of no fixed length; nulls
 * where all values of the datatype are in use
 * @see VOTable 1.5, sections 2.2 "Columns as Arrays", 4.7 "VALUES", 5.5 "Null values"
 */
export function readyFields(fields: readonly Field[], options: ReadyOptions): ReadyFields {
  const { serialization, statistics: all } = options;
  if (serialization === "fits") {
    if (all === undefined) throw new TypeError("FITS is written of columns with known statistics.");
    return { fields: fieldsInFits(fields, all), diagnostics: [] };
  }
  const diagnostics = new WriteDiagnostics();
  const ready = fields.map((field, index) => {
    const statistics = all?.[index];
    const shaped = { ...shapedField(field, statistics, options, diagnostics), layout: field.layout };
    return statistics === undefined ? shaped : withNullValue(shaped, statistics, options, diagnostics);
  });
  return { fields: ready, diagnostics: diagnostics.list() };
}

/** Whether `readyFields` has to know the statistics: the table is to be read once before it is written. */
export function needsStatistics(
  fields: readonly Field[],
  { serialization, version }: Pick<ReadyOptions, "serialization" | "version">,
): boolean {
  if (serialization === "fits") return true;
  return fields.some((field) => {
    const { leaf } = leafOf(field.layout);
    if (leaf.kind === "int") {
      return nullOf(field)?.value === undefined && needsNullValue(field.layout, serialization, version);
    }
    return leaf.kind === "utf8" && field.layout.kind !== "utf8" && fittingArraysize(field, field.layout) === undefined;
  });
}

/** Whether a null integer of such a column can be told by VALUES null alone. */
function needsNullValue(layout: Layout, serialization: WrittenSerialization, version: VotableVersion): boolean {
  return layout.kind !== "int" || serialization === "binary" || (serialization === "tabledata" && version < "1.3");
}

function shapedField(
  field: Field,
  statistics: ColumnStatistics | undefined,
  { serialization }: ReadyOptions,
  diagnostics: WriteDiagnostics,
): FieldMeta {
  const { layout, ...meta } = field;
  const changed = (to: FieldMeta, why: string): FieldMeta => {
    const shape = `${to.datatype}${to.arraysize === undefined ? "" : `[${to.arraysize}]`}`;
    diagnostics.report("W-WRITE-SHAPE", field.name, `Column "${field.name}" is written as ${shape}: ${why}`);
    return to;
  };
  const fitting = fittingArraysize(field, layout);
  if (fitting === undefined) return changed(described(field, statistics), "its datatype does not say what it holds");
  const normal = withArraysize(meta, printArraysize(fitting));
  if (!isCharacter(field.datatype) || statistics === undefined || serialization === "tabledata") return normal;
  const wide =
    field.datatype === "char" && !statistics.ascii ? { ...normal, datatype: "unicodeChar" as const } : normal;
  if (wide !== normal) return changed(wide, "it has characters beyond ASCII");
  const width = fitting.variable ? (fitting.max ?? Number.POSITIVE_INFINITY) : (fitting.fixed[0] ?? 1);
  // Of what is not ASCII the bytes are known, not the units: three at most to a unit.
  const least = statistics.ascii ? statistics.maxItems : Math.ceil(statistics.maxItems / 3);
  if (layout.kind !== "utf8" || least <= width) return wide;
  return changed({ ...wide, arraysize: "*" }, "it has longer strings than its arraysize says");
}

/** The field with a datatype and arraysize of its layout. */
function described(field: Field, statistics: ColumnStatistics | undefined): FieldMeta {
  const { layout, ...meta } = field;
  const { leaf } = leafOf(layout);
  const shape = describeLayout(layout);
  let axes = shape.arraysize?.split("x") ?? [];
  if (leaf.kind === "utf8" && axes.length > 1) {
    if (statistics === undefined) {
      throw new VotableError(
        "VOT_WRITE",
        `Column "${field.name}" holds lists of strings of no known width: an arraysize such as "8x*" is due.`,
        { field: field.name },
      );
    }
    axes = [String(Math.max(1, statistics.maxItemBytes)), ...axes.slice(1)];
  }
  if (axes.slice(0, -1).includes("*")) {
    throw new VotableError(
      "VOT_WRITE",
      `Column "${field.name}" holds lists whose items differ in length, which no arraysize can say (VOTable 1.5 §2.2). Leave the column out, or write Arrow or Parquet.`,
      { field: field.name },
    );
  }
  const arraysize = axes.length === 0 ? undefined : axes.join("x");
  const kept = withArraysize(meta, arraysize);
  return fittingArraysize(kept, layout) === undefined ? { ...kept, datatype: shape.datatype } : kept;
}

function withArraysize({ arraysize: _, ...meta }: FieldMeta, arraysize: string | undefined): FieldMeta {
  return arraysize === undefined ? meta : { ...meta, arraysize };
}

/** The field with a VALUES null that no value has, if it needs one. */
function withNullValue(
  field: Field,
  statistics: ColumnStatistics,
  { serialization, version }: ReadyOptions,
  diagnostics: WriteDiagnostics,
): Field {
  const { leaf } = leafOf(field.layout);
  if (leaf.kind !== "int" || !isInteger(field.datatype)) return field;
  const declared = nullOf(field);
  const declaredValue = declared?.value === undefined ? undefined : BigInt(declared.value);
  const unused = unusedValue(field, statistics, declaredValue);
  const isFree = declaredValue !== undefined && unused === declaredValue;
  // A list of fixed length that is null is written as one of nulls in BINARY, which has no other way.
  const isVariable = fittingArraysize(field, field.layout)?.variable === true;
  const wholeNulls = field.layout.kind === "int" || (serialization === "binary" && !isVariable) ? statistics.nulls : 0;
  const isDue = needsNullValue(field.layout, serialization, version) && (statistics.nullItems > 0 || wholeNulls > 0);
  if (isFree || (declaredValue === undefined && !isDue)) return field;
  if (isDue && unused === undefined) {
    throw new VotableError(
      "VOT_WRITE",
      `Column "${field.name}" has nulls, and all values of ${field.datatype} are in use: ${serialization} cannot tell them apart. Write BINARY2, or a wider datatype.`,
      { field: field.name },
    );
  }
  const to = isDue ? String(unused) : undefined;
  if (declared !== undefined) {
    const what = `VALUES null "${declared.text}" of column "${field.name}"`;
    const now = to === undefined ? "is left out" : `gives way to "${to}"`;
    diagnostics.report(
      "W-WRITE-NULL-VALUE",
      field.name,
      `${what} ${now}: ${declaredValue === undefined ? "it is no value of the datatype" : "a value has it"}`,
    );
  }
  return withValuesNull(field, to);
}

/** An integer of the datatype that no valid value has: `preferred` where that is one. */
function unusedValue(field: Field, statistics: ColumnStatistics, preferred: bigint | undefined): bigint | undefined {
  const { leaf } = leafOf(field.layout);
  if (leaf.kind !== "int" || !isInteger(field.datatype)) return undefined;
  const { least, most } = INTEGERS[field.datatype];
  // Values that the datatype has and the column's type has not.
  const spare = leaf.signed
    ? leaf.bits === INTEGERS[field.datatype].bits
      ? undefined
      : least
    : least < 0n
      ? -1n
      : undefined;
  const span = 1n << BigInt(leaf.bits);
  const [low, high] = leaf.signed ? [-(span >> 1n), (span >> 1n) - 1n] : [0n, span - 1n];
  if (preferred !== undefined && (preferred < low || preferred > high)) return preferred;
  if (preferred !== undefined && statistics.unusedInteger === preferred) return preferred;
  if (spare !== undefined) return spare;
  const { unusedInteger } = statistics;
  return unusedInteger !== undefined && unusedInteger >= least && unusedInteger <= most ? unusedInteger : undefined;
}

/** The field with this VALUES null and no other, or without any. */
function withValuesNull(field: Field, text: string | undefined): Field {
  const all = field.values ?? [];
  const at = Math.max(
    0,
    all.findIndex((values) => values.null !== undefined),
  );
  const { null: _, ref, ...first } = all[at] ?? {};
  // What VALUES takes from another by ref, its null included, it cannot have besides.
  const changed = text === undefined ? { ...first, ...(ref === undefined ? {} : { ref }) } : { ...first, null: text };
  const kept = all.filter((_values, index) => index !== at).map(({ null: _null, ...values }) => values);
  const values = [changed, ...kept].filter((each) => Object.keys(each).length > 0);
  const { values: _values, ...rest } = field;
  return values.length === 0 ? rest : { ...rest, values };
}
