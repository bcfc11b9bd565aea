import { anyWords, anywhere, type Constraint, checkedWords, inRows } from "../constraint.ts";

/**
 * Resources that were created by somebody: a part of the name, in letters of any case (`Hubble`), or a pattern of SQL (`Gaia
 * Coll%`). Of several, one is enough. How names are written differs from one publisher to the next.
 * @throws RegistryError code REG_USAGE for an empty name
 */
export function author(...names: readonly string[]): Constraint {
  const wanted = checkedWords(names, "name");
  return {
    text: `author: ${anyWords(wanted)}`,
    condition(features) {
      const { adql, raw, anyOf } = features.tools;
      const named = anyOf(...wanted.map((name) => features.like(raw("role_name"), anywhere(name))));
      return inRows(features, "res_role", adql`base_role = ${"creator"} AND ${named}`);
    },
    judge({ creators }) {
      if (creators.length === 0) return undefined;
      return wanted.some((name) => creators.some((creator) => isLike(creator, anywhere(name))));
    },
  };
}

function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, "isu").test(text);
}
