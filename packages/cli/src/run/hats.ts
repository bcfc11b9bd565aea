import { basename, resolve } from "node:path";
import type { ColumnBatch, Field } from "@armillary/columns";
import {
  healpixBigIndex,
  type PositionChoice,
  type PositionColumns,
  positionColumns,
  readPositions,
} from "@armillary/sky";
import { CommandError, failureIn, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { reportedError } from "../match/match-words.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { versionOfCommand } from "../versions.ts";
import { warn, warnOfSummary } from "../warnings.ts";
import { type ConvertArguments, tableOptions } from "./convert.ts";
import { openInputs } from "./open-inputs.ts";

export interface HatsArguments extends Omit<ConvertArguments, "to" | "namesTable"> {
  readonly choice: PositionChoice;
  readonly rowsPerPartition?: number;
}

/** `armillary convert IN OUT --to hats`: a table as a HATS catalogue, a folder that appears whole or not at all. */
export async function runHats(args: HatsArguments, io: Io): Promise<void> {
  const { inputs, output, choice, rowsPerPartition, lenient, compression, arrowTypes, verbose } = args;
  if (output === "-") throw usageError("A HATS catalogue is a folder.", "Name it: armillary convert IN OUT --to hats");
  if ((args.serialization ?? args.votableVersion) !== undefined) {
    throw usageError("--serialization and --votable-version are of VOTable; hats has neither.");
  }
  const { openWholeFolder, writeHats } = await import("@armillary/formats/node");
  const folder = await openWholeFolder(output).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOTEMPTY") throw failureIn(output, thrown);
    const message = "There are files in this folder, and a HATS catalogue is a folder of its own.";
    throw new CommandError({ code: "FILE_EXISTS", message, where: output, hint: "Remove it, or name another." });
  });
  const discardNow = (): void => folder.discardNow();
  io.onSignal.add(discardNow);
  try {
    const { label, table, progress } = await openInputs(inputs, io, tableOptions(args));
    try {
      const columns = degreesIn(table.fields, choice);
      const [ra, dec] = [columns.ra.index, columns.dec.index].map((index) => table.fields[index]?.name ?? "");
      const written = await writeHats(table, folder.path, {
        name: basename(resolve(output)).replace(/\s+/g, "_"),
        raColumn: ra ?? "",
        decColumn: dec ?? "",
        indexesOf: (batch) => {
          progress.rows += batch.rows;
          return indexesOf(batch, columns);
        },
        builder: `armillary v${versionOfCommand()}`,
        lenient,
        onPartition(at, all) {
          progress.phase = `partition ${at + 1} of ${all}`;
        },
        ...(rowsPerPartition === undefined ? {} : { mostRows: rowsPerPartition }),
        ...(compression === undefined ? {} : { compression }),
        ...(arrowTypes === undefined ? {} : { arrowTypes }),
      });
      const summary = await table.summary;
      if (summary.status === "ERROR") throw reportedError(label, summary.message);
      await folder.commit();
      progress.end();
      warnOfSummary(io, label, summary);
      if (written.withoutPosition > 0) {
        warn(
          io,
          `${printableLine(label)}: ${printCounted(written.withoutPosition, "row")} without a position left out.`,
        );
      }
      if (verbose || io.stderr.isTTY === true) {
        const parts = printCounted(written.partitions.length, "partition");
        io.stderr.write(`${progress.describe()} → ${printableLine(output)}, ${parts}\n`);
      }
    } catch (thrown) {
      throw failureIn(label, thrown);
    } finally {
      progress.end();
      await table.close();
    }
  } finally {
    await folder.discard();
    io.onSignal.delete(discardNow);
  }
}

/** @throws CommandError where positions are not in degrees, which programs that read HATS take for granted */
function degreesIn(fields: readonly Field[], choice: PositionChoice): PositionColumns {
  const columns = columnsOf(fields, choice);
  for (const { index, degreesPerUnit } of [columns.ra, columns.dec]) {
    const { name, unit } = fields[index] as Field;
    if (degreesPerUnit === 1) continue;
    const message = `Column "${name}" is in ${unit ?? "another unit"}, and a HATS catalogue has positions in degrees.`;
    throw new CommandError({ code: "FORMAT_HATS", message, hint: "--ra and --dec name other columns." });
  }
  return columns;
}

function columnsOf(fields: readonly Field[], choice: PositionChoice): PositionColumns {
  try {
    return positionColumns(fields, choice);
  } catch (thrown) {
    const hint = "--ra and --dec name the columns; armillary info IN lists them.";
    throw new CommandError({ code: "SKY_POSITION", message: (thrown as Error).message, hint }, 1, { cause: thrown });
  }
}

function indexesOf(batch: ColumnBatch, columns: PositionColumns): BigInt64Array {
  const { raDeg, decDeg } = readPositions(batch, columns);
  const indexes = new BigInt64Array(batch.rows);
  for (let row = 0; row < batch.rows; row++) {
    const [ra, dec] = [raDeg[row] as number, decDeg[row] as number];
    indexes[row] = Number.isFinite(ra) && Math.abs(dec) <= 90 ? healpixBigIndex(29, ra, dec) : -1n;
  }
  return indexes;
}
