import { describeAge } from "../provenance.ts";
import type { RegistryEndpoint } from "../registries.ts";
import type { AnswerStore } from "./store.ts";

/** A registry that did not answer, when and why. */
export interface RegistryTrouble {
  readonly failedEpochMs: number;
  readonly reason: string;
}

/** How long one that failed is asked after the others. */
const SHUNNED_MS = 15 * 60_000;
const KEY = "registries: health";

/** Which registries failed lately: remembered by the store, so that the next process need not find out again. */
export class RegistryHealth {
  readonly #store: AnswerStore;
  #troubles: Promise<Map<string, RegistryTrouble>> | undefined;

  constructor(store: AnswerStore) {
    this.#store = store;
  }

  /** Registries in the order in which to ask them: as they are given, those that failed lately last, with a note of them. */
  async order(registries: readonly RegistryEndpoint[], notes: string[]): Promise<readonly RegistryEndpoint[]> {
    const troubles = await this.#load();
    const isShunned = ({ url }: RegistryEndpoint): boolean =>
      Date.now() - (troubles.get(url)?.failedEpochMs ?? Number.NEGATIVE_INFINITY) < SHUNNED_MS;
    const shunned = registries.filter(isShunned);
    const sound = registries.filter((each) => !isShunned(each));
    if (sound.length > 0) {
      for (const { url } of shunned) {
        const { failedEpochMs, reason } = troubles.get(url) as RegistryTrouble;
        notes.push(`${url} is asked after the others: it failed ${describeAge(failedEpochMs)} ago (${reason}).`);
      }
    }
    return [...sound, ...shunned];
  }

  /** The last trouble of a registry, if it failed and did not answer since. */
  async troubleOf(url: string): Promise<RegistryTrouble | undefined> {
    return (await this.#load()).get(url);
  }

  async failed(url: string, reason: string): Promise<void> {
    const troubles = await this.#load();
    troubles.set(url, { failedEpochMs: Date.now(), reason });
    await this.#save(troubles);
  }

  async answered(url: string): Promise<void> {
    const troubles = await this.#load();
    if (troubles.delete(url)) await this.#save(troubles);
  }

  #load(): Promise<Map<string, RegistryTrouble>> {
    this.#troubles ??= this.#store
      .read<readonly (readonly [string, RegistryTrouble])[]>(KEY)
      .then((kept) => new Map(Array.isArray(kept?.value) ? kept.value : []));
    return this.#troubles;
  }

  #save(troubles: ReadonlyMap<string, RegistryTrouble>): Promise<void> {
    return this.#store.write(KEY, {
      value: [...troubles],
      fetchedEpochMs: Date.now(),
      registry: "",
      queries: [],
      gaps: [],
    });
  }
}
