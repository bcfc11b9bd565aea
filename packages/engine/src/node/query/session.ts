import type { DuckDBConnection } from "@duckdb/node-api";
import { BEGIN } from "./late-failure.ts";
import type { Stop } from "./stop.ts";

/** How often a query that is to end is told so, until it has. */
const INTERRUPT_EVERY_MS = 20;

/**
 * A connection for one query, which ends with it. Calls of DuckDB run in threads of Node's, of which there are few: one that
 * waits for a thread cannot be interrupted before it has begun, so that it is told again.
 */
export class Session {
  readonly connection: DuckDBConnection;
  readonly stop: Stop;
  /** The result was read to its end. */
  isRead = false;
  readonly #onEnd: () => void;
  #running: Promise<unknown> | undefined;
  #ended: Promise<void> | undefined;
  #begun: Promise<unknown> | undefined;

  constructor(connection: DuckDBConnection, stop: Stop, onEnd: () => void) {
    this.connection = connection;
    this.stop = stop;
    this.#onEnd = onEnd;
  }

  /** Begins the transaction in which the query runs, once. Tables of the connection's own are to be there before. */
  begin(): Promise<unknown> {
    this.#begun ??= this.call(() => this.connection.run(BEGIN));
    return this.#begun;
  }

  /** What DuckDB gives; rejects at once when the query is to end, whatever DuckDB is doing then. One call at a time. */
  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    this.stop.throwIfStopped();
    const running = work();
    this.#running = running;
    try {
      return await Promise.race([running, this.stop.stopped]);
    } catch (failure) {
      // What DuckDB says of being interrupted is of no interest beside why it was.
      this.stop.throwIfStopped();
      throw failure;
    } finally {
      running.then(this.#settled, this.#settled);
    }
  }

  readonly #settled = (): void => {
    this.#running = undefined;
  };

  /** Ends what runs, and gives back all that the query holds. Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    this.stop.release();
    const running = this.#running;
    if (running !== undefined) {
      this.connection.interrupt();
      const again = setInterval(() => this.connection.interrupt(), INTERRUPT_EVERY_MS);
      await running.catch(() => undefined);
      clearInterval(again);
    }
    // A result that is read half holds what it was computed from until the connection does something else.
    if (!this.isRead) await this.connection.run("SELECT 1").catch(() => undefined);
    this.connection.closeSync();
    this.#onEnd();
  }
}
