import type { Credential } from "@armillary/dali";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";

/** What was said of who one is. */
export interface UserOptions {
  /** `NAME` or `NAME:PASSWORD`, of `--user`. */
  readonly user?: string;
  /** URL of the service that it is for. */
  readonly serviceUrl?: string;
}

/**
 * The credential of `--user`, for the origin of the service that was named; undefined where nobody logs in.
 * @throws CommandError where a password would be asked for, and there is nobody to ask
 */
export async function readCredential({ user, serviceUrl }: UserOptions, io: Io): Promise<Credential | undefined> {
  if (user === undefined || serviceUrl === undefined) return undefined;
  const { origin } = new URL(serviceUrl);
  const colon = user.indexOf(":");
  const name = colon === -1 ? user : user.slice(0, colon);
  const password = colon === -1 ? await askPassword(name, origin, io) : user.slice(colon + 1);
  return { kind: "basic", origin, user: name, password };
}

/** What was asked for: several inputs from one service need it once. */
const asked = new WeakMap<Io, Map<string, Promise<string | undefined>>>();

async function askPassword(name: string, origin: string, io: Io): Promise<string> {
  const answers = asked.get(io) ?? new Map<string, Promise<string | undefined>>();
  asked.set(io, answers);
  const place = `${name}@${origin}`;
  const answer = answers.get(place) ?? io.askSecret(`Password of ${printable(name)} at ${origin}: `);
  answers.set(place, answer);
  const password = await answer;
  if (password !== undefined) return password;
  throw usageError(
    `--user ${printable(name)} has no password, and there is no terminal to ask for it on.`,
    "Run it in a terminal, or give NAME:PASSWORD.",
  );
}
