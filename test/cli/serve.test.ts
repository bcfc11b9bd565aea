import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { newFolder, run } from "./command.ts";
import { serving } from "./serving.ts";

const MESSIER = fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url));

const ask = async (url: string, query: string): Promise<string> =>
  (
    await fetch(`${url}/tap/sync`, {
      method: "POST",
      body: new URLSearchParams({ QUERY: query, RESPONSEFORMAT: "csv" }),
    })
  ).text();

test("prints its address when it can be asked, and ends with a signal", async () => {
  const server = await serving(MESSIER, `cat.other=${MESSIER}`, "--title", "Nebulae");
  const url = server.ready.trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await ask(url, "SELECT COUNT(*) AS n FROM messier JOIN cat.other USING (messier)")).toBe("n\n56\n");
  expect(await (await fetch(url)).text()).toContain("<title>Nebulae</title>");
  expect(await server.stop()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
  expect(server.stderr()).toBe("");
});

test("tells the address and the tables as JSON", async () => {
  const server = await serving("--table", `stars=${MESSIER}`, "--json");
  const { url, tap, port, tables } = JSON.parse(server.ready);
  expect([tap, url.endsWith(`:${port}`), tables]).toEqual([`${url}/tap`, true, ["stars"]]);
  await server.stop();
});

test("publishes the tables of a folder, under names that need no quotes", async () => {
  const folder = await newFolder();
  await copyFile(MESSIER, join(folder, "messier-2.0.vot"));
  await writeFile(join(folder, "2mass.csv"), "a,b\n1,2\n");
  await writeFile(join(folder, "table.csv"), "a\n1\n");
  await writeFile(join(folder, "README.txt"), "no table");
  await writeFile(join(folder, ".hidden.csv"), "a\n1\n");
  await mkdir(join(folder, "empty"));
  const server = await serving(folder, "--json");
  expect(JSON.parse(server.ready).tables).toEqual(["t_2mass", "messier_2", "table_"]);
  await server.stop();
});

test("warns of an address that others reach", async () => {
  const server = await serving(MESSIER, "--host", "0.0.0.0");
  expect(server.stderr()).toContain("Whoever reaches 0.0.0.0 can read these tables");
  await server.stop();
});

test("holds to its limits", async () => {
  const server = await serving(MESSIER, "--maxrec", "5", "--max-rows", "7", "--cors", "none");
  const url = server.ready.trim();
  expect((await ask(url, "SELECT ra FROM messier")).split("\n").length).toBe(7);
  const capabilities = await fetch(`${url}/tap/capabilities`, { headers: { Origin: "https://portal.example" } });
  expect(capabilities.headers.get("access-control-allow-origin")).toBeNull();
  expect(await capabilities.text()).toMatch(/<outputLimit>\s*<default unit="row">5<\/default>\s*<hard unit="row">7</);
  await server.stop();
});

test("says that a port is in use, and what to do", async () => {
  const server = await serving(MESSIER);
  const port = new URL(server.ready.trim()).port;
  const outcome = await run(["serve", MESSIER, "--port", port]);
  expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringContaining("--port 0 takes any that is free")]);
  await server.stop();
});

test.each([
  [[], 2, "There is no table"],
  [["none.vot"], 1, "none.vot"],
  [[MESSIER, "--host", "nowhere.invalid"], 1, "No machine has this name"],
  [[MESSIER, "--port", "70000"], 2, "0 to 65535"],
  [[MESSIER, "--base-url", "here"], 2, "http or https"],
  [[MESSIER, "--cors", "everyone"], 2, "Origins"],
])("%j is refused", async (args, status, message) => {
  const outcome = await run(["serve", ...args]);
  expect([outcome.status, outcome.stdout]).toEqual([status, ""]);
  expect(outcome.stderr).toContain(message);
});
