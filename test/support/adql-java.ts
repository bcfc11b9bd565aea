import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's package of the ADQL library that VizieR, SIMBAD, Gaia and others run. Version 1.5 reads ADQL 2.0. */
const JAR = "/usr/share/java/adql.jar";

export const hasAdqlJava: boolean = existsSync(JAR) && spawnSync("java", ["-version"]).status === 0;

/** What the library has against a query; empty where it takes it. */
export function adqlJavaObjection(query: string): string {
  const { status, stdout, stderr } = spawnSync(
    "java",
    ["-Dfile.encoding=UTF-8", "-cp", JAR, "adql.parser.ADQLParser"],
    {
      input: `${query};\n`,
      encoding: "utf8",
    },
  );
  return status === 0 ? "" : `${stdout}${stderr}`.trim() || `exit status ${status}`;
}
