import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CommandError, failureIn } from "../failure.ts";
import type { Io } from "../io.ts";
import { loginFile } from "../network/folders.ts";
import type { Keyring, KeyringEntry } from "../network/keyring.ts";

const ENTRY: KeyringEntry = { service: "armillary:mast.stsci.edu", account: "token" };

/** Where `armillary mast login` keeps a token. */
export const TOKEN_STORES = ["keyring", "file"] as const;
export type TokenStore = (typeof TOKEN_STORES)[number];

export interface StoredToken {
  readonly token: string;
  readonly store: TokenStore;
}

/** What the login file says: where the token is, or the token itself. */
type LoginNote = { readonly store: "keyring" } | { readonly store: "file"; readonly token: string };

/**
 * The token that a login left; undefined where there was none, or it was taken back. The keyring is asked only where a login put it there, so
 * that a keyring that is locked never makes an anonymous user of somebody who logged in.
 * @throws CommandError codes MAST_KEYRING, MAST_LOGIN_FILE
 */
export async function readStoredToken(io: Io): Promise<StoredToken | undefined> {
  const path = loginFile(io.env);
  const note = await readNote(path);
  if (note === undefined || note.store === "file") return note;
  const token = await (await openKeyring(io)).get(ENTRY).catch(failInKeyring);
  if (token !== undefined) return { token, store: "keyring" };
  throw new CommandError({
    code: "MAST_KEYRING",
    message: "MAST's token was put into the keyring by armillary mast login, and is not there any more.",
    hint: "armillary mast login asks for it again; armillary mast logout forgets it.",
  });
}

/**
 * Keeps a token: in the keyring, or in a file that its owner alone may read.
 * @param wanted - undefined for the keyring where there is one, and the file elsewhere
 * @returns where it is, and why not in the keyring
 */
export async function storeToken(
  token: string,
  wanted: TokenStore | undefined,
  io: Io,
): Promise<{ readonly store: TokenStore; readonly path: string; readonly why?: string }> {
  const path = loginFile(io.env);
  let why: string | undefined;
  if (wanted !== "file") {
    try {
      await (await openKeyring(io)).set(ENTRY, token).catch(failInKeyring);
      await writeNote(path, { store: "keyring" });
      return { store: "keyring", path };
    } catch (failure) {
      if (wanted === "keyring" || !(failure instanceof CommandError)) throw failure;
      why = failure.message;
    }
  }
  await writeNote(path, { store: "file", token });
  return { store: "file", path, ...(why === undefined ? {} : { why }) };
}

/**
 * Forgets the token.
 * @returns whether there was one; `keyringFailure` where the keyring could not be asked, though a login had put it there
 */
export async function forgetToken(io: Io): Promise<{ readonly hadOne: boolean; readonly keyringFailure?: string }> {
  const path = loginFile(io.env);
  // A file that makes no sense is removed like another.
  const note = await readNote(path).catch(() => undefined);
  let hadOne = note !== undefined;
  let keyringFailure: string | undefined;
  if (note?.store === "keyring") {
    try {
      hadOne = await (await openKeyring(io)).remove(ENTRY).catch(failInKeyring);
    } catch (failure) {
      keyringFailure = failure instanceof Error ? failure.message : String(failure);
    }
  }
  await rm(path, { force: true }).catch((failure: unknown) => {
    throw failureIn(path, failure);
  });
  return { hadOne, ...(keyringFailure === undefined ? {} : { keyringFailure }) };
}

async function openKeyring(io: Io): Promise<Keyring> {
  return io.openKeyring().catch(failInKeyring);
}

function failInKeyring(failure: unknown): never {
  const words = failure instanceof Error ? failure.message : String(failure);
  throw new CommandError(
    {
      code: "MAST_KEYRING",
      message: `The keyring of this machine cannot be used: ${words.replace(/\.$/, "")}.`,
      hint: "Unlock it; or MAST_API_TOKEN says the token; armillary mast logout forgets it. Verbs of armillary mast also have --token-file FILE, and --anonymous to ask as nobody.",
    },
    1,
    { cause: failure },
  );
}

async function readNote(path: string): Promise<LoginNote | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw failureIn(path, failure);
  }
  const note = parseNote(text);
  if (note === undefined) throw inLoginFile(path, "is not what armillary mast login writes");
  if (note.store === "file" && process.platform !== "win32" && ((await stat(path)).mode & 0o077) !== 0) {
    throw inLoginFile(path, "holds a token, and others may read it");
  }
  return note;
}

function parseNote(text: string): LoginNote | undefined {
  let note: Partial<{ readonly store: unknown; readonly token: unknown }>;
  try {
    note = (JSON.parse(text) as typeof note | null) ?? {};
  } catch {
    return undefined;
  }
  if (note.store === "keyring") return { store: "keyring" };
  return note.store === "file" && typeof note.token === "string" ? { store: "file", token: note.token } : undefined;
}

function inLoginFile(path: string, what: string): CommandError {
  const hint = "armillary mast login writes it anew; armillary mast logout removes it.";
  return new CommandError({ code: "MAST_LOGIN_FILE", message: `${path} ${what}.`, where: path, hint });
}

async function writeNote(path: string, note: LoginNote): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A new file: the mode of one that is there would stay.
    await rm(path, { force: true });
    await writeFile(path, `${JSON.stringify(note)}\n`, { mode: 0o600, flag: "wx" });
    await chmod(path, 0o600);
  } catch (failure) {
    throw failureIn(path, failure);
  }
}
