import { type FormatName, openTable } from "@armillary/formats";
import { findAxes } from "./find-axes.ts";
import { makeSpectrum } from "./make-spectrum.ts";
import { keywordsOfTable } from "./meta.ts";
import type { OpenSpectrumOptions } from "./open-options.ts";
import { readPoints } from "./read-points.ts";
import { relocated } from "./relocate.ts";
import type { Spectrum } from "./spectrum.ts";

/** Reads a spectrum out of a file that is one table: CSV, TSV, ECSV, IPAC, Parquet, Arrow. */
export async function openTableSpectrum(
  bytes: Uint8Array,
  format: FormatName,
  options: OpenSpectrumOptions,
): Promise<Spectrum> {
  const { lenient, signal, spectralUnit, isLog10, medium, row } = options;
  const table = await openTable(bytes, {
    format,
    reopen: () => once(bytes),
    ...(lenient === undefined ? {} : { lenient }),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const axes = findAxes(table.fields, options);
    const points = await readPoints(table.fields, table.batches(), axes, row);
    const { diagnostics } = await table.summary;
    return makeSpectrum({
      format,
      place: "table 0",
      points,
      axes: relocated(axes, table.fields, points),
      keywords: keywordsOfTable(table.metadata),
      diagnostics,
      ...(spectralUnit === undefined ? {} : { spectralUnit }),
      ...(isLog10 === undefined ? {} : { isLog10 }),
      ...(medium === undefined ? {} : { medium }),
    });
  } finally {
    await table.close();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
