import type { Field } from "@armillary/columns";
import { convert } from "@armillary/formats";
import { spoolToFile } from "@armillary/formats/node";
import type { Info } from "@armillary/votable";
import type { ServerContext } from "../context.ts";
import type { ChosenFormat } from "../dali/output-formats.ts";
import { openResultTable } from "../dali/result-table.ts";
import { asServiceError } from "../failure.ts";
import { openUploads, type Upload } from "./open-uploads.ts";

/** A query, and how its rows are answered. */
export interface Question {
  readonly query: string;
  readonly maxrec: number;
  readonly format: ChosenFormat;
  readonly uploads?: ReadonlyMap<string, Upload>;
  readonly infos?: readonly Info[];
  /** Of a failure behind the first bytes: `tell` by the last words of a VOTable, which has them; or `throw` (default `tell`). */
  readonly onFailure?: "tell" | "throw";
  /** How columns are told of, where that is not as the engine does. */
  readonly describe?: (field: Field, index: number) => Field;
}

/** An answer whose first bytes are there: what fails now breaks it off. */
export interface Answer {
  readonly contentType: string;
  readonly bytes: AsyncGenerator<Uint8Array, void, void>;
  /** Ends the query, whether or not its bytes were taken. Idempotent. */
  close(): Promise<void>;
}

/**
 * Runs a query and begins to write its result, which is to be closed.
 * @throws ServiceError
 */
export async function openAnswer(context: ServerContext, question: Question, signal: AbortSignal): Promise<Answer> {
  const { query, maxrec, format, uploads = new Map(), infos = [], onFailure = "tell", describe } = question;
  try {
    signal.throwIfAborted();
    const sent = await openUploads(context, uploads, signal);
    // Taken in, or refused: either way they are read no further.
    const result = await context.engine
      .query(query, { maxrec, signal, uploads: sent.sources })
      .finally(() => sent.close());
    try {
      const table = await openResultTable(result, {
        infos,
        signal,
        onFailure: format.format === "votable" ? onFailure : "throw",
        ...(describe === undefined ? {} : { fields: result.fields.map(describe) }),
      });
      const chunks = convert(table, format.format, { ...format.options, spool: spoolToFile });
      // Formats that need all rows for their first byte have none before; and most that fails, fails by then.
      const first = await chunks.next();
      return { contentType: format.contentType, bytes: rejoin(first, chunks), close: () => table.close() };
    } catch (failure) {
      await result.close();
      throw failure;
    }
  } catch (failure) {
    throw asServiceError(signal.aborted ? signal.reason : failure);
  }
}

async function* rejoin(
  first: IteratorResult<Uint8Array, void>,
  chunks: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  if (first.done !== true) yield first.value;
  yield* chunks;
}
