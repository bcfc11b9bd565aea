import { parseAngleDeg } from "@armillary/dali";
import type { FormatName, StreamSummary, TableStream } from "@armillary/formats";
import {
  type ErrorCombination,
  type Find,
  type Join,
  type MatchedTable,
  type MatchRadius,
  matchTables,
} from "@armillary/sky";
import { CommandError, failureIn, usageError } from "../failure.ts";
import { ClosedPipeError, hasColor, type Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { formatOfPlace, isChatty, type Place } from "../run/deliver.ts";
import { type InputsOptions, type LabelledTable, openPair } from "../run/open-inputs.ts";
import { writeTable } from "../run/write-table.ts";
import { openSink } from "../sink.ts";
import { tellNote, warn, warnOfSummary, warnOfWriting } from "../warnings.ts";
import { startThreadFor } from "../worth-thread.ts";
import { holdOnDisk } from "./hold-on-disk.ts";
import { frameOf, joinMetadata } from "./joined-metadata.ts";

export interface MatchArguments {
  readonly left: string;
  readonly right: string;
  /** As typed, with its unit. */
  readonly radius?: string;
  readonly find: Find;
  readonly join?: Join;
  readonly ra1?: string;
  readonly dec1?: string;
  readonly ra2?: string;
  readonly dec2?: string;
  readonly error1?: string;
  readonly error2?: string;
  readonly combine: ErrorCombination;
  readonly scale: number;
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
  const within = radiusOf(args);
  const to = formatOfPlace(place, "match LEFT RIGHT", io);
  const sink = await openSink(place.output, io);
  const thread = await startThreadFor([args.left, args.right], to);
  const { left, right, progress } = await openPair([args.left, args.right], io, sidesOf(args)).catch(async (thrown) => {
    await thread?.close();
    throw thrown;
  });
  const disk = holdOnDisk();
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
        leftColumns: chosen(args.ra1, args.dec1, args.error1),
        rightColumns: chosen(args.ra2, args.dec2, args.error2),
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
    const lost = await writeTable(table, sink, { to, how: place.how, text, progress, thread });
    const summaries = await Promise.all([left.table.summary, right.table.summary]);
    summaries.forEach(({ status, message }, index) => {
      if (status === "ERROR") throw serviceError(index === 0 ? left.label : right.label, message);
    });
    await sink.commit();
    progress.end();
    warnOfSummary(io, left.label, summaries[0]);
    warnOfSummary(io, right.label, summaries[1]);
    warnOfWriting(io, place.output === "-" ? "standard output" : place.output, lost);
    tellCounts(io, left.label, right.label, matched);
    if (isChatty(place, io)) {
      const where = place.output === "-" ? "" : ` → ${printableLine(place.output)}`;
      io.stderr.write(`${printCounted(matched.counts.pairs, "pair")} · ${progress.describe()}${where}\n`);
    }
  } catch (thrown) {
    await sink.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(`${left.label}, ${right.label}`, thrown);
  } finally {
    progress.end();
    await disk.close();
    await left.table.close();
    await right.table.close();
    await thread?.close();
  }
}

function radiusOf({ radius, error1, error2, combine, scale }: MatchArguments): MatchRadius {
  if (error1 === undefined && error2 === undefined) {
    if (radius === undefined) {
      throw usageError("How near is a match is not said.", "--radius 1arcsec, or --error1 COLUMN and --error2 COLUMN.");
    }
    const radiusDeg = parseAngleDeg(radius);
    if (!(radiusDeg >= 0 && radiusDeg <= 180))
      throw usageError(`A radius of ${radius} is none.`, "0 to 180deg are possible.");
    return { radiusDeg };
  }
  if (radius !== undefined) throw usageError("--radius and errors contradict each other.", "Leave one of them out.");
  if (error1 === undefined || error2 === undefined) {
    throw usageError("A match by errors needs those of both tables.", "--error1 COLUMN and --error2 COLUMN.");
  }
  return { errors: combine, scale };
}

function sidesOf({ from1, from2, table1, table2, network }: MatchArguments): readonly [InputsOptions, InputsOptions] {
  return [
    { ...network, table: table1, lend: true, ...(from1 === undefined ? {} : { format: from1 }) },
    { ...network, table: table2, ...(from2 === undefined ? {} : { format: from2 }) },
  ];
}

function chosen(ra: string | undefined, dec: string | undefined, error: string | undefined): object {
  return {
    ...(ra === undefined ? {} : { ra }),
    ...(dec === undefined ? {} : { dec }),
    ...(error === undefined ? {} : { error }),
  };
}

function describe(left: string, right: string, { radius, combine, error1, error2, find }: MatchArguments): string {
  const within = radius ?? `the ${combine} of ${error1} and ${error2}`;
  return `${left} matched with ${right} by position within ${within} (find ${find})`;
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
  const words = sides.map(({ label, table: { fields }, position: { ra, dec, by } }) => {
    const names = `${fields[ra.index]?.name}, ${fields[dec.index]?.name}`;
    return `${printableLine(label)}: ${printableLine(names)} (${by === "choice" ? "as you say" : `by ${by}`})`;
  });
  tellNote(io, `Positions: ${words.join("; ")}.`);
  const [one, other] = sides.map(({ table, position }) => frameOf(table, position.ra.index));
  if (one !== undefined && other !== undefined && one !== other) {
    warn(
      io,
      `Positions of ${left.label} are in ${one}, those of ${right.label} in ${other}: they are compared as they are.`,
    );
  }
}

function tellCounts(io: Io, left: string, right: string, { counts }: MatchedTable): void {
  const sides = [
    [left, counts.leftWithoutPosition],
    [right, counts.rightWithoutPosition],
  ] as const;
  for (const [label, rows] of sides) {
    if (rows > 0)
      tellNote(io, `${printableLine(label)}: ${printCounted(rows, "row")} without a position: they match nothing.`);
  }
}

/** Puts the name of a table where the package says which of the two it is about. */
function nameSide(left: string, right: string): (thrown: unknown) => never {
  return (thrown) => {
    const { side } = (thrown ?? {}) as { readonly side?: unknown };
    throw side === "left" || side === "right" ? failureIn(side === "left" ? left : right, thrown) : thrown;
  };
}

function serviceError(label: string, message: string | undefined): CommandError {
  return new CommandError({
    code: "FORMAT_SERVICE_ERROR",
    message: "The service reports an error (QUERY_STATUS ERROR): the table is not to be used.",
    where: label,
    ...(message === undefined ? {} : { serviceMessage: message }),
  });
}
