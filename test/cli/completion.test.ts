import { execFileSync } from "node:child_process";
import { FORMATS } from "@armillary/formats";
import { describe, expect, test } from "vitest";
import { run } from "./command.ts";

const script = async (shell: string): Promise<string> => (await run(["completion", shell])).stdout;

/** As the help lists them. */
const VERBS = [...(await run(["--help"])).stdout.matchAll(/^ {2}(\w+) /gm)]
  .map(([, verb = ""]) => verb)
  .filter((verb) => verb !== "armillary")
  .sort();

test("the help lists the verbs", () => {
  expect(VERBS).toEqual(expect.arrayContaining(["adql", "cone", "convert", "help", "query", "tables"]));
});

function has(shell: string): boolean {
  try {
    execFileSync(shell, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!has("bash"))("bash", () => {
  test.each([
    ["verbs", ["arm", "con"], ["cone", "convert"]],
    ["all verbs", ["arm", ""], VERBS],
    ["options of a verb", ["arm", "convert", "a.vot", "--li"], ["--limit"]],
    ["options of that verb alone", ["arm", "lint", "--li"], []],
    ["values of an option", ["arm", "convert", "--to", "arr"], ["arrow", "arrows"]],
    ["nothing for a free value", ["arm", "convert", "--limit", ""], []],
    ["an argument out of a few", ["arm", "completion", "z"], ["zsh"]],
    ["short names of services", ["arm", "query", "ga"], ["gaia", "gaia-ari", "gavo"]],
    ["short names behind --service", ["arm", "adql", "--service", "sim"], ["simbad"]],
    ["no short names of TAP where another protocol is spoken", ["arm", "cone", "--service", "sim"], []],
    ["verbs of a verb", ["arm", "job", "s"], ["status"]],
    ["options of those", ["arm", "job", "results", "--ser"], ["--serialization", "--service"]],
    ["verbs behind help", ["arm", "help", "li"], ["links", "lint"]],
    ["files elsewhere", ["arm", "info", "tsconfig.ba"], ["tsconfig.base.json"]],
  ])("%s", async (_name, words, expected) => {
    const program = `${await script("bash")}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_armillary; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const answer = execFileSync("bash", ["-c", program], { encoding: "utf8" }).split("\n");
    const replies = answer.filter((reply) => reply !== "" && !reply.startsWith("-V") && !/^--?(h|v)/.test(reply));
    expect(replies.sort()).toEqual(expected);
  });
});

test.skipIf(!has("zsh"))("zsh takes its script", async () => {
  expect(execFileSync("zsh", ["-n", "-c", await script("zsh")], { encoding: "utf8" })).toBe("");
});

test.skipIf(!has("fish"))("fish takes its script", async () => {
  expect(execFileSync("fish", ["-n", "-c", await script("fish")], { encoding: "utf8" })).toBe("");
});

/** A catalogue is a folder, and no format of a file. */
const written = [...FORMATS.flatMap(({ name, writes }) => (writes ? [name] : [])), "hats"].join(" ");

test.each([
  ["zsh", `'--to[format of OUT]:value:(${written})`],
  ["zsh", "'convert:turn a table into another format, streaming'"],
  ["fish", `complete -c armillary -n '__fish_seen_subcommand_from convert' -l to -x -a '${written}'`],
  ["fish", "-s v -l verbose -d"],
])("%s knows the options", async (shell, line) => {
  expect(await script(shell)).toContain(line);
});
