/** What the operating system keeps for its user: the keychain, the credential manager, the secret service. */
export interface Keyring {
  /** Undefined where there is no such secret. @throws where the keyring is not there, or locked */
  get(entry: KeyringEntry): Promise<string | undefined>;
  /** @throws the same */
  set(entry: KeyringEntry, secret: string): Promise<void>;
  /** Whether there was one. @throws the same */
  remove(entry: KeyringEntry): Promise<boolean>;
}

export interface KeyringEntry {
  readonly service: string;
  readonly account: string;
}

/** A keyring that asks its user to unlock it is waited for; one that is nowhere must not keep a command. */
const ANSWER_MS = 60_000;

/**
 * The keyring of this machine, which is loaded now. On Linux the secret service alone: the kernel's keys, which the library would
 * take in its place, are gone with the session.
 * @throws where there is no build of the library for this machine
 */
export async function openKeyring(): Promise<Keyring> {
  const { AsyncEntry } = await import("@napi-rs/keyring");
  const entryOf = ({ service, account }: KeyringEntry): InstanceType<typeof AsyncEntry> =>
    new AsyncEntry(service, account, { linux: { store: "secret-service" } });
  return {
    get: async (entry) => (await entryOf(entry).getPassword(AbortSignal.timeout(ANSWER_MS))) ?? undefined,
    set: (entry, secret) => entryOf(entry).setPassword(secret, AbortSignal.timeout(ANSWER_MS)),
    remove: (entry) => entryOf(entry).deleteCredential(AbortSignal.timeout(ANSWER_MS)),
  };
}
