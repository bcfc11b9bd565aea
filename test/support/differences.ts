import { DATATYPES, type Field, type FieldMeta } from "@armillary/columns";
import {
  type Container,
  type Group,
  type Info,
  type Param,
  type TableMeta,
  type Votable,
  VotableError,
} from "@armillary/votable";
import type {
  CanonicalCell,
  ExpectedColumn,
  ExpectedDocument,
  ExpectedField,
  ExpectedInfo,
  ExpectedParam,
  ExpectedTable,
} from "./corpus.ts";
import type { ObservedDocument, ObservedTable } from "./reading.ts";

/** One place where a document reads otherwise than expected: a pointer into the expectation, and both values. */
export interface Difference {
  readonly at: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Where what was read departs from the expectation, in its order. Freedoms of the corpus (`disputed`, …) are honoured. */
export function differences(observed: ObservedDocument, expected: ExpectedDocument): Difference[] {
  const { document, error } = observed;
  const tables = expected.tables ?? [];
  const external = tables.some((table) => table.externalStream !== undefined);
  if (document === undefined) return [{ at: "error", expected: false, found: error }];
  return [
    ...(external ? compare("error", true, isElsewhere(error)) : compare("error", undefined, error)),
    ...compare("version", expected.version ?? null, document.version ?? null),
    ...compare("tables.length", tables.length, observed.tables.length),
    ...tables.flatMap((table, index) => {
      const found = observed.tables[index];
      return found === undefined ? [] : tableDifferences(`tables[${index}]`, table, found);
    }),
    ...unmatched("infos", expected.infos ?? [], allInfos(document), sameInfo),
    ...unmatched("params", expected.params ?? [], allParams(document), sameParam),
  ];
}

/** Rows in another file, or in a format that a package above reads: the head is read all the same. */
function isElsewhere(error: unknown): boolean {
  return error instanceof VotableError && (error.code === "VOT_EXTERNAL" || error.code === "VOT_PARQUET");
}

function tableDifferences(at: string, expected: ExpectedTable, found: ObservedTable): Difference[] {
  const head = [
    ...compare(`${at}.name`, expected.name, found.meta.name ?? null),
    ...compare(`${at}.ID`, expected.ID, found.meta.ID ?? null),
    ...compare(`${at}.serialization`, expected.serialization, found.meta.serialization ?? null),
    ...compare(`${at}.ncols`, expected.ncols, found.fields.length),
    ...expected.fields.flatMap((field, index) =>
      fieldDifferences(`${at}.fields[${index}]`, field, found.fields[index]),
    ),
  ];
  if (expected.unread === true || expected.nrows === null) return head;
  const open = (expected.columns ?? []).map((column) => column.disputed === true);
  return [
    ...head,
    ...compare(`${at}.nrows`, expected.nrows, found.rows),
    ...rowDifferences(`${at}.firstRows`, expected.firstRows ?? [], found.firstRows, open),
    ...rowDifferences(`${at}.lastRows`, expected.lastRows ?? [], found.lastRows, open),
    ...(expected.columns ?? []).flatMap((column, index) =>
      open[index] === true ? [] : columnDifferences(`${at}.columns[${index}]`, column, found.columns[index]),
    ),
  ];
}

function fieldDifferences(at: string, expected: ExpectedField, found: Field | undefined): Difference[] {
  if (found === undefined) return [{ at, expected, found }];
  const attributes = ["name", "ID", "datatype", "arraysize", "xtype", "unit", "ucd", "utype", "ref", "null"] as const;
  return attributes
    .filter((name) => name in expected && !mended(expected).has(name))
    .flatMap((name) => compare(`${at}.${name}`, expected[name] ?? null, attributeOf(found, name)));
}

/** What a reader must give although the document does not: a name, and a datatype that the standard has. */
function mended(expected: ExpectedField): ReadonlySet<string> {
  const typed = isDatatype(expected.datatype);
  return new Set([...(expected.name === null ? ["name"] : []), ...(typed ? [] : ["datatype", "arraysize"])]);
}

/** An attribute as it was written, also where it is none that the standard has. */
function attributeOf(field: FieldMeta, name: keyof ExpectedField): string | null {
  if (name === "null") return field.values?.find((values) => values.null !== undefined)?.null ?? null;
  return field.extra?.[name] ?? field[name] ?? null;
}

function rowDifferences(
  at: string,
  expected: readonly (readonly CanonicalCell[])[],
  found: readonly (readonly CanonicalCell[])[],
  open: readonly boolean[],
): Difference[] {
  return expected.flatMap((row, index) =>
    row.flatMap((cell, column) =>
      open[column] === true ? [] : compare(`${at}[${index}][${column}]`, cell, found[index]?.[column]),
    ),
  );
}

const SUM_TOLERANCE = 1e-9;

function columnDifferences(at: string, expected: ExpectedColumn, found: ExpectedColumn | undefined): Difference[] {
  const { ruled: _, disputed: __, sum, ...exact } = expected;
  const { sum: foundSum, ...foundExact } = found ?? { nulls: -1 };
  const close =
    typeof sum === "number" && typeof foundSum === "number"
      ? Math.abs(sum - foundSum) <= SUM_TOLERANCE * Math.max(Math.abs(sum), Number.MIN_VALUE) * (exact.count ?? 1)
      : sum === foundSum;
  return [...compare(at, exact, foundExact), ...(close ? [] : [{ at: `${at}.sum`, expected: sum, found: foundSum }])];
}

/** Every INFO of a document. Order across elements is not kept by the model. */
function allInfos(document: Votable): ExpectedInfo[] {
  const infos: Info[] = [];
  for (const container of containersOf(document)) infos.push(...container.infos);
  for (const table of tablesOf(document)) infos.push(...table.infos);
  return infos.map(({ name, value }) => ({ name, value }));
}

/** Every PARAM of a document, those in GROUPs included. */
function allParams(document: Votable): ExpectedParam[] {
  const params: Param[] = [];
  const takeGroups = (groups: readonly Group[]): void => {
    for (const group of groups) {
      params.push(...group.params);
      takeGroups(group.groups);
    }
  };
  for (const holder of [...containersOf(document), ...tablesOf(document)]) {
    params.push(...holder.params);
    takeGroups(holder.groups);
  }
  return params.map((param) => ({
    name: attributeOf(param, "name"),
    datatype: attributeOf(param, "datatype"),
    arraysize: attributeOf(param, "arraysize"),
    value: param.value,
  }));
}

function* containersOf(container: Container): Generator<Container> {
  yield container;
  for (const resource of container.resources) yield* containersOf(resource);
}

function* tablesOf(container: Container): Generator<TableMeta> {
  if ("tables" in container) yield* container.tables as readonly TableMeta[];
  for (const resource of container.resources) yield* tablesOf(resource);
}

/** A missing value is an empty one: the model has no other. */
function sameInfo(expected: ExpectedInfo, found: ExpectedInfo): boolean {
  return expected.name === found.name && (expected.value ?? "") === (found.value ?? "");
}

function sameParam(expected: ExpectedParam, found: ExpectedParam): boolean {
  const typed = expected.datatype === found.datatype && expected.arraysize === found.arraysize;
  return sameInfo(expected, found) && (typed || !isDatatype(expected.datatype));
}

/** What has no counterpart on the other side, whatever the order. */
function unmatched<Item>(
  at: string,
  expected: readonly Item[],
  found: readonly Item[],
  alike: (expected: Item, found: Item) => boolean,
): Difference[] {
  const rest = [...found];
  const missing = expected.filter((item) => {
    const index = rest.findIndex((other) => alike(item, other));
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return missing.length + rest.length === 0 ? [] : [{ at, expected: missing, found: rest }];
}

function isDatatype(text: string | null): boolean {
  return (DATATYPES as readonly (string | null)[]).includes(text);
}

function compare(at: string, expected: unknown, found: unknown): Difference[] {
  return same(expected, found) ? [] : [{ at, expected, found }];
}

/** Equality of JSON values; an absent property differs from null, 0 does not from -0. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(Reflect.get(a, key), Reflect.get(b, key)));
}
