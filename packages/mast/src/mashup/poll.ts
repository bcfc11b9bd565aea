import { DalError, type DalResponse, Deadline, isDalError, type OperationOptions } from "@armillary/dali";
import { queryError } from "@armillary/dali/table";
import { raceAbort } from "../session/race-abort.ts";
import type { MastSession } from "../session/session.ts";
import { buildMashupRequest, type MashupPage, type MashupQuestion } from "./request.ts";

/** How a request for one page is waited for. */
export interface PollOptions extends OperationOptions {
  /** Of one page, all its polls counted (default 600 000: the largest take minutes). */
  readonly pageTimeoutMs?: number;
  /** Called whenever MAST is still at work; `percent` where it says how far it is. */
  readonly onWait?: (percent: number | undefined) => void;
}

/** What every answer of Mashup says of itself. */
export interface MashupVerdict {
  readonly status: string;
  /** MAST's own words; empty where it has none. */
  readonly message: string;
  readonly percent?: number;
}

const PAGE_MS = 600_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Asks for one page until it is there: while MAST says EXECUTING, the same request is sent again, after a pause that grows. MAST holds
 * such requests itself for a while, and gives a search up that nobody asked for in ten minutes.
 * @throws DalError code DAL_QUERY_ERROR for ERROR, in MAST's words; DAL_TIMEOUT where the page's time is over; MastError
 */
export async function pollMashup<Answer>(
  session: MastSession,
  question: MashupQuestion,
  page: MashupPage,
  read: (response: DalResponse) => Promise<Answer>,
  verdictOf: (answer: Answer) => MashupVerdict,
  { signal, deadline, timeoutMs, pageTimeoutMs = PAGE_MS, onWait }: PollOptions,
): Promise<Answer> {
  const leftMs = deadline?.remainingMs ?? Number.POSITIVE_INFINITY;
  const own = pageTimeoutMs < leftMs ? new Deadline(pageTimeoutMs) : undefined;
  const bound = own ?? deadline;
  const request = {
    ...buildMashupRequest(question, page),
    ...(signal === undefined ? {} : { signal }),
    ...(bound === undefined ? {} : { deadline: bound }),
    timeoutMs: timeoutMs ?? pageTimeoutMs,
  };
  const url = `${session.baseUrl}${request.url}`;
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
      const askedMs = performance.now();
      const answer = await read(await session.request(request));
      const { status, message, percent } = verdictOf(answer);
      if (status === "ERROR") throw refusal(question.service, url, message);
      if (status !== "EXECUTING") return answer;
      onWait?.(percent);
      // A request that MAST held for longer than the pause need not wait once more.
      const restMs = pauseMs - (performance.now() - askedMs);
      if (restMs > 0) await raceAbort(new Promise((resolve) => setTimeout(resolve, restMs)), { ...request, url });
    }
  } catch (failure) {
    // Timers may run some milliseconds ahead of the clock.
    if (own !== undefined && own.remainingMs < 20 && isDalError(failure) && failure.code === "DAL_TIMEOUT") {
      throw lateError(question.service, page, pageTimeoutMs, failure);
    }
    throw failure;
  }
}

/** Without a word of its own, an ERROR has the status for one. */
function refusal(service: string, url: string, message: string): DalError {
  const plain = queryError(url, message, undefined);
  return new DalError("DAL_QUERY_ERROR", `${service}: ${plain.message}`, { ...plain.failure, httpStatus: 200 });
}

function lateError(service: string, { page, pageSize }: MashupPage, timeoutMs: number, cause: DalError): DalError {
  return new DalError(
    "DAL_TIMEOUT",
    `${service} did not give page ${page} (of ${pageSize} rows each) within ${timeoutMs / 1000} s. Smaller pages (pageSize), a narrower question, or more time (pageTimeoutMs) may help.`,
    cause.failure,
    { cause },
  );
}

/** What an answer says of itself, whichever of its members are there. */
export function verdictOfMembers(members: Readonly<Record<string, unknown>>): MashupVerdict {
  const { status, msg } = members;
  const percent = members["percent complete"];
  return {
    status: typeof status === "string" ? status.trim().toUpperCase() : "",
    message: typeof msg === "string" ? msg : "",
    ...(typeof percent === "number" ? { percent } : {}),
  };
}
