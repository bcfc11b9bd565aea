import type { ColumnBatch } from "@armillary/columns";
import { deriveTable, type FormatName } from "@armillary/formats";
import { type GroupAction, groupTable } from "@armillary/sky";
import { failureIn } from "../failure.ts";
import { ClosedPipeError, hasColor, type Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import type { Plot } from "../plot/open-plot.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { formatOfPlace, isChatty, openPlotOf, type Place } from "../run/deliver.ts";
import { openInputs } from "../run/open-inputs.ts";
import { writeTable } from "../run/write-table.ts";
import { openSink } from "../sink.ts";
import { tellNote, warnOfSummary, warnOfWriting } from "../warnings.ts";
import { holdOnDisk } from "./hold-on-disk.ts";
import {
  chosenColumns,
  describePosition,
  type RadiusArguments,
  radiusOf,
  reportedError,
  tellWithoutPosition,
} from "./match-words.ts";

export interface GroupArguments extends RadiusArguments {
  readonly input: string;
  readonly action: GroupAction;
  readonly ra1?: string;
  readonly dec1?: string;
  readonly from1?: FormatName;
  readonly table1: number;
  readonly place: Place;
  readonly network: NetworkOptions;
}

/** `armillary match TABLE`: rows of one table that match each other, marked or left out; written whole or not at all. */
export async function runGroup(args: GroupArguments, io: Io): Promise<void> {
  const { place, from1 } = args;
  const within = radiusOf(args, "the table");
  const to = formatOfPlace(place, "match TABLE", io);
  const sink = await openSink(place.output, io);
  const { label, table, progress } = await openInputs([args.input], io, {
    ...args.network,
    table: args.table1,
    lend: true,
    ...(from1 === undefined ? {} : { format: from1 }),
  });
  const disk = holdOnDisk();
  let plot: Plot | undefined;
  try {
    const columns = chosenColumns(args.ra1, args.dec1, args.error1);
    const grouped = await groupTable(table, { ...within, action: args.action, hold: disk.hold, columns });
    const summary = await table.summary;
    if (summary.status === "ERROR") throw reportedError(label, summary.message);
    progress.end();
    tellNote(io, `Positions: ${describePosition(label, table.fields, grouped.columns)}.`);
    const isShown = place.output === "-" && io.stdout.isTTY === true;
    const text = {
      width: isShown ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      color: isShown && hasColor(io.stdout, io.env),
    };
    const stream = deriveTable(table, { fields: grouped.fields, batches: () => grouped.batches() });
    plot = await openPlotOf(
      place,
      { title: printableLine(label, 70), label, positions: [grouped.columns] },
      stream.fields,
      io,
    );
    const onBatch = (batch: ColumnBatch): void => plot?.look(batch);
    const lost = await writeTable(stream, sink, { to, how: place.how, text, progress, onBatch });
    await plot?.draw();
    await sink.commit();
    await plot?.commit();
    warnOfSummary(io, label, summary);
    warnOfWriting(io, place.output === "-" ? "standard output" : place.output, lost);
    tellWithoutPosition(io, label, grouped.withoutPosition);
    if (isChatty(place, io)) {
      const where = place.output === "-" ? "" : ` → ${printableLine(place.output)}`;
      const found = `${printCounted(grouped.groups, "group")} of ${printCounted(grouped.groupedRows, "row")}`;
      io.stderr.write(`${found} · ${progress.describe()}${where}\n`);
    }
  } catch (thrown) {
    await sink.discard();
    await plot?.discard();
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(label, thrown);
  } finally {
    progress.end();
    await disk.close();
    await table.close();
  }
}
