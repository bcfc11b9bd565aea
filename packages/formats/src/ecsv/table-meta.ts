import { isDatatype } from "@armillary/columns";
import { type Group, type Info, type Param, parseParamValue } from "@armillary/votable";
import type { Reports } from "../cells/reports.ts";
import type { TableMetadata } from "../table-stream.ts";
import { jsonOf, listIn, mapIn, textIn, type YamlMap, YamlScalar, type YamlTree } from "./yaml-tree.ts";

/** Entries of a table's `meta` that are attributes of TABLE, as astropy has them; STILTS writes `Description`. */
export const TABLE_KEYS = ["name", "ID", "ucd", "utype", "description"] as const;
/** The entry that holds what else a table says of itself, in the words of VOTable. */
export const VOTABLE_KEY = "votable";
const MIXINS = "__serialized_columns__";

/**
 * What a table's `meta` says, as a VOTable would. Beside what our writer keeps there, a scalar becomes a PARAM of its type
 * (`QUERY_STATUS` an INFO), and what is nested an INFO with its JSON, which is reported.
 */
export function readTableMeta(meta: YamlMap, reports: Reports): TableMetadata {
  const params: Param[] = [];
  const infos: Info[] = [];
  const plain: Record<string, string> = {};
  for (const [key, tree] of meta) {
    const text = textIn(tree);
    const known = TABLE_KEYS.find((name) => name === (key === "Description" ? "description" : key));
    if (key === VOTABLE_KEY && mapIn(tree) !== undefined) continue;
    if (known !== undefined && text !== undefined) plain[known] = text;
    else if (key === "QUERY_STATUS" && text !== undefined) infos.push({ name: key, value: text });
    else if (tree instanceof YamlScalar) params.push(scalarParam(key, tree));
    else infos.push({ name: key, value: reportNested(key, tree, reports) });
  }
  const kept = readVotableMeta(mapIn(meta.get(VOTABLE_KEY)) ?? new Map());
  return { ...kept, ...plain, params: [...params, ...kept.params], infos: [...infos, ...kept.infos] };
}

function reportNested(key: string, tree: YamlTree, reports: Reports): string {
  const message =
    key === MIXINS
      ? `Columns belong together as ${mixinClasses(tree)}: they are read one by one, and INFO "${key}" tells how`
      : `The entry "${key}" of the table's meta is nested: kept as INFO "${key}", in JSON`;
  reports.add(key === MIXINS ? "W-ECSV-MIXIN" : "W-ECSV-META", key, message);
  return jsonOf(tree);
}

function mixinClasses(tree: YamlTree): string {
  const classes = Array.from(mapIn(tree) ?? [], ([name, mixin]) => {
    const path = textIn(mapIn(mixin)?.get("__class__")) ?? "";
    return `${path.slice(path.lastIndexOf(".") + 1)} "${name}"`;
  });
  return classes.join(", ");
}

function scalarParam(name: string, { value, text }: YamlScalar): Param {
  if (typeof value === "boolean") return { name, datatype: "boolean", value: String(value), typed: value };
  if (typeof value === "bigint" && value === BigInt.asIntN(64, value)) {
    return { name, datatype: "long", value: String(value), typed: value };
  }
  if (typeof value === "number") {
    const spelt = Number.isFinite(value) ? text : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    return { name, datatype: "double", value: spelt, typed: value };
  }
  return { name, datatype: "char", arraysize: "*", value: text, typed: text === "" ? null : text };
}

/** The inverse of what `votableMeta` of the writer makes of metadata. Entries without what they must have are left out. */
function readVotableMeta(tree: YamlMap): TableMetadata {
  const { params = [], infos = [], groups, raw, ...lists } = Object.fromEntries(tree) as Record<string, YamlTree>;
  const others = Object.entries(lists).map(([key, list]) => [key, records(list, [])] as const);
  return {
    params: readParams(params),
    infos: records(infos, ["name", "value"]) as unknown as Info[],
    ...(groups === undefined ? {} : { groups: readGroups(groups) }),
    ...(raw === undefined ? {} : { raw: listIn(raw).flatMap((text) => textIn(text) ?? []) }),
    ...Object.fromEntries(others),
  };
}

function readParams(tree: YamlTree): Param[] {
  return records(tree, ["name", "value", "datatype"]).flatMap((record) => {
    const param = record as unknown as Param;
    return isDatatype(param.datatype) ? { ...param, typed: parseParamValue(param, param.value) } : [];
  });
}

function readGroups(tree: YamlTree): Group[] {
  return listIn(tree).flatMap((item) => {
    const group = mapIn(item);
    if (group === undefined) return [];
    const { fieldRefs, paramRefs, params, groups, links, ...plain } = Object.fromEntries(group) as Record<
      string,
      YamlTree | undefined
    >;
    return {
      ...(plainValue(new Map(Object.entries(plain)) as YamlMap) as object),
      fieldRefs: records(fieldRefs ?? [], ["ref"]) as unknown as Group["fieldRefs"],
      paramRefs: records(paramRefs ?? [], ["ref"]) as unknown as Group["paramRefs"],
      params: readParams(params ?? []),
      groups: readGroups(groups ?? []),
      links: records(links ?? [], []) as Group["links"],
    };
  });
}

function records(tree: YamlTree, required: readonly string[]): Record<string, unknown>[] {
  return listIn(tree).flatMap((item) => {
    const map = mapIn(item);
    if (map === undefined || !required.every((key) => textIn(map.get(key)) !== undefined)) return [];
    return [plainValue(map) as Record<string, unknown>];
  });
}

/** A tree as plain values: texts, truth values, lists, objects. Everything that VOTable says in attributes is text. */
function plainValue(tree: YamlTree): unknown {
  if (tree instanceof YamlScalar) return typeof tree.value === "boolean" ? tree.value : tree.text;
  if (!(tree instanceof Map)) return (tree as readonly YamlTree[]).map(plainValue);
  return Object.fromEntries(Array.from(tree as YamlMap, ([key, value]) => [key, plainValue(value)]));
}
