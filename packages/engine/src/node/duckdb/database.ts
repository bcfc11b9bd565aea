import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { EngineOptions } from "../api.ts";
import { EngineError } from "../errors.ts";
import { quoteText } from "./quote.ts";

/**
 * One database in memory, and the folder for what does not fit.
 *
 * It can load no extension. Once `seal` has been called, no SQL can reach a file but those it was given and its own
 * folder, nor change a setting: DuckDB refuses that for the life of the instance.
 */
export class Database {
  readonly memoryLimitBytes: number;
  readonly #instance: DuckDBInstance;
  readonly #folder: string;
  readonly #control: DuckDBConnection;
  /** Files that tables are read from in place, and how many tables. */
  readonly #files = new Map<string, number>();
  readonly #placing = new Set<Promise<unknown>>();
  #sealed: Promise<void> | undefined;
  #closed = false;

  private constructor(instance: DuckDBInstance, folder: string, control: DuckDBConnection, memoryLimitBytes: number) {
    this.#instance = instance;
    this.#folder = folder;
    this.#control = control;
    this.memoryLimitBytes = memoryLimitBytes;
  }

  static async open(options: EngineOptions): Promise<Database> {
    const { threads = availableParallelism(), spillFolder = tmpdir(), spillLimitBytes } = options;
    const memoryLimitBytes = options.memoryLimitBytes ?? Math.floor(availableMemory() / 2);
    requireCounts({ threads, memoryLimitBytes, spillLimitBytes });
    const folder = await mkdtemp(join(resolve(spillFolder), "armillary-"));
    try {
      const instance = await DuckDBInstance.create(":memory:", {
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
        allow_community_extensions: "false",
        allow_persistent_secrets: "false",
        // Its own folder is DuckDB's to make and to clear.
        temp_directory: join(folder, "spill"),
        memory_limit: `${memoryLimitBytes}B`,
        threads: String(threads),
      });
      const connection = await instance.connect();
      // As an option of the instance it is shown and not kept to (DuckDB 1.5): set, it is.
      if (spillLimitBytes !== undefined) await connection.run(`SET max_temp_directory_size = '${spillLimitBytes}B'`);
      return new Database(instance, folder, connection, memoryLimitBytes);
    } catch (failure) {
      await rm(folder, { recursive: true, force: true });
      throw failure;
    }
  }

  /** A connection of its own: what runs on it can be interrupted alone, and its temporary tables are no other's. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Runs statements that are ours, one after the other. */
  async run(sql: string): Promise<void> {
    await this.#control.run(sql);
  }

  /** The rows of a statement that is ours. */
  async rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#control.runAndReadAll(sql)).getRows();
  }

  /**
   * Makes tables of files that stay where they are, while that can be done.
   * @returns undefined once the database is sealed, and where `work` gives that
   */
  async place<Placed>(files: readonly string[], work: () => Promise<Placed | undefined>): Promise<Placed | undefined> {
    if (this.#sealed !== undefined) return undefined;
    const placing = work();
    this.#placing.add(placing);
    try {
      const placed = await placing;
      if (placed !== undefined) for (const file of files) this.#files.set(file, (this.#files.get(file) ?? 0) + 1);
      return placed;
    } finally {
      this.#placing.delete(placing);
    }
  }

  /** A table that was read from these files is gone: once sealed, no SQL is to reach them. What is sealed stays as it is. */
  forget(files: readonly string[]): void {
    for (const file of files) {
      const tables = (this.#files.get(file) ?? 0) - 1;
      if (tables > 0) this.#files.set(file, tables);
      else this.#files.delete(file);
    }
  }

  /** Shuts the database off from the file system, but for reading files that are in place. Once, for good. */
  seal(): Promise<void> {
    this.#sealed ??= this.#seal();
    return this.#sealed;
  }

  async #seal(): Promise<void> {
    await Promise.allSettled(this.#placing);
    const files = [...this.#files.keys()].map(quoteText);
    await this.run(
      `SET allowed_paths = [${files.join(", ")}];
       SET enable_external_access = false;
       SET lock_configuration = true;`,
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#control.closeSync();
    this.#instance.closeSync();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What the machine has, or a container leaves of it. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

function requireCounts(options: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue;
    throw new EngineError("ENGINE_OPTION", `${name} is ${value}, and a whole number from 1 on is wanted.`);
  }
}
