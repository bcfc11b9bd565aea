import {
  countKeywords,
  KEYWORD_SETS,
  type KeywordQuery,
  movingTargetQuestion,
  parseFilter,
  parseKeywordSet,
  searchKeywords,
  timeSeriesQuestion,
} from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { type MastTableArguments, writeRows } from "./write-rows.ts";

export interface KeywordsArguments extends MastTableArguments {
  /** `nircam`, … */
  readonly set: string;
  /** Time series alone, of a target or of any (`true`). */
  readonly timeSeries?: string | true;
  readonly moving?: string | true;
  readonly allColumns: boolean;
}

/** `armillary mast keywords INSTRUMENT`. */
export async function runKeywords(args: KeywordsArguments, io: Io): Promise<void> {
  const query = queryOf(args);
  await writeRows(
    args,
    {
      usage: `mast keywords ${args.set}`,
      open: (asking) =>
        searchKeywords(asking.session, query, { ...asking.operation, ...asking.limit, onProgress: asking.onProgress }),
      count: (asking) => countKeywords(asking.session, query, asking.operation),
    },
    io,
  );
}

function queryOf({ set: text, filters, columns, allColumns, timeSeries, moving }: KeywordsArguments): KeywordQuery {
  const set = parseKeywordSet(text);
  if (set === undefined) {
    const known = KEYWORD_SETS.map((name) => name.toLowerCase()).join(", ");
    throw usageError(`There are no keywords of "${text}".`, `There are those of ${known}.`);
  }
  if (allColumns && columns !== undefined) throw usageError("--columns names some, and --all-columns gives all.");
  if (timeSeries !== undefined && moving !== undefined)
    throw usageError("A time series is not of a moving target here: choose one.");
  const wanted = allColumns ? { columns: "all" as const } : columns === undefined ? {} : { columns };
  const parsed = filters.map((filter) => parseFilter(filter));
  if (timeSeries !== undefined) {
    return timeSeriesQuestion(set, {
      ...wanted,
      filters: parsed,
      ...(timeSeries === true ? {} : { target: timeSeries }),
    });
  }
  if (moving !== undefined) {
    return movingTargetQuestion(set, { ...wanted, filters: parsed, ...(moving === true ? {} : { body: moving }) });
  }
  return { set, filters: parsed, ...wanted };
}
