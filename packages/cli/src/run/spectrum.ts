import {
  type OpenSpectrumOptions,
  openSpectrum,
  type Spectrum,
  type SpectrumQuantity,
  type SpectrumTableOptions,
  spectrumTable,
} from "@armillary/ssap";
import { failureIn } from "../failure.ts";
import { openInput } from "../input.ts";
import { ClosedPipeError, hasColor, type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { openSink } from "../sink.ts";
import { warnOfDiagnostics, warnOfWriting } from "../warnings.ts";
import { formatOfPlace, isChatty, type Place } from "./deliver.ts";
import { writeTable } from "./write-table.ts";

export interface SpectrumArguments extends NetworkOptions, Place {
  readonly input: string;
  readonly opening: OpenSpectrumOptions;
  readonly table: SpectrumTableOptions;
  /** Tell what it is, and write nothing. */
  readonly info: boolean;
  readonly json: boolean;
}

/** `armillary spectrum`: the points of a spectrum to OUT, or what it is. */
export async function runSpectrum(args: SpectrumArguments, io: Io): Promise<void> {
  const { input: inputText, opening, info, json } = args;
  // A format that cannot be written is told of before anything is read.
  const to = info ? undefined : formatOfPlace(args, "spectrum IN", io);
  const input = await openInput(inputText, io, args);
  try {
    const name = input.name === undefined ? {} : { name: input.name };
    const spectrum = await openSpectrum(input.bytes, { ...name, ...opening });
    warnOfDiagnostics(io, input.label, spectrum.diagnostics);
    if (to === undefined) await writeOut(io.stdout, json ? `${describeAsJson(spectrum)}\n` : describe(spectrum));
    else await writePoints(spectrum, to, args, io);
  } catch (thrown) {
    throw thrown instanceof ClosedPipeError ? thrown : failureIn(input.label, thrown);
  }
}

async function writePoints(
  spectrum: Spectrum,
  to: ReturnType<typeof formatOfPlace>,
  args: SpectrumArguments,
  io: Io,
): Promise<void> {
  const { output, how, table: options } = args;
  const table = spectrumTable(spectrum, options);
  const sink = await openSink(output, io);
  const progress = new Progress(io);
  try {
    const isShown = output === "-" && io.stdout.isTTY === true;
    if (isShown) progress.end();
    const text = {
      width: isShown ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY,
      color: isShown && hasColor(io.stdout, io.env),
    };
    const lost = await writeTable(table, sink, { to, how, text, progress });
    await sink.commit();
    progress.end();
    warnOfWriting(io, output === "-" ? "standard output" : output, lost);
    if (isChatty(args, io)) io.stderr.write(describe(spectrum));
  } catch (thrown) {
    await sink.discard();
    throw thrown;
  } finally {
    progress.end();
  }
}

/** A line for each thing, for people. */
function describe({ place, format, points, spectral, flux, error, quality, meta }: Spectrum): string {
  const { values } = spectral;
  const [first, last] = [values[0], values.at(-1)];
  const medium = spectral.medium === undefined ? "" : `, in ${spectral.medium} (${spectral.mediumFrom})`;
  const unit = unitOf(spectral);
  const scale = spectral.isLog10 ? `log10 of ${unit}` : unit;
  const lines = [
    `${format}, ${place}: ${points} points`,
    `spectral: ${spectral.name}, ${spectral.kind ?? "of unknown kind"}, ${first} to ${last} ${scale}${medium}`,
    `flux: ${flux.name}, ${unitOf(flux)}`,
    ...(error === undefined ? [] : [`error: ${error.name}, ${error.kind}`]),
    ...(quality === undefined ? [] : [`quality: ${quality.name}`]),
    ...told(meta).map(([name, value]) => `${name}: ${value}`),
  ];
  return lines.map((line) => `${printableLine(line)}\n`).join("");
}

function unitOf({ unit }: SpectrumQuantity): string {
  return unit ?? "without a unit";
}

function told({ keywords: _, ...meta }: Spectrum["meta"]): (readonly [name: string, value: string])[] {
  return Object.entries(meta).map(([name, value]) => [name, String(value)] as const);
}

function describeAsJson({ place, format, points, spectral, flux, error, quality, meta }: Spectrum): string {
  const bare = <Quantity extends SpectrumQuantity>({ values: _, ...rest }: Quantity): Omit<Quantity, "values"> => rest;
  const { keywords, ...known } = meta;
  return JSON.stringify({
    format,
    place,
    points,
    spectral: { ...bare(spectral), first: spectral.values[0] ?? null, last: spectral.values.at(-1) ?? null },
    flux: bare(flux),
    ...(error === undefined ? {} : { error: bare(error) }),
    ...(quality === undefined ? {} : { quality: bare(quality) }),
    ...known,
    keywords: keywords.map(({ value, ...rest }) => ({
      ...rest,
      value: typeof value === "bigint" ? String(value) : value,
    })),
  });
}
