/**
 * `paramhttp` of `vs:paramhttp`, `vs:ParamHTTP`, `{http://…}ParamHTTP`: harvesters write the prefixes of schemas as they
 * please.
 */
export function bareTypeName(text: string | undefined): string | undefined {
  const bare = text
    ?.trim()
    .replace(/^\{[^}]*\}/, "")
    .replace(/^.*:/, "")
    .toLowerCase();
  return bare === "" ? undefined : bare;
}

/** The items of a list with hash signs between them (RegTAP 1.2, section 8.1). */
export function hashList(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split("#")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** Whether a role marks the interface that the standard defines: `std`, or `std:` and more (VOResource 1.1, section 2.2.2). */
export function isStandardRole(role: string | undefined): boolean {
  return /^std(?::|$)/i.test(role ?? "");
}
