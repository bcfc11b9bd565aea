import { DalError } from "@armillary/dali";

/**
 * The members of a JSON object that a cutout service answered with, or a text that is one.
 * @throws DalError code DAL_FORMAT for anything else
 */
export function membersOf(answer: unknown, url: string): Readonly<Record<string, unknown>> {
  if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) return answer as Record<string, unknown>;
  throw notAnObject(url, JSON.stringify(answer) ?? "");
}

/** @throws DalError code DAL_FORMAT */
export function parseMembers(text: string, url: string): Readonly<Record<string, unknown>> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw notAnObject(url, text, cause);
  }
  return membersOf(answer, url);
}

function notAnObject(url: string, text: string, cause?: unknown): DalError {
  const start = text.trim().slice(0, 80);
  const found = start === "" ? "nothing" : JSON.stringify(start);
  const message = `${url} answered ${found} where a JSON object was due.`;
  return new DalError("DAL_FORMAT", message, { url }, cause === undefined ? undefined : { cause });
}
