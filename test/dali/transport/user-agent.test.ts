import { readFileSync } from "node:fs";
import { createTransport } from "@armillary/dali";
import { expect, test } from "vitest";
import { buildUserAgent, VERSION } from "../../../packages/dali/src/transport/user-agent.ts";

test("the version is the package's", () => {
  const manifest = readFileSync(new URL("../../../packages/dali/package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
});

test.each<[products: string | undefined, purpose: "test" | "copy" | undefined, header: string]>([
  [undefined, undefined, `Armillary/${VERSION}`],
  ["", "test", `Armillary/${VERSION} (IVOA-test)`],
  ["myPortal/2.1", undefined, `myPortal/2.1 Armillary/${VERSION}`],
  [
    "myPortal/2.1 (operated by us) lib/3",
    "copy",
    `myPortal/2.1 (IVOA-copy) (operated by us) lib/3 Armillary/${VERSION}`,
  ],
])("%s for %s", (products, purpose, header) => {
  expect(buildUserAgent(products, purpose)).toBe(header);
});

test.each(["my portal/2 (", "a\r\nX-Evil: 1", "a/b/c", 'quo"ted'])("%j is none", (userAgent) => {
  expect(() => createTransport({ userAgent })).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
});
