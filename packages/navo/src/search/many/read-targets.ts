import type { Field } from "@armillary/columns";
import { type ConeTarget, type ConeTargetTable, type NumberedTarget, openTargets } from "@armillary/scs";

/** What may be searched around. */
export type ArchiveTargets = Iterable<ConeTarget> | AsyncIterable<ConeTarget> | ConeTargetTable;

/** Targets that were read. */
export interface ReadTargets {
  readonly fields: readonly Field[];
  /** Those that have a position. */
  readonly placed: readonly NumberedTarget[];
  /** Numbers of those that have none. */
  readonly skipped: readonly number[];
  readonly count: number;
}

/**
 * Reads all targets: every service goes through them at its own pace, so they are held.
 * @throws DalError DAL_USAGE for a table without positions, and targets without columns
 */
export async function readTargets(targets: ArchiveTargets, radiusDeg: number): Promise<ReadTargets> {
  const source = await openTargets(targets, radiusDeg);
  const placed: NumberedTarget[] = [];
  const skipped: number[] = [];
  for await (const target of source.targets()) {
    if (Number.isNaN(target.raDeg) || Number.isNaN(target.decDeg)) skipped.push(target.index);
    else placed.push(target);
  }
  return { fields: source.fields, placed, skipped, count: placed.length + skipped.length };
}

/** What archives call a column `target` is the name of an object. */
const NUMBER = "target_index";

/**
 * The columns of a target in the table of what was found: its number, and its own. Those that are called as one of the services'
 * are called `target_…`.
 * @param taken - names of other columns, in any case
 */
export function targetFields(fields: readonly Field[], taken: readonly string[]): readonly Field[] {
  const used = new Set([...taken, NUMBER].map((name) => name.toLowerCase()));
  const number: Field = {
    name: NUMBER,
    datatype: "long",
    ucd: "meta.record",
    description: "Number of the target, from 0",
    layout: { kind: "int", bits: 64, signed: true },
  };
  return [
    number,
    ...fields.map((field) => {
      const { ID: _, ...rest } = field;
      let name = used.has(field.name.toLowerCase()) ? `target_${field.name}` : field.name;
      for (let count = 2; used.has(name.toLowerCase()); count++) name = `target_${field.name}_${count}`;
      used.add(name.toLowerCase());
      return { ...rest, name };
    }),
  ];
}
