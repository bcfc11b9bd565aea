import { DalError, type OperationOptions } from "@armillary/dali";
import { type InvokeOptions, invokeMashup, type MashupResult } from "../mashup/invoke.ts";
import type { MashupQuestion } from "../mashup/request.ts";
import type { MastSession } from "../session/session.ts";
import { OBSERVATIONS_CONFIG, type ObservationQuestion, type PreparedQuestion, prepareQuestion } from "./question.ts";

/** What the database counts by, as a column. */
const COUNT = "COUNT_BIG(*)";

/** How observations are given. */
export interface ObservationOptions extends Omit<InvokeOptions, "columnsConfig" | "rowFilters" | "types"> {
  /** Columns to give, of those of `describeColumns` (default: all). */
  readonly columns?: readonly string[];
}

/**
 * Searches the observations of all missions (CAOM). Around a place alone they have their `distance` from it, in arcsec.
 *
 * Columns are those of MAST: times (`t_min`, `t_max`, `t_obs_release`) in MJD, `t_exptime` in s, `em_min` and `em_max` in nm, positions in
 * degrees. `obsid` is what products are asked for by, `obs_id` the mission's own name. `dataRights` is EXCLUSIVE_ACCESS for data that only
 * their proposers may have yet: such rows are there for everybody.
 * @throws as `invokeMashup`; DalError code DAL_USAGE, MastError codes MAST_FILTER and MAST_NAME for the question
 */
export async function searchObservations<Row = Record<string, unknown>>(
  session: MastSession,
  question: ObservationQuestion,
  options: ObservationOptions = {},
): Promise<MashupResult<Row>> {
  const prepared = await prepareQuestion(session, question, operation(options));
  const { columns } = options;
  return invokeMashup<Row>(session, {
    ...options,
    ...toMashup(prepared, columns),
    columnsConfig: prepared.config,
    rowFilters: prepared.residual,
  });
}

/**
 * Counts observations before they are asked for. MAST counts; where filters say what it cannot be asked (`MashupFilters.residual`), the
 * columns that they are about are fetched and counted here.
 * @throws as `searchObservations`
 */
export async function countObservations(
  session: MastSession,
  question: ObservationQuestion,
  options: Omit<ObservationOptions, "columns" | "maxrec"> = {},
): Promise<number> {
  const prepared = await prepareQuestion(session, question, operation(options));
  const { residual, config } = prepared;
  if (residual.length === 0) return countRows(session, toMashup(prepared, [COUNT]), options);
  const columns = [...new Set(residual.map(({ column }) => column))];
  const result = await invokeMashup(session, {
    ...options,
    ...toMashup(prepared, columns),
    columnsConfig: config,
    rowFilters: residual,
  });
  return (await result.summary).rows;
}

/**
 * Asks for a count: one row whose only cell (`Column1`, a number that is declared a string) says it.
 * @throws DalError code DAL_FORMAT for what is no count
 */
export async function countRows(
  session: MastSession,
  question: MashupQuestion,
  options: InvokeOptions = {},
): Promise<number> {
  const result = await invokeMashup<Record<string, unknown>>(session, { ...options, ...question });
  let count: unknown;
  for await (const row of result.rows()) count ??= Object.values(row)[0];
  const number = typeof count === "string" || typeof count === "bigint" ? Number(count) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new DalError("DAL_FORMAT", `${question.service} answered ${String(count)} where a count was due.`, {
    url: result.url,
  });
}

/** A cone has no parameter for columns; the other two take those that are wanted, and those that rows are left out by. */
function toMashup(
  { place, radiusDeg, filters, residual }: PreparedQuestion,
  columns: readonly string[] | undefined,
): MashupQuestion {
  // Without filters the service that has them is documented for counts alone.
  if (place !== undefined && filters.length === 0 && columns?.[0] !== COUNT) {
    return { service: OBSERVATIONS_CONFIG, params: { ra: place.raDeg, dec: place.decDeg, radius: radiusDeg } };
  }
  const needed = columns === undefined ? ["*"] : [...new Set([...columns, ...residual.map(({ column }) => column)])];
  const params = { columns: needed.join(","), filters };
  if (place === undefined) return { service: "Mast.Caom.Filtered", params };
  const position = `${place.raDeg}, ${place.decDeg}, ${radiusDeg}`;
  return { service: "Mast.Caom.Filtered.Position", params: { ...params, position } };
}

/** For what is asked before: the columns, the place of a name. */
function operation({ signal, deadline, timeoutMs }: OperationOptions): OperationOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
