import { DalError, type DalResponse } from "@armillary/dali";

const MOST_BYTES = 16 * 1024 * 1024;

/**
 * A small JSON object of a cutout service.
 * @throws DalError code DAL_FORMAT for anything else
 */
export async function readJsonAnswer(response: DalResponse): Promise<Readonly<Record<string, unknown>>> {
  return parseAnswer(await response.text(MOST_BYTES), response.url);
}

/** @throws DalError code DAL_FORMAT */
export function parseAnswer(text: string, url: string): Readonly<Record<string, unknown>> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw notJson(url, text, cause);
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) throw notJson(url, text);
  return answer as Readonly<Record<string, unknown>>;
}

function notJson(url: string, text: string, cause?: unknown): DalError {
  const start = text.trim().slice(0, 80);
  const found = start === "" ? "nothing" : JSON.stringify(start);
  return new DalError(
    "DAL_FORMAT",
    `${url} answered ${found} where a JSON object was due.`,
    { url },
    cause === undefined ? undefined : { cause },
  );
}
