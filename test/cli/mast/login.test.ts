import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MAST_TOKEN_PAGE } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { memoryKeyring, newMastWorld } from "./world.ts";

const PI = "token-of-the-pi";
const NOTE = ".local/state/armillary/mast-login.json";

describe("login", () => {
  test("keeps a token in the keyring, by which one is known from then on; logout forgets it", async () => {
    const { run, home } = await newMastWorld();
    const keyring = memoryKeyring();
    const pages: string[] = [];
    const login = await run(["login", "--open"], { keyring, secret: PI, onPage: (url) => void pages.push(url) });
    expect(login).toMatchObject({
      status: 0,
      stdout: "Logged in to MAST as Principal Investigator. The token is in the keyring.\n",
    });
    expect(login.stderr).toBe(`Make a token at ${MAST_TOKEN_PAGE}\n`);
    expect(pages).toEqual([MAST_TOKEN_PAGE]);
    expect([...keyring.kept]).toEqual([["armillary:mast.stsci.edu/token", PI]]);
    expect(await readFile(join(home.folder, NOTE), "utf8")).toBe('{"store":"keyring"}\n');

    expect(await run(["whoami"], { keyring })).toEqual({
      status: 0,
      stdout: "Principal Investigator, by the token of the keyring\n",
      stderr: "",
    });
    expect(await run(["whoami", "--anonymous"], { keyring })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^Nobody/),
    });

    const logout = await run(["logout"], { keyring });
    expect(logout).toMatchObject({ status: 0, stderr: "" });
    expect([keyring.kept.size, await readdir(join(home.folder, ".local/state/armillary"))]).toEqual([0, []]);
    expect(await run(["whoami", "--json"], { keyring })).toMatchObject({
      status: 1,
      stdout: '{"isAnonymous":true,"attributes":{}}\n',
    });
    expect((await run(["logout", "--json"], { keyring })).stdout).toBe('{"hadOne":false}\n');
  });

  test("without a keyring keeps it in a file of one's own, and says so", async () => {
    const { run, home } = await newMastWorld();
    const { status, stdout, stderr } = await run(["login", "--token-file", "-"], { stdin: `${PI}\n` });
    const path = join(home.folder, NOTE);
    expect([status, stdout]).toEqual([0, `Logged in to MAST as Principal Investigator. The token is in ${path}.\n`]);
    expect(stderr).toContain(
      `warning: The keyring of this machine cannot be used: There is none. The token is in a file that you alone may read: ${path}`,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await run(["whoami"])).stdout).toBe(
      "Principal Investigator, by the token of the file of armillary mast login\n",
    );
    await chmod(path, 0o644);
    expect(await run(["whoami"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("holds a token, and others may read it"),
    });
    expect((await run(["logout"])).status).toBe(0);
  });

  test.each([
    [
      "a token that is not taken",
      ["login"],
      { secret: "token-that-expired" },
      1,
      "takes the bearer of this token for nobody",
    ],
    ["no terminal", ["login"], {}, 2, "There is no terminal to ask for the token on."],
    ["nothing typed", ["login"], { secret: " " }, 2, "No token was given"],
    [
      "an empty file",
      ["login", "--token-file", "-"],
      { stdin: "\n" },
      2,
      "Standard input has no token in its first line.",
    ],
    [
      "no keyring where one is wanted",
      ["login", "--store", "keyring"],
      { secret: PI },
      1,
      "The keyring of this machine cannot be used",
    ],
  ])("with %s keeps nothing", async (_name, args, world, status, words) => {
    const { run, home } = await newMastWorld();
    const outcome = await run(args, world);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toContain(words);
    expect(await readdir(home.folder)).toEqual([]);
    expect(outcome.stdout + outcome.stderr).not.toContain(PI);
  });
});

describe("a token", () => {
  test("is that of --token-file, else of the environment, else the one that is kept", async () => {
    const { run, home, archive } = await newMastWorld();
    const keyring = memoryKeyring();
    await run(["login"], { keyring, secret: PI });
    const file = join(home.folder, "token");
    await writeFile(file, "token-of-nobody-special\n");
    const world = { keyring, env: { MAST_API_TOKEN: "token-of-nobody-special" } };
    expect((await run(["whoami"], world)).stdout).toBe("Reader, by the token of $MAST_API_TOKEN\n");
    expect((await run(["whoami", "--token-file", file], { ...world, env: { MAST_API_TOKEN: PI } })).stdout).toBe(
      `Reader, by the token of ${file}\n`,
    );
    expect((await run(["login"], { ...world, secret: PI })).stderr).toContain(
      "MAST_API_TOKEN is set, and comes before",
    );
    for (const { headers } of archive.received) expect(headers.authorization).toMatch(/^token \S+$/);
  });

  test("that is in a keyring which is locked makes nobody of nobody: the command says so, and asks nothing", async () => {
    const { run, archive } = await newMastWorld();
    const keyring = memoryKeyring();
    await run(["login"], { keyring, secret: PI });
    const asked = archive.received.length;
    const locked = { ...keyring, get: () => Promise.reject(new Error("It is locked.")) };
    for (const world of [{ keyring: locked }, {}, { keyring: memoryKeyring() }]) {
      const { status, stderr } = await run(["whoami", "--json"], world);
      expect([status, (JSON.parse(stderr) as { error: { code: string } }).error.code]).toEqual([1, "MAST_KEYRING"]);
    }
    expect(archive.received.length).toBe(asked);
    expect((await run(["whoami", "--anonymous"], { keyring: locked })).status).toBe(1);
  });

  test("that expired is said to be, with what to do", async () => {
    const { run } = await newMastWorld();
    const { status, stderr } = await run(["whoami"], { env: { MAST_API_TOKEN: "token-that-expired" } });
    expect(status).toBe(1);
    expect(stderr).toContain("it is expired (after 10 days without use");
    expect(stderr).toContain("armillary mast login takes a new one; --anonymous asks as nobody");
  });
});
