import { DalError, isDalError } from "@armillary/dali";
import { suggestNames } from "../filters/suggest.ts";
import type { MissionColumn } from "./mission-columns.ts";
import type { MissionPage } from "./mission-request.ts";

/**
 * Names the columns that a mission does not have, before the service is asked, whose own refusal (HTTP 400 or 500) does not.
 * @throws DalError code DAL_USAGE, with the nearest names
 */
export function checkColumns(mission: string, names: readonly string[], known: readonly MissionColumn[]): void {
  const there = new Set(known.map(({ name }) => name));
  const missing = [...new Set(names)].filter((name) => !there.has(name));
  if (missing.length === 0) return;
  const hints = missing.map((name) => {
    const near = suggestNames(name, there);
    return near.length === 0 ? `"${name}"` : `"${name}" (did you mean ${near.map((one) => `"${one}"`).join(" or ")}?)`;
  });
  const plural = missing.length === 1 ? "column" : "columns";
  throw new DalError("DAL_USAGE", `${mission} has no ${plural} ${hints.join(", ")}. Case counts.`);
}

/** A refusal of the service with what was asked of it in it, for its own words are few. */
export function explainRefusal(
  failure: unknown,
  mission: string,
  { conditions }: MissionPage,
  known: readonly MissionColumn[] | undefined,
): unknown {
  if (!isDalError(failure)) return failure;
  const { httpStatus, serviceMessage } = failure.failure;
  if (httpStatus !== 400 && httpStatus !== 422 && httpStatus !== 500) return failure;
  const asked = conditions.map(({ column, expression }) => {
    const type = known?.find(({ name }) => name === column)?.type;
    return `${column}=${JSON.stringify(expression)}${type === undefined ? "" : ` (${type})`}`;
  });
  const said = serviceMessage === undefined ? "" : `: "${serviceMessage.trim().replace(/\.$/, "")}"`;
  const where = asked.length === 0 ? "" : ` Is one of its conditions not of its column's type? ${asked.join(", ")}.`;
  return new DalError(
    "DAL_QUERY_ERROR",
    `The search of ${mission} was refused (HTTP ${httpStatus})${said}.${where}`,
    failure.failure,
    { cause: failure },
  );
}
