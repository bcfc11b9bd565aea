import type { Field } from "@armillary/columns";
import type { TableMetadata, TableStream } from "@armillary/formats";

type Coosys = NonNullable<TableMetadata["coosys"]>[number];
type Timesys = NonNullable<TableMetadata["timesys"]>[number];

/** What is said of two tables together, and how the columns of the right one refer to it. */
export interface JoinedMetadata {
  readonly metadata: TableMetadata;
  readonly rightFields: readonly Field[];
}

/**
 * The frames of both tables, those of the right one under other IDs where the left one has theirs. What else a table says of
 * itself is about the rows of that table, and not said of the joined one.
 */
export function joinMetadata(left: TableStream, right: TableStream, description: string): JoinedMetadata {
  const taken = new Set(
    [...left.fields, ...(left.metadata.coosys ?? []), ...(left.metadata.timesys ?? [])].flatMap(({ ID }) => ID ?? []),
  );
  const newIds = new Map<string, string>();
  const own = (id: string): string => {
    let free = id;
    for (let count = 2; taken.has(free); count++) free = `${id}_${count}`;
    taken.add(free);
    newIds.set(id, free);
    return free;
  };
  const renamed = <System extends Coosys | Timesys>(system: System): System =>
    system.ID === undefined ? system : { ...system, ID: own(system.ID) };
  const coosys = [...(left.metadata.coosys ?? []), ...(right.metadata.coosys ?? []).map(renamed)];
  const timesys = [...(left.metadata.timesys ?? []), ...(right.metadata.timesys ?? []).map(renamed)];
  const rightFields = right.fields.map(({ ID, ref, ...field }): Field => {
    const newRef = ref === undefined ? undefined : newIds.get(ref);
    return {
      ...field,
      ...(ID === undefined ? {} : { ID: own(ID) }),
      ...(newRef === undefined ? {} : { ref: newRef }),
    };
  });
  const metadata: TableMetadata = {
    description,
    params: [],
    infos: [],
    ...(coosys.length === 0 ? {} : { coosys }),
    ...(timesys.length === 0 ? {} : { timesys }),
  };
  return { metadata, rightFields };
}

/** The frame that a column's positions are in, as its COOSYS says: `ICRS`, `FK4 B1950.0`; undefined where nothing says. */
export function frameOf({ fields, metadata }: TableStream, column: number): string | undefined {
  const { coosys = [] } = metadata;
  const ref = fields[column]?.ref;
  // A table with one frame means it, whether its columns refer to it or not.
  const system =
    coosys.find(({ ID }) => ref !== undefined && ID === ref) ?? (coosys.length === 1 ? coosys[0] : undefined);
  if (system?.system === undefined) return undefined;
  const name = system.system.replace(/^eq_/i, "").toUpperCase();
  return /^FK/.test(name) && system.equinox !== undefined ? `${name} ${system.equinox}` : name;
}
