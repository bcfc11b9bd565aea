import {
  type ColumnReference,
  type Condition,
  type Identifier,
  type Node,
  print,
  type Query,
  type Select,
  type SelectItem,
  type Source,
  type TableReference,
  visit,
} from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import type { Assembly } from "./compose.ts";
import { allOf } from "./conditions.ts";
import type { WholePart } from "./divide.ts";
import { type Fragment, LINK_COLUMN, ROW_COLUMN, UPLOAD_NAME } from "./fragment.ts";
import type { Move } from "./moves.ts";
import { columnIn } from "./needs.ts";
import { columnOf, plainName } from "./nodes.ts";
import { rewritten } from "./rewrite.ts";
import { stripped } from "./strip.ts";
import type { Unit } from "./unit.ts";

/** What moved rows are called in the query at the archive. */
const UPLOAD_ALIAS = plainName("armillary_up");

/** The fragment of a query that one archive answers as it is. */
export function wholeFragment({ id, member, query }: WholePart, bound: Bound): Fragment {
  return {
    id,
    member,
    query: stripped(query, bound),
    names: undefined,
    tables: tablesIn(query),
    isNumbered: false,
  };
}

/** The fragment of a unit: its needed columns, of the rows that its own conditions let through and, if moved, that match. */
export function unitFragment(unit: Unit, { divided: { bound }, needs, moves }: Assembly): Fragment {
  const move = moves.find(({ target }) => target === unit);
  const wanted = needs.of(unit);
  const columns = wanted.map(
    ({ source, column, name }): SelectItem => ({
      kind: "SelectColumn",
      expression: columnOf(...qualifierOf(source, bound), column),
      ...(name === column ? {} : { alias: name }),
    }),
  );
  const link: SelectItem = {
    kind: "SelectColumn",
    expression: columnOf(UPLOAD_ALIAS, plainName(ROW_COLUMN)),
    alias: plainName(LINK_COLUMN),
  };
  const names = wanted.map(({ name }) => name.name);
  const where = allOf(unit.pushed);
  const body: Select = {
    kind: "Select",
    columns: move === undefined ? columns : [link, ...columns],
    from: [move === undefined ? stripped(unit.tree, bound) : withUpload(move, bound)],
    groupBy: [],
    ...(where === undefined ? {} : { where: stripped(where, bound) }),
  };
  return {
    id: unit.id,
    member: unit.member,
    query: { kind: "Query", with: [], body, orderBy: [] },
    names: move === undefined ? names : [LINK_COLUMN, ...names],
    tables: tablesIn(unit.tree),
    isNumbered: moves.some(({ source }) => source === unit),
    ...(move === undefined
      ? {}
      : {
          move: {
            source: move.source.id,
            upload: uploadOf(move, { bound, nameOf: (...column) => needs.add(move.source, ...column) }),
          },
        }),
  };
}

/** The unit's tables joined with the rows that are uploaded. */
function withUpload({ target, source, on }: Move, bound: Bound): TableReference {
  const compared = comparedOf(on, source, bound);
  const condition = allOf(
    on.map((each): Condition => {
      const here = rewritten(each, (node) => {
        const place = compared.findIndex(({ references }) => references.includes(node as ColumnReference));
        return place < 0 ? undefined : columnOf(UPLOAD_ALIAS, uploadColumn(place));
      });
      return stripped(here, bound);
    }),
  );
  return {
    kind: "Join",
    natural: false,
    left: stripped(target.tree, bound),
    right: {
      kind: "TableName",
      name: { kind: "QualifiedName", parts: [plainName("TAP_UPLOAD"), plainName(UPLOAD_NAME)] },
      alias: UPLOAD_ALIAS,
    },
    ...(condition === undefined ? {} : { on: condition }),
  };
}

/** The query, of the rows that are here by now, for what is uploaded. */
function uploadOf(
  { source, on }: Move,
  { bound, nameOf }: { readonly bound: Bound; readonly nameOf: (source: Source, column: Identifier) => Identifier },
): Query {
  const table = plainName(source.id);
  const columns = comparedOf(on, source, bound).map(
    ({ source: of, column }, index): SelectItem => ({
      kind: "SelectColumn",
      expression: columnOf(table, nameOf(of, column)),
      alias: uploadColumn(index),
    }),
  );
  const row: SelectItem = { kind: "SelectColumn", expression: columnOf(table, plainName(ROW_COLUMN)) };
  const body: Select = {
    kind: "Select",
    columns: [row, ...columns],
    from: [{ kind: "TableName", name: { kind: "QualifiedName", parts: [table] } }],
    groupBy: [],
  };
  return { kind: "Query", with: [], body, orderBy: [] };
}

interface Compared {
  readonly source: Source;
  readonly column: Identifier;
  readonly references: readonly ColumnReference[];
}

/** The columns of a unit that conditions name, each once, with every place where it stands. */
function comparedOf(on: readonly Condition[], { leaves }: Unit, { facts }: Bound): readonly Compared[] {
  const found = new Map<string, { source: Source; column: Identifier; references: ColumnReference[] }>();
  const look = (node: Node): void => {
    if (node.kind !== "ColumnReference") return;
    const resolution = facts.references.get(node);
    if (resolution?.kind !== "column") return;
    for (const source of resolution.column.sources) {
      const place = leaves.indexOf(source.node);
      if (place < 0) continue;
      const column = columnIn(source, resolution.column.value.name);
      const key = `${place} ${column.name}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { source, column, references: [node] });
      else known.references.push(node);
    }
  };
  for (const condition of on) visit(condition, { enter: look });
  return [...found.values()];
}

function uploadColumn(index: number): Identifier {
  return plainName(`u${index + 1}`);
}

/** What columns of a table are qualified by at its archive. */
function qualifierOf({ alias, node, written }: Source, bound: Bound): readonly Identifier[] {
  if (alias !== undefined) return [alias];
  return node.kind === "TableName" && bound.homeOf(node) !== undefined ? written.slice(1) : written;
}

function tablesIn(node: Node): readonly string[] {
  const tables = new Set<string>();
  visit(node, {
    enter(each) {
      if (each.kind === "TableName") tables.add(print(each.name));
    },
  });
  return [...tables];
}
