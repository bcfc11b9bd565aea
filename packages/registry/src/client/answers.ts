import type { OperationOptions } from "@armillary/dali";
import { isRegistryError, type RegistryError, type RegistryErrorCode } from "../errors.ts";
import { describeAge, newTrail, type Provenance, type Trail } from "../provenance.ts";
import { REGISTRIES, type RegistryEndpoint } from "../registries.ts";
import { askFirst } from "./ask-first.ts";
import { RegistryConnection } from "./connection.ts";
import { RegistryHealth, type RegistryTrouble } from "./health.ts";
import type { AskRegistryOptions, RegistryClientOptions } from "./options.ts";
import { AnswerStore, type StoredAnswer } from "./store.ts";

const DAY_MS = 86_400_000;
const PATIENCE_MS = 30_000;

/** Codes that say that no registry answered; others are of the question itself. */
const NO_ANSWER: ReadonlySet<RegistryErrorCode> = new Set(["REG_FEATURE", "REG_UNREACHABLE"]);

/** A value, and where it comes from. */
export type Answered<Value> = { readonly value: Value } & Provenance;

/** No registry gave an answer, and none is kept: none was to be asked, or all failed. */
export interface Unanswered {
  readonly failure?: RegistryError;
  readonly trail: Trail;
}

/** What is asked of one registry. */
export type Question<Value> = (
  connection: RegistryConnection,
  operation: OperationOptions,
  trail: Trail,
) => Promise<Value>;

/** Answers to questions: kept ones where they are fresh, else of the first registry that answers, else kept ones of any age. */
export class Answers {
  readonly store: AnswerStore;
  readonly #options: RegistryClientOptions;
  readonly #registries: readonly RegistryEndpoint[];
  readonly #health: RegistryHealth;
  readonly #connections = new Map<string, RegistryConnection>();
  /** Answers of registries that the caller chose are kept apart from those of the VO's. */
  readonly #suffix: string;

  constructor(registries: readonly RegistryEndpoint[], options: RegistryClientOptions) {
    this.#options = options;
    this.#registries = registries;
    this.store = new AnswerStore(options.cache);
    this.#health = new RegistryHealth(this.store);
    const isUsual = registries.every(({ url }) => REGISTRIES.some((each) => each.url === url));
    this.#suffix = isUsual ? "" : ` at ${registries.map(({ url }) => url).join(" ")}`;
  }

  /**
   * The answer to a question, now or before; or why there is none.
   * @param key - what was asked, in words
   * @throws RegistryError REG_USAGE and the like, of the question itself; what the caller's signal leads to
   */
  async ask<Value>(
    key: string,
    { maxAgeMs = DAY_MS, offline = false, signal, deadline, timeoutMs }: AskRegistryOptions,
    question: Question<Value>,
  ): Promise<Answered<Value> | Unanswered> {
    const kept = await this.kept<Value>(key);
    if (kept !== undefined && Date.now() - kept.fetchedEpochMs < maxAgeMs)
      return { ...kept, origin: "cache", notes: [] };
    const trail = newTrail();
    if (offline) return kept === undefined ? { trail } : stale(kept, []);
    try {
      const { patienceMs = PATIENCE_MS } = this.#options;
      const { answer, registry } = await askFirst(
        this.#registries,
        (url, operation) => question(this.#connect(url), operation, trail),
        this.#health,
        {
          patienceMs,
          ...(signal === undefined ? {} : { signal }),
          ...(deadline === undefined ? {} : { deadline }),
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
        },
        trail,
      );
      const { notes, ...rest } = trail;
      const answered: StoredAnswer<Value> = { value: answer, fetchedEpochMs: Date.now(), registry, ...rest };
      await this.store.write(this.#keyOf(key), answered);
      return { ...answered, origin: "registry", notes };
    } catch (failure) {
      if (!isRegistryError(failure) || !NO_ANSWER.has(failure.code)) throw failure;
      return kept === undefined ? { failure, trail } : stale(kept, trail.notes);
    }
  }

  /** What is kept of a question, at any age. */
  kept<Value>(key: string): Promise<StoredAnswer<Value> | undefined> {
    return this.store.read<Value>(this.#keyOf(key));
  }

  /** Registries that failed lately and did not answer since. */
  async troubles(): Promise<readonly (RegistryEndpoint & RegistryTrouble)[]> {
    const found = await Promise.all(
      this.#registries.map(async (registry) => ({ registry, trouble: await this.#health.troubleOf(registry.url) })),
    );
    return found.flatMap(({ registry, trouble }) => (trouble === undefined ? [] : [{ ...registry, ...trouble }]));
  }

  #connect(url: string): RegistryConnection {
    const known = this.#connections.get(url);
    if (known !== undefined) return known;
    const connection = new RegistryConnection(url, this.#options.transport, this.store);
    this.#connections.set(url, connection);
    return connection;
  }

  #keyOf(key: string): string {
    return `${key}${this.#suffix}`;
  }
}

function stale<Value>(kept: StoredAnswer<Value>, notes: readonly string[]): Answered<Value> {
  const note = `This is what ${kept.registry} said ${describeAge(kept.fetchedEpochMs)} ago.`;
  return { ...kept, origin: "stale cache", notes: [...notes, note] };
}
