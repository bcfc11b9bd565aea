import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import { createMastSession, type MastSession } from "@armillary/mast";
import { afterAll, beforeAll } from "vitest";
import { openMast, type SimulatedMast } from "../support/mast/open-mast.ts";
import { PYTHON } from "../support/peers.ts";

// The same questions to the same simulated MAST, through astroquery and through ours.

export type Told = null | boolean | number | string;
export type ToldRow = Readonly<Record<string, Told>>;

/** A question, as a script of ours puts it to astroquery, and as ours is asked. */
export interface Question {
  readonly theirs: () => Readonly<Record<string, unknown>>;
  readonly ours: () => Promise<unknown>;
}

/** What both are asked of, while the tests of a file run. */
export interface BesideAstroquery {
  readonly service: SimulatedMast;
  readonly session: MastSession;
  /** What astroquery answered, in the order of the questions. */
  readonly theirs: readonly unknown[];
}

/** Opens a simulated MAST before all tests, and puts the questions to astroquery, at once: to import it takes seconds. */
export function besideAstroquery(
  script: string,
  questions: () => readonly Readonly<Record<string, unknown>>[],
): BesideAstroquery {
  let opened: BesideAstroquery | undefined;
  const held = (): BesideAstroquery => {
    if (opened === undefined) throw new Error("Nothing is open before the tests run.");
    return opened;
  };
  beforeAll(async () => {
    const service = await openMast();
    const session = createMastSession({ transport: createNodeTransport({ rewrites: service.rewrites }) });
    opened = { service, session, theirs: [] };
    opened = { service, session, theirs: await askAstroquery(script, service.origin, questions()) };
  });
  afterAll(async () => {
    await opened?.session.transport.close();
    await opened?.service.close();
  });
  return {
    get service() {
      return held().service;
    },
    get session() {
      return held().session;
    },
    get theirs() {
      return held().theirs;
    },
  };
}

/** Rows of ours in JSON's types, as the scripts tell theirs; NaN, and an empty text, astroquery takes for "not known". */
export async function toldRows(asked: {
  rows(): AsyncIterable<Readonly<Record<string, unknown>>>;
}): Promise<ToldRow[]> {
  const told: ToldRow[] = [];
  for await (const row of asked.rows()) {
    told.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, tell(value)])));
  }
  return told;
}

function tell(value: unknown): Told {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  return value === "" ? null : (value as Told);
}

/** Not by execFileSync: the service is in this process. */
async function askAstroquery(script: string, origin: string, questions: readonly unknown[]): Promise<unknown[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(PYTHON, [path, origin], { stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  const [status] = (await once(child, "close")) as [number];
  if (status !== 0) throw new Error(`astroquery ended with status ${status}`);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}
