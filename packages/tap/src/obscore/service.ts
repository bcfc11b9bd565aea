import { createObsCoreReader, type DatasetQuestion, type OneOrMore, recordsOf } from "@armillary/dali/dataset";
import type { DatasetRecord } from "@armillary/dali/table";
import type { QueryOptions } from "../options.ts";
import type { TapResult } from "../result.ts";
import type { TapService } from "../service.ts";
import { type ObsCoreMatch, type ObsCoreQueryText, obsCoreAdql } from "./query-text.ts";

export interface ObsCoreServiceOptions {
  /** Default `ivoa.obscore`. */
  readonly table?: string;
  /** What must meet the region (default `region`). */
  readonly match?: ObsCoreMatch;
}

/** What is asked of ObsTAP: the question of SIA 2, of datasets of all types. */
export interface ObsCoreQuery extends DatasetQuestion {
  /**
   * Words that must all stand, in any case, somewhere in identifier, target, collection, facility or instrument. Titles are
   * not searched: a service need not have the column (ObsCore 1.1, table 6).
   */
  readonly keyword?: OneOrMore<string>;
  /** Rows at most; 0: the columns alone. */
  readonly maxrec?: number;
}

/** The datasets that were found. */
export interface ObsCoreResult extends TapResult {
  /** The same rows, once, as records: those that SIA 2 gives for the same question. */
  records(): AsyncIterable<DatasetRecord>;
}

/**
 * Images, spectra and other datasets by TAP, where a service has the table of ObsCore (ObsCore 1.1). Takes the question that
 * SIA 2 takes; `productType: ["image", "cube"]` finds what SIA 2 does.
 *
 * @example
 * const archive = new ObsCoreService(new TapService("https://mast.stsci.edu/vo-tap/api/v0.1/caom", { transport }));
 * const result = await archive.search({ region: { raDeg: 10.68, decDeg: 41.27, radiusDeg: 0.1 }, collection: "HST" });
 * for await (const { title, accessUrl } of result.records()) …
 */
export class ObsCoreService {
  readonly service: TapService;
  readonly #table: string;
  readonly #match: ObsCoreMatch;

  constructor(service: TapService, { table = "ivoa.obscore", match = "region" }: ObsCoreServiceOptions = {}) {
    this.service = service;
    this.#table = table;
    this.#match = match;
  }

  /**
   * The query that a question becomes, before it is put into the dialect of the service.
   * @throws DalError DAL_USAGE for what no dataset can have
   */
  adql(question: ObsCoreQuery): ObsCoreQueryText {
    return obsCoreAdql(question, { table: this.#table, match: this.#match });
  }

  /**
   * Asks for datasets, and gives their rows as soon as the columns are known: as TapService.query does, in the dialect of the
   * service. The summary's `notes` say how the question was put otherwise than asked, and then what was done with the query.
   * @throws DalError DAL_USAGE before anything is sent, and as TapService.query
   */
  async search(question: ObsCoreQuery, options: QueryOptions = {}): Promise<ObsCoreResult> {
    const { query, notes } = this.adql(question);
    const { maxrec } = question;
    const result = await this.service.query(query, {
      adapt: true,
      ...options,
      ...(maxrec === undefined ? {} : { maxrec }),
      notes: [...(options.notes ?? []), ...notes],
    });
    return Object.assign(result, {
      records: () =>
        recordsOf(result, createObsCoreReader(result.fields, { protocol: "obscore", url: this.service.url })),
    });
  }
}
