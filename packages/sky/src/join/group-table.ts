import { bitBytes, type Column, type ColumnBatch, type Field, filterRows, setBit } from "@armillary/columns";
import type { PositionColumns } from "../columns/position-columns.ts";
import { concatenatePositions } from "../columns/read-degrees.ts";
import { SkyError } from "../errors.ts";
import { groupPositions, type MatchedGroups } from "../match/groups.ts";
import type { MatchRadius, Positions } from "../match/positions.ts";
import { GROUP_ACTIONS, type GroupAction } from "./group-action.ts";
import { type MatchColumns, TablePositions } from "./table-positions.ts";
import { type Hold, holdInMemory, passing, type TableRows } from "./table-rows.ts";

export type GroupTableOptions = MatchRadius & {
  /** Default `identify`. */
  readonly action?: GroupAction;
  readonly columns?: MatchColumns;
  /** Keeps the table, to be read a second time (default: in memory, the batches as they are). */
  readonly hold?: Hold;
};

/** A table of which it is known which rows match each other. */
export interface GroupedTable extends TableRows {
  readonly columns: PositionColumns;
  readonly rows: number;
  /** Groups of two rows and more. */
  readonly groups: number;
  /** Rows in them. */
  readonly groupedRows: number;
  readonly withoutPosition: number;
}

/** The columns that `identify` adds. */
const GROUP_FIELDS: readonly Field[] = [
  {
    name: "group_id",
    datatype: "int",
    ucd: "meta.id",
    description: "Number of the group of rows that match each other; null for a row that matches none",
    layout: { kind: "int", bits: 32, signed: true },
  },
  {
    name: "group_size",
    datatype: "int",
    ucd: "meta.number",
    description: "Rows of the group",
    layout: { kind: "int", bits: 32, signed: true },
  },
];

/**
 * Finds the rows of one table that match each other by position, marks them or leaves them out. Rows keep their order. The
 * table is read to its end before this resolves.
 * @throws SkyError SKY_POSITION, SKY_ANGLE, SKY_MATCH, SKY_LIMIT; whatever the table throws
 */
export async function groupTable(table: TableRows, options: GroupTableOptions): Promise<GroupedTable> {
  const { action = "identify", hold = holdInMemory } = options;
  if (!GROUP_ACTIONS.includes(action)) {
    throw new SkyError("SKY_MATCH", `There is no action ${String(action)}: ${GROUP_ACTIONS.join(", ")}.`);
  }
  const reader = new TablePositions(table, options.columns, options);
  const parts: Positions[] = [];
  const held = await hold(passing(table, (batch) => parts.push(reader.read(batch))));
  const groups = groupPositions(concatenatePositions(parts), options);
  return {
    fields: action === "identify" ? [...table.fields, ...freelyNamed(table.fields)] : table.fields,
    columns: reader.position,
    rows: reader.rows,
    groups: groups.count,
    groupedRows: groups.sizeOf.reduce((count, size) => (size > 0 ? count + 1 : count), 0),
    withoutPosition: reader.withoutPosition,
    async *batches() {
      let firstRow = 0;
      const begun = new Uint8Array(groups.count + 1);
      for await (const batch of held.batches()) {
        yield action === "identify"
          ? withGroups(batch, groups, firstRow)
          : filterRows(batch, (_, row) => stays(groups.groupOf[firstRow + row] as number, action, begun));
        firstRow += batch.rows;
      }
    },
  };
}

function freelyNamed(fields: readonly Field[]): readonly Field[] {
  const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
  return GROUP_FIELDS.map((field) => {
    let { name } = field;
    for (let count = 2; taken.has(name); count++) name = `${field.name}_${count}`;
    return { ...field, name };
  });
}

function withGroups({ rows, columns }: ColumnBatch, { groupOf, sizeOf }: MatchedGroups, firstRow: number): ColumnBatch {
  const added = [groupOf, sizeOf].map((values) => countColumn(values.slice(firstRow, firstRow + rows)));
  return { rows, columns: [...columns, ...added] };
}

/** Numbers from 1; 0 is null. */
function countColumn(values: Int32Array): Column {
  const { length } = values;
  const validity = new Uint8Array(bitBytes(length));
  let nulls = 0;
  for (let row = 0; row < length; row++) {
    if (values[row] === 0) nulls++;
    else setBit(validity, row);
  }
  return { kind: "int", length, nulls, values, ...(nulls === 0 ? {} : { validity }) };
}

/**
 * Whether a row of this group, 0 for none, is kept.
 * @param begun - groups of which there was a row before; told of this one
 */
function stays(group: number, action: GroupAction, begun: Uint8Array): boolean {
  if (group === 0) return true;
  const isFirst = begun[group] === 0;
  begun[group] = 1;
  return isFirst && action === "keep1";
}
