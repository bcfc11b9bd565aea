import {
  type ColumnReference,
  type Identifier,
  labelOf,
  type Node,
  type Query,
  type QueryBody,
  type ScopeColumn,
  type Select,
  type SelectItem,
  type TableReference,
} from "@armillary/adql";
import type { Assembly } from "./compose.ts";
import { allOf } from "./conditions.ts";
import { LINK_COLUMN, ROW_COLUMN } from "./fragment.ts";
import { columnIn } from "./needs.ts";
import { columnOf, equal, plainName } from "./nodes.ts";
import { rewritten } from "./rewrite.ts";
import { starColumns } from "./star.ts";
import type { FromNode, JoinNode } from "./unit.ts";

/** The query that is run here, over the rows that archives gave: what they did already is left out of it. */
export function renderHere(query: Query, assembly: Assembly): Query {
  return new Renderer(assembly).query(query);
}

class Renderer {
  readonly #assembly: Assembly;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  query(query: Query): Query {
    const whole = this.#assembly.divided.wholes.get(query);
    if (whole !== undefined) return { kind: "Query", with: [], body: allOfTable(whole.id), orderBy: [] };
    return {
      ...query,
      with: query.with.map((common) => ({ ...common, query: this.query(common.query) })),
      body: this.#body(query.body),
      orderBy: query.orderBy.map((term) => ({ ...term, expression: this.#node(term.expression) })),
    };
  }

  #body(body: QueryBody): QueryBody {
    switch (body.kind) {
      case "SetOperation":
        return { ...body, left: this.#body(body.left), right: this.#body(body.right) };
      case "ParenthesizedQuery":
        return { ...body, query: this.query(body.query) };
      default: {
        const whole = this.#assembly.divided.wholes.get(body);
        return whole === undefined ? this.#select(body) : allOfTable(whole.id);
      }
    }
  }

  #select(select: Select): Select {
    const divided = this.#assembly.divided.selects.get(select);
    if (divided === undefined) return select;
    const { where: _where, having, ...rest } = select;
    const where = allOf(divided.where.map((condition) => this.#node(condition)));
    return {
      ...rest,
      columns: select.columns.flatMap((item) => this.#item(item, select)),
      from: divided.from.map((part) => this.#from(part)),
      groupBy: select.groupBy.map((value) => this.#node(value)),
      ...(where === undefined ? {} : { where }),
      ...(having === undefined ? {} : { having: this.#node(having) }),
    };
  }

  /** Columns keep the names that they would have had. */
  #item(item: SelectItem, select: Select): readonly SelectItem[] {
    if (item.kind === "AllColumns") {
      const columns = starColumns(item, select, this.#assembly.divided.bound);
      return columns.map((column) => ({
        kind: "SelectColumn",
        expression: this.#column(column),
        alias: column.value.name,
      }));
    }
    const expression = this.#node(item.expression);
    const own = item.expression.kind === "ColumnReference" ? item.expression.name.parts.at(-1) : undefined;
    const alias = item.alias ?? (expression === item.expression ? undefined : own);
    return [{ ...item, expression, ...(alias === undefined ? {} : { alias }) }];
  }

  #from(node: FromNode): TableReference {
    if (node.kind === "unit") {
      const { unit } = node;
      return this.#assembly.isFetched(unit) ? tableNamed(unit.id) : this.#node(unit.tree);
    }
    const join = {
      kind: "Join",
      natural: false,
      ...(node.type === undefined ? {} : { type: node.type }),
      left: this.#from(node.left),
      right: this.#from(node.right),
    } as const;
    if (node.merged.length > 0) return { ...join, using: node.merged.map(({ value }) => value.name) };
    return node.type === "CROSS" ? join : { ...join, on: this.#on(node) };
  }

  /** Rows that were fetched for others are joined by these others' numbers. */
  #on(join: JoinNode): NonNullable<Select["where"]> {
    const moves = this.#assembly.moves.filter((move) => move.join === join);
    const done = moves.flatMap(({ on }) => on);
    const links = moves.map(({ source, target }) =>
      equal(
        columnOf(plainName(source.id), plainName(ROW_COLUMN)),
        columnOf(plainName(target.id), plainName(LINK_COLUMN)),
      ),
    );
    const rest = join.on.filter((condition) => !done.includes(condition)).map((condition) => this.#node(condition));
    const one = { kind: "NumberLiteral", text: "1" } as const;
    return allOf([...links, ...rest]) ?? equal(one, one);
  }

  #node<Part extends Node>(part: Part): Part {
    return rewritten(part, (node) => {
      if (node.kind === "Query") return this.query(node);
      return node.kind === "ColumnReference" ? this.#reference(node) : undefined;
    });
  }

  #reference(reference: ColumnReference): ColumnReference | undefined {
    const resolution = this.#assembly.divided.bound.facts.references.get(reference);
    return resolution?.kind === "column" && this.#isFetched(resolution.column)
      ? this.#column(resolution.column)
      : undefined;
  }

  #isFetched({ sources }: ScopeColumn): boolean {
    return sources.some(({ node }) => {
      const unit = this.#assembly.unitOfLeaf.get(node);
      return unit !== undefined && this.#assembly.isFetched(unit);
    });
  }

  /** What a join has merged belongs to no table any more. */
  #column({ value, sources }: ScopeColumn): ColumnReference {
    const [source, ...others] = sources;
    if (source === undefined || others.length > 0) return columnOf(value.name);
    const { unitOfLeaf, isFetched, needs } = this.#assembly;
    const unit = unitOfLeaf.get(source.node);
    if (unit !== undefined && isFetched(unit)) {
      return columnOf(plainName(unit.id), needs.add(unit, source, columnIn(source, value.name)));
    }
    const label: Identifier | undefined = labelOf(source);
    return label === undefined ? columnOf(value.name) : columnOf(label, value.name);
  }
}

function tableNamed(id: string): TableReference {
  return { kind: "TableName", name: { kind: "QualifiedName", parts: [plainName(id)] } };
}

function allOfTable(id: string): Select {
  return { kind: "Select", columns: [{ kind: "AllColumns" }], from: [tableNamed(id)], groupBy: [] };
}
