import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";

/** A lock says that often that it is held. */
const BEAT_MS = 5000;
/** One that has not said so for that long is nobody's: its process was killed, or its machine is gone. */
const STALE_MS = 60_000;

interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly id: string;
}

/** Locks of this process: a number of a process that was killed may be ours by now, in a container that was started again. */
const held = new Set<string>();

export interface FolderLockOptions {
  /**
   * Makes the error for a folder that another process has: `what` that does (`is at work`, …), `path` what to remove where there
   * is none.
   */
  readonly toError: (what: string, path: string) => Error;
  /** Called when another has taken it all the same: this process was asleep for a minute. */
  readonly onLost: (failure: Error) => void;
}

/** What keeps a second process from a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder, which is a file in it. One that a killed process left is taken over. Of this machine's processes
 * that is known at once, of others' after a minute.
 * @throws what `toError` makes where another process has it; the system's error where the folder cannot be used
 */
export async function takeFolderLock(path: string, options: FolderLockOptions): Promise<FolderLock> {
  const own: Holder = { host: hostname(), pid: process.pid, id: randomUUID() };
  const text = JSON.stringify(own);
  // Before the file is there: whoever finds it must know whose it is.
  held.add(own.id);
  try {
    while (!(await create(path, text))) await clearStale(path, options);
  } catch (failure) {
    held.delete(own.id);
    throw failure;
  }
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS);
  timer.unref();
  const beat = async (): Promise<void> => {
    if ((await readFile(path, "utf8").catch(() => "")) === text) {
      const now = new Date();
      await utimes(path, now, now);
    } else if (held.has(own.id)) {
      clearInterval(timer);
      options.onLost(options.toError("has taken over, as this one was not heard of for a minute,", path));
    }
  };
  return {
    async release() {
      clearInterval(timer);
      held.delete(own.id);
      if ((await readFile(path, "utf8").catch(() => "")) === text) await rm(path, { force: true });
    },
  };
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o644);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw failure;
  }
}

/** Removes a lock that nobody holds. @throws what `toError` makes for one that somebody does */
async function clearStale(path: string, options: FolderLockOptions): Promise<void> {
  if ((await stateOf(path)) === "held") throw options.toError("is at work", path);
  // One at a time looks again and removes it: else a lock that was just taken could be removed for the one before it.
  const gate = `${path}.clearing`;
  if (!(await create(gate, ""))) {
    const there = await stat(gate).catch(() => undefined);
    if (there !== undefined && Date.now() - there.mtimeMs > BEAT_MS) await rm(gate, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 20));
    return;
  }
  try {
    if ((await stateOf(path)) === "stale") await rm(path, { force: true });
  } finally {
    await rm(gate, { force: true });
  }
}

async function stateOf(path: string): Promise<"held" | "stale" | "none"> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return "none";
  const ageMs = Date.now() - there.mtimeMs;
  const holder = parseHolder(await readFile(path, "utf8").catch(() => ""));
  return isHeld(holder, ageMs) ? "held" : "stale";
}

function isHeld(holder: Holder | undefined, ageMs: number): boolean {
  // It may be about to be written.
  if (holder === undefined) return ageMs < BEAT_MS;
  if (holder.host !== hostname()) return ageMs < STALE_MS;
  if (holder.pid === process.pid) return held.has(holder.id);
  return ageMs < STALE_MS && isAlive(holder.pid);
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { host, pid, id } = JSON.parse(text) as Partial<Holder>;
    return typeof host === "string" && typeof pid === "number" && typeof id === "string"
      ? { host, pid, id }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}
