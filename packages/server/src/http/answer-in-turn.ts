import type { ServerContext } from "../context.ts";
import type { Answer } from "../tap/open-answer.ts";
import type { ServerEnv } from "./env.ts";
import { streamBody } from "./stream-body.ts";

/**
 * Answers a request by a query, within a turn of its own: the turn and all that runs are given back when the last byte was
 * taken, the client has gone, or its time is over.
 * @param open - begins the answer when it is its turn
 * @throws what `open` throws; ServiceError SERVER_BUSY, SERVER_TIMEOUT, SERVER_CLOSING
 */
export async function answerInTurn(
  context: ServerContext,
  request: Request,
  env: ServerEnv,
  open: (signal: AbortSignal) => Promise<Answer>,
): Promise<Response> {
  const work = context.begin(context.limits.queryTimeoutMs, request.signal);
  let release = (): void => undefined;
  let answer: Answer | undefined;
  const end = async (): Promise<void> => {
    work.end();
    await answer?.close();
    release();
  };
  try {
    release = await context.turns.take(work.signal);
    answer = await open(work.signal);
    const { contentType, bytes } = answer;
    const { outgoing } = env;
    // A client that takes nothing holds its turn no longer than its time.
    work.signal.addEventListener("abort", () => void end());
    const body = streamBody(bytes, {
      onEnd: end,
      ...(outgoing === undefined ? {} : { onBroken: () => void outgoing.destroy() }),
    });
    return new Response(body, { headers: { "Content-Type": contentType } });
  } catch (failure) {
    await end();
    throw failure;
  }
}
