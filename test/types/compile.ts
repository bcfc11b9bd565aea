import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = join(root, "node_modules/typescript/bin/tsc");

export interface Compilation {
  /** As the compiler prints them, without the place: `TS2345: Argument of type …`. */
  readonly errors: readonly string[];
  /** How often the compiler put a type together: the same on every machine, unlike seconds. */
  readonly instantiations: number;
}

/** Compiles `program`, in which `RowOf`, `Checked`, the `Schema` of `declarations`, and `adql`, that is `typed<Schema>()`, are there. */
export function compile(program: string, declarations: string): Compilation {
  const folder = mkdtempSync(join(tmpdir(), "armillary-types-"));
  try {
    const typed = join(root, "packages/adql/src/typed");
    writeFileSync(join(folder, "schema.d.ts"), declarations);
    writeFileSync(
      join(folder, "program.ts"),
      `import type { Checked, RowOf } from ${JSON.stringify(join(typed, "infer-row.ts"))};
       import { typed } from ${JSON.stringify(join(typed, "typed-query.ts"))};
       import type { Schema } from "./schema.d.ts";
       export type { Checked, RowOf }; export const adql = typed<Schema>();
       ${program}`,
    );
    const options = "--strict --noEmit --pretty false --target es2022 --module nodenext --allowImportingTsExtensions";
    const args = [compiler, ...options.split(" "), "--noErrorTruncation", "--extendedDiagnostics", "program.ts"];
    const output = run(args, folder);
    return {
      errors: [...output.matchAll(/ error (TS\d+: .*)/g)].map(([, error = ""]) => error),
      instantiations: Number(/^Instantiations: *(\d+)/m.exec(output)?.[1]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The compiler says on standard output what is wrong, and ends with a status that is not 0. */
function run(args: readonly string[], folder: string): string {
  try {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", timeout: 240_000 });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout === undefined || stdout === "") throw error;
    return stdout;
  }
}
