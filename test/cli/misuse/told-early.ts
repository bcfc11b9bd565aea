import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRefusingProxy, type RefusingProxy } from "../../support/refusing-proxy.ts";
import { newFolder } from "../command.ts";
import { newHome } from "../home.ts";

/** A command line without `armillary`, with double quotes around words that have blanks; and what stands in its message. */
export type Misuse = readonly [line: string, words: string];

/** Tables that command lines may name. */
const TABLES: Readonly<Record<string, string>> = {
  "places.csv": "ra,dec,name\n10,20,a\n30,40,b\n",
  "numbers.csv": "x,y\n10,20\n",
  "urls.csv": "access_url\nhttp://example.org/a\n",
};

/** Every one of these command lines ends with status 2, and asks nobody: not even for what a name means. */
export function testMisuse(name: string, misuses: readonly Misuse[]): void {
  describe(name, () => {
    let proxy: RefusingProxy;
    beforeAll(async () => {
      proxy = await openRefusingProxy();
    });
    afterAll(() => proxy.close());

    test.each(misuses)("%s", async (line, words) => {
      const before = proxy.asked.length;
      const { status, stderr } = await runLine(line, proxy);
      expect(stderr).toContain(words);
      expect(proxy.asked.slice(before)).toEqual([]);
      expect(status).toBe(2);
    });
  });
}

/** Runs a command line in a new home, beside the tables, with no way to the network but the proxy. */
export async function runLine(
  line: string,
  { env }: RefusingProxy,
): ReturnType<Awaited<ReturnType<typeof newHome>>["run"]> {
  const folder = await newFolder();
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = ""]) => quoted ?? bare);
  for (const [name, text] of Object.entries(TABLES)) {
    if (words.some((word) => word.endsWith(name))) await writeFile(join(folder, name), text);
  }
  // Files are of the folder, whatever stands before their names: @places.csv, mine=places.csv.
  const placed = words.map((word) =>
    word.replace(
      /^((?:@|\w+=)?)([\w-]+\.(?:csv|vot|gz|svg|json|zip|sh|rar|xyz))$/,
      (_, mark, file) => `${mark}${join(folder, file)}`,
    ),
  );
  const home = await newHome();
  await home.configure({ limits: { retries: 0 } });
  return home.run(placed, { env });
}
