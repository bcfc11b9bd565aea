import { print } from "@armillary/adql";
import { type ColumnBatch, type Field, rebatch, sliceBatch } from "@armillary/columns";
import { concatenateTables, type TablePart, type TableStream, tableOfBatches } from "@armillary/formats";
import { FederationError } from "../errors.ts";
import type { Member } from "../member.ts";
import { type Fragment, UPLOAD_NAME } from "../plan/fragment.ts";
import type { StepOptions } from "./step.ts";

/** What is asked for one piece after another. */
interface Moving {
  readonly fragment: Fragment;
  readonly member: Member;
  readonly fields: readonly Field[];
  readonly options: StepOptions;
}

/**
 * The rows of an archive that match rows from here, which go along with the query in pieces. A piece whose answer the archive
 * cuts off is halved until its matches fit: no match is lost.
 * @param rows - what is uploaded
 * @throws FederationError code FEDERATION_TOO_LARGE where one row has more matches than the archive gives
 */
export async function fetchMoved(
  fragment: Fragment,
  member: Member,
  rows: TableStream,
  pieceRows: number,
  options: StepOptions,
): Promise<TableStream> {
  const moving: Moving = { fragment, member, fields: rows.fields, options };
  const answers: HeldAnswer[] = [];
  for await (const piece of rebatch(rows.batches(), pieceRows)) {
    answers.push(...(await askFor(piece, moving)));
    options.onRows(answers.reduce((sum, answer) => sum + answer.rows, 0));
  }
  // Without a row to match nothing matches; the columns are asked for all the same.
  if (answers.length === 0) answers.push(...(await askFor(undefined, moving)));
  return concatenateTables(answers.map((answer, index) => partOf(answer, `piece ${index + 1}`)));
}

/** One answer, whole. */
interface HeldAnswer {
  readonly table: TableStream;
  readonly batches: readonly ColumnBatch[];
  readonly rows: number;
}

/** @param piece - undefined: no row is sent, and none wanted */
async function askFor(piece: ColumnBatch | undefined, moving: Moving): Promise<readonly HeldAnswer[]> {
  const { fragment, member, fields, options } = moving;
  const adql = print(fragment.query);
  const table = await member.service.query(adql, {
    ...options.operation,
    uploads: { [UPLOAD_NAME]: () => tableOfBatches(fields, piece === undefined ? [] : [piece]) },
    ...(piece === undefined ? { maxrec: 0 } : {}),
  });
  const batches: ColumnBatch[] = [];
  for await (const batch of table.batches()) batches.push(batch);
  const { status, suspect, rows } = await table.summary;
  if (piece === undefined || (status !== "OVERFLOW" && !suspect)) return [{ table, batches, rows }];
  if (piece.rows === 1) {
    throw new FederationError(
      "FEDERATION_TOO_LARGE",
      `One row has more matches than ${member.name} gives at once (${rows.toLocaleString("en")}). Ask for closer matches, or put conditions on ${fragment.tables.join(", ")}.`,
      { member: member.name, adql },
    );
  }
  const half = Math.ceil(piece.rows / 2);
  return [
    ...(await askFor(sliceBatch(piece, 0, half), moving)),
    ...(await askFor(sliceBatch(piece, half, piece.rows - half), moving)),
  ];
}

function partOf({ table, batches }: HeldAnswer, label: string): TablePart {
  return { label, open: async () => tableOfBatches(table.fields, batches, table.metadata) };
}
