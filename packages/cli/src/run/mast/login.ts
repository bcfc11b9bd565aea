import { createMastSession, MAST_TOKEN_PAGE, type MastIdentity, whoAmI } from "@armillary/mast";
import { usageError } from "../../failure.ts";
import { type Io, writeOut } from "../../io.ts";
import { readTokenFile } from "../../mast/find-token.ts";
import { type MastArguments, openMast } from "../../mast/open-session.ts";
import { forgetToken, storeToken, type TokenStore } from "../../mast/token-store.ts";
import { openNetwork } from "../../network/network.ts";
import { printableLine } from "../../printable.ts";
import { tellNote, warn } from "../../warnings.ts";

export interface LoginArguments extends MastArguments {
  readonly store?: TokenStore;
  /** Show the page that makes tokens. */
  readonly open: boolean;
  readonly json: boolean;
}

/** `armillary mast login`: a token is tried at MAST, and kept only where MAST takes it. */
export async function runLogin(args: LoginArguments, io: Io): Promise<void> {
  if (args.open) await io.openInBrowser(MAST_TOKEN_PAGE);
  const token = args.tokenFile === undefined ? await askToken(io) : await readTokenFile(args.tokenFile, io);
  const network = await openNetwork({ ...args, withoutMastToken: true }, io, () => undefined);
  let identity: MastIdentity;
  try {
    const session = createMastSession({ transport: network.transport, token });
    identity = await whoAmI(session, network.deadline === undefined ? {} : { deadline: network.deadline });
  } finally {
    await network.close();
  }
  const { store, path, why } = await storeToken(token, args.store, io);
  if (why !== undefined) warn(io, `${why} The token is in a file that you alone may read: ${path}`);
  if ((io.env["MAST_API_TOKEN"] ?? "").trim() !== "") {
    tellNote(io, "MAST_API_TOKEN is set, and comes before the token that is kept now.");
  }
  const name = identity.displayName ?? "a user without a name";
  const place = store === "keyring" ? "the keyring" : path;
  const text = args.json
    ? JSON.stringify({ displayName: identity.displayName, store, ...(store === "file" ? { path } : {}) })
    : `Logged in to MAST as ${printableLine(name)}. The token is in ${place}.`;
  await writeOut(io.stdout, `${text}\n`);
}

async function askToken(io: Io): Promise<string> {
  io.stderr.write(`Make a token at ${MAST_TOKEN_PAGE}\n`);
  const typed = await io.askSecret("MAST API token: ");
  if (typed === undefined) {
    throw usageError(
      "There is no terminal to ask for the token on.",
      "--token-file FILE reads it from a file, --token-file - from standard input.",
    );
  }
  if (typed.trim() === "") throw usageError("No token was given, and nothing was kept.");
  return typed.trim();
}

/** `armillary mast logout`. */
export async function runLogout({ json }: { readonly json: boolean }, io: Io): Promise<void> {
  const { hadOne, keyringFailure } = await forgetToken(io);
  if (keyringFailure !== undefined) {
    warn(io, `${keyringFailure} The token may still be there ("armillary:mast.stsci.edu"), but is not used any more.`);
  }
  if ((io.env["MAST_API_TOKEN"] ?? "").trim() !== "") tellNote(io, "MAST_API_TOKEN is still set.");
  const text = hadOne
    ? "The token is forgotten here. It stays good at MAST until it is revoked there."
    : "No token was kept.";
  await writeOut(io.stdout, json ? `${JSON.stringify({ hadOne })}\n` : `${text}\n`);
}

/**
 * `armillary mast whoami`.
 * @returns exit status: 1 for nobody
 */
export async function runWhoAmI({ json, ...args }: MastArguments & { readonly json: boolean }, io: Io): Promise<0 | 1> {
  const mast = await openMast(args, io);
  const { session, operation, token } = mast;
  try {
    const identity = await whoAmI(session, operation);
    await writeOut(
      io.stdout,
      json ? `${JSON.stringify({ ...identity, from: token?.from })}\n` : describe(identity, token?.from),
    );
    return identity.isAnonymous ? 1 : 0;
  } finally {
    await mast.close();
  }
}

function describe({ isAnonymous, displayName, attributes }: MastIdentity, from = "nowhere"): string {
  if (isAnonymous) return "Nobody: no token is given or kept. armillary mast login keeps one.\n";
  const more = Object.entries(attributes).flatMap(([name, value]) =>
    name !== "display_name" && (typeof value === "string" || typeof value === "number") ? [`  ${name}: ${value}`] : [],
  );
  const lines = [`${displayName ?? "A user without a name"}, by the token of ${from}`, ...more];
  return `${lines.map((line) => printableLine(line)).join("\n")}\n`;
}
