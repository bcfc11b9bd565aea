import { parseRewrites } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { type TapOptions, type TapResult, TapService } from "@armillary/tap";
import { onTestFinished } from "vitest";
import { type TapServiceOptions, type TestTapService, tapService } from "../support/tap-service/index.ts";

export interface OpenOptions {
  /** The URL under which the client knows the service: facts and dialects go by it. */
  readonly as?: string;
  readonly transport?: NodeTransportOptions;
  readonly client?: Omit<TapOptions, "transport">;
}

/** A scripted service and a client of it; both are closed, and all connections gone, when the test is over. */
export async function openService(
  options: TapServiceOptions = {},
  { as, transport: ofTransport = {}, client = {} }: OpenOptions = {},
): Promise<{ readonly server: TestTapService; readonly service: TapService }> {
  const server = await tapService(options);
  const rewrites = as === undefined ? [] : parseRewrites(`${as}=${server.url}`);
  const transport = createNodeTransport({ retry: { baseMs: 1, retries: 2 }, rewrites, ...ofTransport });
  onTestFinished(() => transport.close());
  return { server, service: new TapService(as ?? server.url, { transport, ...client }) };
}

/** The rows of a result, as objects. */
export async function rowsOf<Row>(result: TapResult<Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return rows;
}

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`it did not fail, but gave ${String(value)}`);
    },
    (failure: unknown) => failure,
  );
}
