import type { ColumnBatch } from "@armillary/columns";
import type { FormatName, StreamSummary, TableStream } from "@armillary/formats";
import { type AngleColumn, type Find, type Join, type MatchedTable, matchTables } from "@armillary/sky";
import { failureIn } from "../failure.ts";
import { ClosedPipeError, hasColor, type Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import type { Plot, PlottedRows } from "../plot/open-plot.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { formatOfPlace, isChatty, openPlotOf, type Place } from "../run/deliver.ts";
import { type InputsOptions, type LabelledTable, openPair } from "../run/open-inputs.ts";
import { writeTable } from "../run/write-table.ts";
import { openSink } from "../sink.ts";
import { tellNote, warn, warnOfSummary, warnOfWriting } from "../warnings.ts";
import { startThreadFor } from "../worth-thread.ts";
import { holdOnDisk } from "./hold-on-disk.ts";
import { frameOf, joinMetadata } from "./joined-metadata.ts";
import {
  chosenColumns,
  describePosition,
  type RadiusArguments,
  radiusOf,
  reportedError,
  tellWithoutPosition,
} from "./match-words.ts";

export interface MatchArguments extends RadiusArguments {
  readonly left: string;
  readonly right: string;
  readonly find: Find;
  readonly join?: Join;
  readonly ra1?: string;
  readonly dec1?: string;
  readonly ra2?: string;
  readonly dec2?: string;
  readonly suffix1: string;
  readonly suffix2: string;
  readonly from1?: FormatName;
  readonly from2?: FormatName;
  readonly table1: number;
  readonly table2: number;
  readonly place: Place;
  readonly network: NetworkOptions;
}

/** `armillary match`: two tables as one, by position, written whole or not at all. */
export async function runMatch(args: MatchArguments, io: Io): Promise<void> {
  const { place } = args;
  const within = radiusOf(args, "both tables");
  const to = formatOfPlace(place, "match LEFT RIGHT", io);
  const sink = await openSink(place.output, io);
  const thread = await startThreadFor([args.left, args.right], to);
  const { left, right, progress } = await openPair([args.left, args.right], io, sidesOf(args)).catch(async (thrown) => {
    await thread?.close();
    throw thrown;
  });
  const disk = holdOnDisk();
  let plot: Plot | undefined;
  try {
    const { metadata, rightFields } = joinMetadata(left.table, right.table, describe(left.label, right.label, args));
    const matched = await matchTables(
      left.table,
      { fields: rightFields, batches: () => right.table.batches() },
      {
        ...within,
        find: args.find,
        suffixes: [args.suffix1, args.suffix2],
        hold: disk.hold,
        leftColumns: chosenColumns(args.ra1, args.dec1, args.error1),
        rightColumns: chosenColumns(args.ra2, args.dec2, args.error2),
        ...(args.join === undefined ? {} : { join: args.join }),
      },
    ).catch(nameSide(left.label, right.label));
    progress.wipe();
    tellColumns(io, left, right, matched);
    const isShown = place.output === "-" && io.stdout.isTTY === true;
    // Rows and progress would write over one another.
    if (isShown) progress.end();
    const text = {
      width: isShown ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      color: isShown && hasColor(io.stdout, io.env),
    };
    const table = streamOf(matched, metadata, left.table, right.table);
    plot = await openPlotOf(place, plottedOf(args, left, right, matched), matched.fields, io);
    const onBatch = (batch: ColumnBatch): void => plot?.look(batch);
    const lost = await writeTable(table, sink, { to, how: place.how, text, progress, onBatch, thread });
    const summaries = await Promise.all([left.table.summary, right.table.summary]);
    summaries.forEach(({ status, message }, index) => {
      if (status === "ERROR") throw reportedError(index === 0 ? left.label : right.label, message);
    });
    await plot?.draw();
    await sink.commit();
    await plot?.commit();
    progress.end();
    warnOfSummary(io, left.label, summaries[0]);
    warnOfSummary(io, right.label, summaries[1]);
    warnOfWriting(io, place.output === "-" ? "standard output" : place.output, lost);
    tellWithoutPosition(io, left.label, matched.counts.leftWithoutPosition);
    tellWithoutPosition(io, right.label, matched.counts.rightWithoutPosition);
    if (isChatty(place, io)) {
      const where = place.output === "-" ? "" : ` → ${printableLine(place.output)}`;
      io.stderr.write(`${printCounted(matched.counts.pairs, "pair")} · ${progress.describe()}${where}\n`);
    }
  } catch (thrown) {
    await sink.discard();
    await plot?.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(`${left.label}, ${right.label}`, thrown);
  } finally {
    progress.end();
    await disk.close();
    await left.table.close();
    await right.table.close();
    await thread?.close();
  }
}

function sidesOf({ from1, from2, table1, table2, network }: MatchArguments): readonly [InputsOptions, InputsOptions] {
  return [
    { ...network, table: table1, lend: true, ...(from1 === undefined ? {} : { format: from1 }) },
    { ...network, table: table2, ...(from2 === undefined ? {} : { format: from2 }) },
  ];
}

function describe(left: string, right: string, { radius, combine, error1, error2, find }: MatchArguments): string {
  const within = radius ?? `the ${combine} of ${error1} and ${error2}`;
  return `${left} matched with ${right} by position within ${within} (find ${find})`;
}

/** A row is drawn where the left table has it or, where only the right one does, there. */
function plottedOf(
  { join }: MatchArguments,
  left: LabelledTable,
  right: LabelledTable,
  { leftColumns, rightColumns }: MatchedTable,
): PlottedRows {
  // Such a join has the columns of one table alone.
  const [onlyLeft, onlyRight] = [join === "1not2", join === "2not1"];
  const offset = onlyRight ? 0 : left.table.fields.length;
  const moved = (column: AngleColumn): AngleColumn => ({ ...column, index: column.index + offset });
  const { ra, dec } = rightColumns;
  return {
    title: printableLine(onlyLeft ? left.label : onlyRight ? right.label : `${left.label} and ${right.label}`, 70),
    label: onlyLeft || onlyRight ? "without a match" : "rows",
    positions: [...(onlyRight ? [] : [leftColumns]), ...(onlyLeft ? [] : [{ ra: moved(ra), dec: moved(dec) }])],
  };
}

/** The joined table as writers take it. */
function streamOf(
  matched: MatchedTable,
  metadata: TableStream["metadata"],
  left: TableStream,
  right: TableStream,
): TableStream {
  return {
    fields: matched.fields,
    metadata,
    batches: () => matched.batches(),
    get summary() {
      return Promise.all([left.summary, right.summary]).then(([one, other]) => combined(one, other));
    },
    async close() {
      await left.close();
      await right.close();
    },
  };
}

function combined(one: StreamSummary, other: StreamSummary): StreamSummary {
  const worse = one.status === "ERROR" || other.status === "OK" ? one : other;
  const { status, message } = worse;
  const bytesRead = one.bytesRead + other.bytesRead;
  return { status, rows: one.rows, bytesRead, diagnostics: [], ...(message === undefined ? {} : { message }) };
}

/** Tells by which columns the tables are matched, and when their frames differ. */
function tellColumns(io: Io, left: LabelledTable, right: LabelledTable, matched: MatchedTable): void {
  const sides = [
    { ...left, position: matched.leftColumns },
    { ...right, position: matched.rightColumns },
  ];
  const words = sides.map(({ label, table, position }) => describePosition(label, table.fields, position));
  tellNote(io, `Positions: ${words.join("; ")}.`);
  const [one, other] = sides.map(({ table, position }) => frameOf(table, position.ra.index));
  if (one !== undefined && other !== undefined && one !== other) {
    warn(
      io,
      `Positions of ${left.label} are in ${one}, those of ${right.label} in ${other}: they are compared as they are.`,
    );
  }
}

/** Puts the name of a table where the package says which of the two it is about. */
function nameSide(left: string, right: string): (thrown: unknown) => never {
  return (thrown) => {
    const { side } = (thrown ?? {}) as { readonly side?: unknown };
    throw side === "left" || side === "right" ? failureIn(side === "left" ? left : right, thrown) : thrown;
  };
}
