import { type CellValue, type ColumnBatch, createColumnWriter, type Field } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import type { TableStream } from "@armillary/formats";
import { findConeColumns } from "../columns.ts";
import { readPositions } from "../positions.ts";

/** A place to search around, and whatever else is to stand beside what is found. All have the columns of the first. */
export interface ConeTarget {
  /** Null where it is not known: the target is passed over, and told of. */
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  /** Where it is another than that of all. */
  readonly radiusDeg?: number;
  readonly [column: string]: CellValue | undefined;
}

/** A table of targets. */
export interface ConeTargetTable {
  readonly table: TableStream;
  /** Name of the column of right ascensions (default: by UCD or name, as in the answers of services). */
  readonly ra?: string;
  readonly dec?: string;
}

/** A target among others. */
export interface NumberedTarget {
  /** From 0. */
  readonly index: number;
  /** NaN where it has none. */
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
  /** Where its columns are. */
  readonly batch: ColumnBatch;
  readonly row: number;
}

/** Targets with their columns, whatever they came as. */
export interface TargetSource {
  readonly fields: readonly Field[];
  targets(): AsyncGenerator<NumberedTarget, void, void>;
}

/**
 * Opens targets.
 * @param radiusDeg - of those that do not say
 * @throws DalError DAL_USAGE for a table without positions, and targets without columns
 */
export async function openTargets(
  from: Iterable<ConeTarget> | AsyncIterable<ConeTarget> | ConeTargetTable,
  radiusDeg: number,
): Promise<TargetSource> {
  return "table" in from ? tableTargets(from, radiusDeg) : listTargets(from, radiusDeg);
}

function tableTargets({ table, ra, dec }: ConeTargetTable, radiusDeg: number): TargetSource {
  const found = findConeColumns(table.fields);
  const columns = { ra: named(table.fields, ra, "ra") ?? found.ra, dec: named(table.fields, dec, "dec") ?? found.dec };
  for (const axis of ["ra", "dec"] as const) {
    if (columns[axis] !== undefined) continue;
    const names = table.fields.map(({ name }) => name).join(", ");
    throw new DalError("DAL_USAGE", `No column of the targets is known as ${axis.toUpperCase()}: they have ${names}.`);
  }
  const { ra: raColumn, dec: decColumn } = columns;
  const known = {
    ...(raColumn === undefined ? {} : { ra: raColumn }),
    ...(decColumn === undefined ? {} : { dec: decColumn }),
  };
  return {
    fields: table.fields,
    async *targets() {
      let index = 0;
      for await (const batch of table.batches()) {
        const { raDeg, decDeg } = readPositions(batch, known);
        for (let row = 0; row < batch.rows; row++, index++) {
          yield { index, raDeg: raDeg[row] as number, decDeg: decDeg[row] as number, radiusDeg, batch, row };
        }
      }
    },
  };
}

/** The column of that name, read as one of angles whatever its UCD. */
function named(fields: readonly Field[], name: string | undefined, axis: "ra" | "dec") {
  if (name === undefined) return undefined;
  const index = fields.findIndex((field) => field.name === name);
  const field = fields[index];
  if (field === undefined) throw new DalError("DAL_USAGE", `The targets have no column "${name}".`);
  const column = findConeColumns([{ ...field, name: axis, ucd: `pos.eq.${axis};meta.main` }])[axis];
  if (column === undefined)
    throw new DalError("DAL_USAGE", `The column "${name}" has no angles: ${field.unit ?? field.datatype}.`);
  return { ...column, index };
}

async function listTargets(
  list: Iterable<ConeTarget> | AsyncIterable<ConeTarget>,
  radiusDeg: number,
): Promise<TargetSource> {
  const iterator = Symbol.asyncIterator in list ? list[Symbol.asyncIterator]() : list[Symbol.iterator]();
  const first = await iterator.next();
  const names = first.done === true ? ["raDeg", "decDeg"] : Object.keys(first.value);
  const fields = names.map((name) => fieldOf(name, first.done === true ? null : (first.value[name] ?? null)));
  const writers = fields.map(({ layout }) => createColumnWriter(layout));
  return {
    fields,
    async *targets() {
      try {
        let index = 0;
        for (let next = first; next.done !== true; next = await iterator.next(), index++) {
          const target = next.value;
          writers.forEach((writer, place) => void writer.append(target[names[place] as string] ?? null));
          const batch = { rows: 1, columns: writers.map((writer) => writer.take()) };
          const { raDeg, decDeg } = target;
          yield {
            index,
            raDeg: raDeg ?? Number.NaN,
            decDeg: decDeg ?? Number.NaN,
            radiusDeg: target.radiusDeg ?? radiusDeg,
            batch,
            row: 0,
          };
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
}

/** A column for values such as this one; text where it does not tell. */
function fieldOf(name: string, value: CellValue): Field {
  if (name === "raDeg" || name === "decDeg" || name === "radiusDeg") {
    const ucd = name === "raDeg" ? { ucd: "pos.eq.ra" } : name === "decDeg" ? { ucd: "pos.eq.dec" } : {};
    return { name, datatype: "double", unit: "deg", ...ucd, layout: { kind: "float", bits: 64 } };
  }
  switch (typeof value) {
    case "number":
      return { name, datatype: "double", layout: { kind: "float", bits: 64 } };
    case "bigint":
      return { name, datatype: "long", layout: { kind: "int", bits: 64, signed: true } };
    case "boolean":
      return { name, datatype: "boolean", layout: { kind: "bool" } };
    default:
      return { name, datatype: "unicodeChar", arraysize: "*", layout: { kind: "utf8" } };
  }
}
