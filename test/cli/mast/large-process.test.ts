import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { LARGE_PROGRAMME } from "../../support/mast/observations.ts";
import { ARMILLARY, newFolder } from "../command.ts";
import { newMastWorld, rewriteOf } from "./world.ts";

// What a programme of 200 000 products takes, in a process of its own. It runs what `npm run build` made.

const TIME = "/usr/bin/time";

describe.skipIf(!existsSync(TIME))(
  `a programme of 200 000 products${existsSync(TIME) ? "" : ` (skipped: no ${TIME})`}`,
  () => {
    test.each([
      ["listed, each file once", (out: string) => ["products", "--unique", "-o", out], 220],
      ["planned", () => ["download", "--dry-run", "--json"], 250],
    ] as const)("is %s, in bounded memory", async (_name, args, mostMb) => {
      const { archive, home } = await newMastWorld();
      const folder = await newFolder();
      const question = ["--filter", `proposal_id=${LARGE_PROGRAMME}`];
      // As in test/mast/products/large.test.ts: what the rows need is measured, and not what V8 leaves lying about.
      const node = ["-f", "%M", process.execPath, "--max-semi-space-size=4", ARMILLARY, "mast"];
      const child = spawn(TIME, [...node, ...args(join(folder, "products.csv")), ...question], {
        cwd: folder,
        env: { ...process.env, ...home.env, ...rewriteOf(archive) },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let text = "";
      child.stderr.on("data", (chunk) => {
        text += String(chunk);
      });
      expect(await once(child, "close"), text).toEqual([0, null]);
      expect(Number(text) / 1024).toBeLessThan(mostMb);
    });
  },
);
