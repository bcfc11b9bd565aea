import { readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { takeLock } from "../../../packages/dali/src/node/download/folder-lock.ts";
import { newFolder } from "./running.ts";

afterEach(() => void vi.useRealTimers());

test("a lock is one process's, and free when it is released", async () => {
  const path = join(await newFolder(), "lock");
  const lock = await takeLock(path, () => undefined);
  await expect(takeLock(path, () => undefined)).rejects.toMatchObject({ code: "DOWNLOAD_LOCKED" });
  await lock.release();
  await (await takeLock(path, () => undefined)).release();
});

test("of many that find a stale lock one gets it", async () => {
  const path = join(await newFolder(), "lock");
  await writeFile(path, JSON.stringify({ host: "elsewhere", pid: 1, id: "x" }));
  await utimes(path, new Date(0), new Date(0));
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path, () => undefined)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const each of tries) if (each.status === "fulfilled") await each.value.release();
});

test("who was asleep, and whose lock another took, is told, and leaves it alone", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const path = join(await newFolder(), "lock");
  const lost = vi.fn();
  const lock = await takeLock(path, lost);
  vi.advanceTimersByTime(5000);
  await writeFile(path, "another's");
  vi.advanceTimersByTime(5000);
  await vi.waitFor(() => expect(lost).toHaveBeenCalledWith(expect.objectContaining({ code: "DOWNLOAD_LOCKED" })));
  await lock.release();
  expect(await readFile(path, "utf8")).toBe("another's");
});
