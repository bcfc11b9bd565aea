import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where Debian puts adql-java, a parser of ADQL 2.0. */
const JAR = "/usr/share/java/adql.jar";

/** What adql-java says of a query: undefined where it takes it, else its words. */
export type Refusal = string | undefined;

export const hasAdqlJava: boolean = existsSync(JAR) && existsSync("/usr/bin/javac");

let classes: string | undefined;

/** The verdicts of adql-java on many queries, in one virtual machine. */
export function askAdqlJava(queries: readonly string[]): Refusal[] {
  if (classes === undefined) {
    classes = mkdtempSync(join(tmpdir(), "armillary-adql-java-"));
    const source = fileURLToPath(new URL("../peers/AdqlJava.java", import.meta.url));
    execFileSync("javac", ["-cp", JAR, "-d", classes, source], { stdio: "pipe" });
  }
  const answers = execFileSync("java", ["-cp", `${JAR}:${classes}`, "AdqlJava"], {
    input: queries.map((query) => `${Buffer.from(query).toString("base64")}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return answers
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (line === "ok" ? undefined : Buffer.from(line.slice(3), "base64").toString("utf8")));
}

/** What adql-java has against one query; empty where it takes it. */
export function adqlJavaObjection(query: string): string {
  const [refusal] = askAdqlJava([query]);
  return refusal ?? "";
}
