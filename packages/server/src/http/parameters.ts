import { usageError } from "../errors.ts";

/** The parameters of a request: names in any case, values as they came (DALI 1.1, sections 3.1 and 3.2). */
export class Parameters implements Iterable<readonly [name: string, value: string]> {
  readonly #entries: readonly (readonly [name: string, value: string])[];

  /** @param entries - with names as they came, in the order of the request */
  constructor(entries: Iterable<readonly [name: string, value: string]>) {
    this.#entries = [...entries].map(([name, value]) => [name.toUpperCase(), value] as const);
  }

  /** Names in capitals. */
  [Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    return this.#entries[Symbol.iterator]();
  }

  /** All values of a parameter, empty ones left out: they say nothing. */
  all(name: string): string[] {
    return this.#entries.flatMap(([key, value]) => (key === name && value.trim() !== "" ? [value] : []));
  }

  /**
   * The value of a parameter that has one. The same value twice is one: forms and their base URLs repeat them.
   * @throws ServiceError SERVER_USAGE for several (DALI 1.1, section 3.2)
   */
  one(name: string): string | undefined {
    const values = [...new Set(this.all(name))];
    if (values.length > 1) throw usageError(`${name} is given ${values.length} times: it takes one value.`);
    return values[0];
  }

  /** @throws ServiceError SERVER_USAGE where it is missing, or there are several */
  required(name: string): string {
    const value = this.one(name);
    if (value === undefined) throw usageError(`${name} is missing.`);
    return value;
  }

  /** All but one. */
  without(name: string): Parameters {
    return new Parameters(this.#entries.filter(([key]) => key !== name));
  }

  /** Others, and these behind them. */
  behind(others: Iterable<readonly [name: string, value: string]>): Parameters {
    return new Parameters([...others, ...this.#entries]);
  }
}
