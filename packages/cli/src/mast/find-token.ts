import { readFile } from "node:fs/promises";
import { failureIn, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { readStoredToken } from "./token-store.ts";

/** Who asks MAST, as the command line has it. */
export interface TokenOptions {
  /** A file whose first line is the token; `-` is standard input. */
  readonly tokenFile?: string;
  /** Ask as nobody, whatever token there is. */
  readonly anonymous: boolean;
}

export interface FoundToken {
  readonly token: string;
  /** For people: `$MAST_API_TOKEN`, `the keyring`. */
  readonly from: string;
}

/** No token has as many characters as this. */
const MOST_CHARACTERS = 4096;

/**
 * The token to ask MAST with: of `--token-file`, of `MAST_API_TOKEN`, or the one that `armillary mast login` keeps; undefined where there is none.
 * @throws CommandError for a file without one, and for a keyring that has it and does not give it
 */
export async function findToken({ tokenFile, anonymous }: TokenOptions, io: Io): Promise<FoundToken | undefined> {
  if (anonymous) return undefined;
  if (tokenFile !== undefined) return { token: await readTokenFile(tokenFile, io), from: tokenFile };
  const inEnvironment = io.env["MAST_API_TOKEN"]?.trim() ?? "";
  if (inEnvironment !== "") return { token: inEnvironment, from: "$MAST_API_TOKEN" };
  const stored = await readStoredToken(io);
  if (stored === undefined) return undefined;
  return { token: stored.token, from: stored.store === "keyring" ? "the keyring" : "the file of armillary mast login" };
}

/** @throws CommandError for a file without a token */
export async function readTokenFile(place: string, io: Io): Promise<string> {
  const text = place === "-" ? await readAll(io) : await readFile(place, "utf8").catch(failIn(place));
  const token =
    text
      .replace(/^\ufeff/, "")
      .split(/\r?\n/)[0]
      ?.trim() ?? "";
  if (token !== "" && token.length <= MOST_CHARACTERS && /^[\x21-\x7e]+$/.test(token)) return token;
  throw usageError(`${place === "-" ? "Standard input" : place} has no token in its first line.`);
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of io.stdin) {
    chunks.push(chunk.slice());
    length += chunk.length;
    if (length > MOST_CHARACTERS) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failIn(where: string): (thrown: unknown) => never {
  return (thrown) => {
    throw failureIn(where, thrown);
  };
}
