import { type ColumnReference, parse, quoteIdentifier, type TableName, visit } from "@armillary/adql";
import type { PhysicalTable } from "@armillary/engine";
import { columnOf, emptyTable } from "./translated.ts";

/**
 * Tables that a query could be about: each that it names, with the columns that it asks of it. Of which type they are is guessed by what is done
 * with them.
 */
export function guessedTables(text: string): readonly PhysicalTable[] {
  const { query } = parse(text);
  if (query === undefined) return [];
  const names = new Map<string, TableName>();
  const commons = new Set<string>();
  const labels = new Map<string, string>();
  const columns: ColumnReference[] = [];
  visit(query, {
    enter(node) {
      if (node.kind === "CommonTable") commons.add(node.name.name.toLowerCase());
      else if (node.kind === "ColumnReference") columns.push(node);
      else if (node.kind === "TableName") {
        const key = keyOf(node);
        names.set(key, node);
        labels.set((node.alias ?? node.name.parts.at(-1))?.name.toLowerCase() ?? key, key);
      }
    },
  });
  for (const common of commons) names.delete(common);
  const [first] = names.keys();
  const owned = new Map<string, Map<string, string>>([...names.keys()].map((key) => [key, new Map()]));
  for (const { name } of columns) {
    const last = name.parts.at(-1)?.name ?? "";
    const label = name.parts.at(-2)?.name.toLowerCase();
    const owner = label === undefined ? first : labels.get(label);
    owned.get(owner ?? "")?.set(last.toLowerCase(), `${last} ${typeOf(last, text)}`);
  }
  return [...names].map(([key, { name }]) => {
    const list = [...(owned.get(key)?.values() ?? [])];
    const written = name.parts
      .map((part) => (part.delimited ? `"${part.name}"` : quoteIdentifier(part.name)))
      .join(".");
    return emptyTable(written, (list.length === 0 ? ["anything int"] : list).map(columnOf));
  });
}

function keyOf({ name }: TableName): string {
  return name.parts.map((part) => part.name.toLowerCase()).join(".");
}

function typeOf(name: string, text: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const has = (pattern: string) => new RegExp(pattern.replaceAll("NAME", `(?:\\w+\\.)?"?${escaped}"?`), "i").test(text);
  if (/region/i.test(name)) return "region";
  if (has("(?:CONTAINS|INTERSECTS|DISTANCE|COORD[12]|AREA|CENTROID)\\s*\\(\\s*NAME\\s*[,)]")) return "point";
  if (has("(?:CONTAINS|INTERSECTS|DISTANCE)\\s*\\([^()]*\\([^()]*\\)\\s*,\\s*NAME\\s*\\)")) return "point";
  if (has("NAME\\s+(?:NOT\\s+)?I?LIKE|NAME\\s*(?:=|<>|!=|<|>)\\s*'|'\\s*=\\s*NAME|NAME\\s+(?:NOT\\s+)?IN\\s*\\(\\s*'"))
    return "char";
  if (has("(?:UPPER|LOWER|ivo_hasword|ivo_nocasematch|ivo_hashlist_has)\\s*\\(\\s*NAME|\\|\\|\\s*NAME|NAME\\s*\\|\\|"))
    return "char";
  if (/(^|_)id$|^n_/i.test(name)) return "long";
  return "double";
}
