import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { checkImports, importsOf } from "../../scripts/check-imports.js";

describe("importsOf", () => {
  test.each([
    ['import { a } from "./a.ts";', [{ specifier: "./a.ts", kind: "static" }]],
    ['import type { A } from "@x/a";', [{ specifier: "@x/a", kind: "type" }]],
    [
      'export * from "./a.ts";\nexport type * from "./b.ts";',
      [
        { specifier: "./a.ts", kind: "static" },
        { specifier: "./b.ts", kind: "type" },
      ],
    ],
    ['import "side-effect";', [{ specifier: "side-effect", kind: "static" }]],
    ['import {\n  a,\n  type B,\n} from "c";', [{ specifier: "c", kind: "static" }]],
    ['const a = await import("./a.ts");', [{ specifier: "./a.ts", kind: "dynamic" }]],
    ['/** import { a } from "comment"; */\n// import "comment";\nconst from = "x";', []],
    ['export const a = "import";\nexport function f() { return "b"; }', []],
  ])("%j", (source, imports) => {
    expect(importsOf(source)).toEqual(imports);
  });
});

describe("checkImports", () => {
  let root = "";

  afterEach(() => {
    if (root !== "") rmSync(root, { recursive: true });
    root = "";
  });

  test("finds nothing in this repository", () => {
    expect(checkImports(fileURLToPath(new URL("../..", import.meta.url)))).toEqual([]);
  });

  test.each([
    ["an import against the direction", "columns/src/a.ts", 'import { a } from "@armillary/votable";', "votable"],
    ["a package that is no dependency", "votable/src/a.ts", 'import x from "left-pad";', "not among"],
    ["a module of Node's in a library", "votable/src/a.ts", 'import { open } from "node:fs";', "node:fs belongs"],
    [
      "a door for Node from elsewhere",
      "formats/src/a.ts",
      'import { a } from "@armillary/votable/node";',
      "Node alone",
    ],
    ["Arrow outside its door", "columns/src/a.ts", 'import { Table } from "apache-arrow";', "may not be imported"],
    [
      "a way out of the package",
      "votable/src/a.ts",
      'import { a } from "../../columns/src/a.ts";',
      "leaves the package",
    ],
    ["something heavy behind a light door", "columns/src/index.ts", 'export { a } from "./arrow.ts";', "import() it"],
  ])("finds %s", (_, path, source, words) => {
    root = repository({ [path]: source });
    expect(checkImports(root).join("\n")).toContain(words);
  });

  test.each([
    ["a type of a heavy package's door", "columns/src/index.ts", 'export type { A } from "./arrow.ts";'],
    ["something heavy on demand", "columns/src/index.ts", 'export const a = () => import("./arrow.ts");'],
    ["Node's modules in the node door", "votable/src/node.ts", 'import { open } from "node:fs";'],
  ])("lets pass %s", (_, path, source) => {
    root = repository({ [path]: source });
    expect(checkImports(root)).toEqual([]);
  });
});

/** A repository of three packages, with some files. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "armillary-imports-"));
  const all: Record<string, string> = {
    "columns/package.json": manifest("columns", { "apache-arrow": "21.2.0" }),
    "columns/src/arrow.ts": 'import { Table } from "apache-arrow";',
    "columns/src/index.ts": "export const none = 0;",
    "votable/package.json": manifest("votable", { "@armillary/columns": "0.1.0" }),
    "votable/src/index.ts": 'export { none } from "@armillary/columns";',
    "formats/package.json": manifest("formats", { "@armillary/votable": "0.1.0" }),
    "formats/src/index.ts": 'export { none } from "@armillary/votable";',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    const target = join(folder, "packages", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return folder;
}

function manifest(name: string, dependencies: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name: `@armillary/${name}`, dependencies });
}
