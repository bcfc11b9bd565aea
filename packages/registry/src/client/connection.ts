import type { AdqlText } from "@armillary/adql";
import { isDalError, isUnreachable, type OperationOptions, type Transport } from "@armillary/dali";
import { isCompletenessError, type TapCapabilities, type TapResult, TapService } from "@armillary/tap";
import { type RegistryFeatures, registryFeatures } from "../features.ts";
import type { Trail } from "../provenance.ts";
import type { Row } from "../read-rows.ts";
import type { AnswerStore } from "./store.ts";

/** Rows of an answer, and whether they are all. */
export interface RegistryRows {
  readonly rows: readonly Row[];
  readonly isComplete: boolean;
}

export interface RowsOptions extends OperationOptions {
  /** Rows at most. */
  readonly maxRows: number;
}

/** How long the columns that a registry has are taken for what they were. */
const COLUMNS_MS = 7 * 86_400_000;

/** One registry: its TAP service, and what it understands. */
export class RegistryConnection {
  readonly url: string;
  readonly #service: TapService;
  readonly #store: AnswerStore;
  #features: RegistryFeatures | undefined;

  /** @throws DalError code DAL_USAGE for what is no http or https URL */
  constructor(url: string, transport: Transport, store: AnswerStore) {
    this.#service = new TapService(url, { transport: impatient(transport) });
    this.url = this.#service.url;
    this.#store = store;
  }

  /** What the registry understands and has, asked for once: nobody waits for the question of another, whose signal may end it. */
  async features(options: OperationOptions, trail: Trail): Promise<RegistryFeatures> {
    this.#features ??= await this.#askFeatures(options, trail);
    return this.#features;
  }

  /**
   * The rows of a query. Where the service cuts them, the rest is asked for in parts; what is missing after that is noted.
   * @throws DalError
   */
  async rows(query: AdqlText, { maxRows, ...options }: RowsOptions, trail: Trail): Promise<RegistryRows> {
    const result = await this.#service.query(query, { ...options, mode: "sync", maxrec: maxRows });
    const rows = await rowsIn(result, maxRows);
    const { status, suspect, query: sent, advice } = await result.summary;
    trail.queries.push(sent);
    const isCut = status === "OVERFLOW" || suspect;
    // Some services take no notice of MAXREC.
    if (rows.length > maxRows || (isCut && rows.length === maxRows)) return cutAt(maxRows, rows, trail);
    if (!isCut) return { rows, isComplete: true };
    trail.notes.push(`${this.url} stopped after ${rows.length} rows: asked again in parts.`);
    try {
      const all = await this.#service.query(query, { ...options, mode: "sync", complete: true });
      const parts = await rowsIn(all, maxRows);
      if (parts.length > maxRows) return cutAt(maxRows, parts, trail);
      const { proof } = await all.summary;
      if (proof?.isComplete === true) return { rows: parts, isComplete: true };
      trail.gaps.push(`${parts.length} rows came, which is not the number that ${this.url} counts.`);
      return { rows: parts.length > rows.length ? parts : rows, isComplete: false };
    } catch (failure) {
      if (!isCompletenessError(failure) && !isDalError(failure)) throw failure;
      if (options.signal?.aborted === true) throw failure;
      trail.gaps.push(
        `${this.url} stopped after ${rows.length} rows, and the rest could not be had: ${failure.message} ${advice ?? "Ask for less."}`,
      );
      return { rows, isComplete: false };
    }
  }

  async #askFeatures(options: OperationOptions, trail: Trail): Promise<RegistryFeatures> {
    const [capabilities, columns] = await Promise.all([this.#capabilities(options), this.#columns(options, trail)]);
    return registryFeatures({
      url: this.url,
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(columns === undefined ? {} : { columns }),
    });
  }

  /** Where they cannot be had, the registry is taken for one that has what RegTAP 1.1 demands. */
  async #capabilities(options: OperationOptions): Promise<TapCapabilities | undefined> {
    try {
      return await this.#service.capabilities(options);
    } catch (failure) {
      if (options.signal?.aborted === true || isUnreachable(failure)) throw failure;
      return undefined;
    }
  }

  /** The columns of `rr`: those that came with RegTAP 1.2 are not everywhere, and a query that names one of them fails. */
  async #columns(
    options: OperationOptions,
    trail: Trail,
  ): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
    const key = `columns: ${this.url}`;
    const kept = await this.#store.read<readonly (readonly [string, string])[]>(key);
    if (kept !== undefined && Array.isArray(kept.value) && Date.now() - kept.fetchedEpochMs < COLUMNS_MS) {
      return byTable(kept.value);
    }
    const probe = "SELECT table_name, column_name FROM TAP_SCHEMA.columns WHERE table_name LIKE 'rr.%'";
    try {
      const result = await this.#service.query(probe, { ...options, mode: "sync", maxrec: 5000 });
      trail.queries.push(probe);
      const pairs = (await rowsIn(result, 5000)).map(
        (row) => [bareName(row["table_name"]), bareName(row["column_name"])] as const,
      );
      if (pairs.length === 0) return undefined;
      await this.#store.write(key, {
        value: pairs,
        fetchedEpochMs: Date.now(),
        registry: this.url,
        queries: [probe],
        gaps: [],
      });
      return byTable(pairs);
    } catch (failure) {
      if (options.signal?.aborted === true || !isDalError(failure) || failure.code !== "DAL_QUERY_ERROR") throw failure;
      trail.notes.push(`${this.url} does not tell its columns (${failure.message}): taken for those of RegTAP 1.1.`);
      return undefined;
    }
  }
}

function cutAt(maxRows: number, rows: readonly Row[], trail: Trail): RegistryRows {
  trail.gaps.push(`There are more than ${maxRows} interfaces of such resources. Ask for less.`);
  return { rows: rows.slice(0, maxRows), isComplete: false };
}

/** Others stand ready: a registry that fails is not asked four times. */
function impatient(transport: Transport): Transport {
  return {
    request: (request) => transport.request({ retries: 1, ...request }),
    curl: (request) => transport.curl(request),
    close: () => transport.close(),
  };
}

/** The texts of a resource stand in the row of each of its interfaces: they are kept once. */
async function rowsIn(result: TapResult, most: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const texts = new Map<string, string>();
  const once = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    const known = texts.get(value);
    if (known === undefined) texts.set(value, value);
    return known ?? value;
  };
  for await (const row of result.rows()) {
    rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), once(value)])));
    if (rows.length > most) break;
  }
  return rows;
}

/** `stc_spatial` of `rr.stc_spatial`, however it is quoted and spelt. */
function bareName(value: unknown): string {
  return String(value).replaceAll('"', "").replace(/^.*\./, "").trim().toLowerCase();
}

function byTable(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const tables = new Map<string, Set<string>>();
  for (const [table, column] of pairs) {
    const columns = tables.get(table) ?? new Set();
    tables.set(table, columns.add(column));
  }
  return tables;
}
