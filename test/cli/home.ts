import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { JobJournal } from "../../packages/tap/src/node/journal/journal.ts";
import { newFolder, type Outcome, run, type World } from "./command.ts";

/** A user's home folder, and the command in it. */
export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly journal: JobJournal;
  run(args: readonly string[], world?: World): Promise<Outcome>;
  /** Writes config.json. */
  configure(config: unknown): Promise<void>;
}

/** A home of its own for a test. */
export async function newHome(): Promise<Home> {
  const folder = await newFolder();
  const env = { HOME: folder };
  return {
    folder,
    env,
    journal: new JobJournal(join(folder, ".local/state/armillary/jobs")),
    run: (args, world = {}) => run(args, { ...world, env: { ...env, ...world.env } }),
    async configure(config) {
      await mkdir(join(folder, ".config/armillary"), { recursive: true });
      const text = typeof config === "string" ? config : JSON.stringify(config);
      await writeFile(join(folder, ".config/armillary/config.json"), text);
    },
  };
}
