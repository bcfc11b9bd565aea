import type { Keyring } from "../../../packages/cli/src/network/keyring.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import type { MastSettings } from "../../support/mast/settings.ts";
import type { Outcome, World } from "../command.ts";
import { type Home, newHome } from "../home.ts";

/** The command beside a simulated MAST, in a home of its own. */
export interface MastWorld {
  readonly archive: SimulatedMast;
  readonly home: Home;
  run(args: readonly string[], world?: World): Promise<Outcome>;
}

/** What leads the command to the simulation. */
export function rewriteOf({ rewrites }: SimulatedMast): Record<"ARMILLARY_REWRITE", string> {
  return { ARMILLARY_REWRITE: rewrites.map(({ from, to }) => `${from}=${to}`).join(",") };
}

export async function newMastWorld(changes: Partial<MastSettings> = {}): Promise<MastWorld> {
  const [archive, home] = [await mast(changes), await newHome()];
  const env = rewriteOf(archive);
  return {
    archive,
    home,
    run: (args, world = {}) => home.run(["mast", ...args], { ...world, env: { ...env, ...world.env } }),
  };
}

/** A keyring in memory. */
export function memoryKeyring(): Keyring & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const key = ({ service, account }: { service: string; account: string }): string => `${service}/${account}`;
  return {
    kept,
    get: async (entry) => kept.get(key(entry)),
    set: async (entry, secret) => void kept.set(key(entry), secret),
    remove: async (entry) => kept.delete(key(entry)),
  };
}
