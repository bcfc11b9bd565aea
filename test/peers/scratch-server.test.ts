import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@armillary/server";
import { expect, test } from "vitest";
import { memoryEngine } from "../server/memory-engine.ts";

test("serve", async () => {
  const server = await serve(memoryEngine(), { port: 9191, onFault: (fault) => console.log("FAULT", fault) });
  while (!existsSync("/tmp/server-scratch/stop")) await sleep(500);
  await server.close();
  expect(1).toBe(1);
}, 3000000);
