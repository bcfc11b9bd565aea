import { readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { takeFolderLock } from "@armillary/dali/node";
import { afterEach, expect, test, vi } from "vitest";
import { newFolder } from "../download/running.ts";

const toError = (what: string, path: string): Error => Object.assign(new Error(`${what}: ${path}`), { code: "LOCKED" });
const take = (path: string, onLost: (failure: Error) => void = () => undefined) =>
  takeFolderLock(path, { toError, onLost });

afterEach(() => void vi.useRealTimers());

test("a lock is one process's, and free when it is released", async () => {
  const path = join(await newFolder(), "lock");
  const lock = await take(path);
  await expect(take(path)).rejects.toMatchObject({ code: "LOCKED", message: `is at work: ${path}` });
  await lock.release();
  await (await take(path)).release();
});

test("of many that find a stale lock one gets it", async () => {
  const path = join(await newFolder(), "lock");
  await writeFile(path, JSON.stringify({ host: "elsewhere", pid: 1, id: "x" }));
  await utimes(path, new Date(0), new Date(0));
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => take(path)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const each of tries) if (each.status === "fulfilled") await each.value.release();
});

test("who was asleep, and whose lock another took, is told, and leaves it alone", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const path = join(await newFolder(), "lock");
  const lost = vi.fn();
  const lock = await take(path, lost);
  vi.advanceTimersByTime(5000);
  await writeFile(path, "another's");
  vi.advanceTimersByTime(5000);
  await expect.poll(() => lost.mock.calls.length).toBeGreaterThan(0);
  expect(lost).toHaveBeenCalledWith(expect.objectContaining({ code: "LOCKED" }));
  await lock.release();
  expect(await readFile(path, "utf8")).toBe("another's");
});
