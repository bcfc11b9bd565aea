import type { OperationOptions, Transport } from "@armillary/dali";
import type { FormatName } from "@armillary/formats";
import type { AxisChoice } from "./find-axes.ts";
import type { Medium } from "./spectrum.ts";

/** A spectrum behind a URL. */
export interface SpectrumAddress extends OperationOptions {
  readonly url: string;
  readonly transport: Transport;
}

/** What the file does not say, or says in several ways. Nothing is needed for a file that says one thing. */
export interface OpenSpectrumOptions extends AxisChoice {
  /** Default: told by the content, else by name. */
  readonly format?: FormatName;
  /** File name or URL path, where the content does not tell the format. */
  readonly name?: string;
  /** FITS: number, the primary being 0, or EXTNAME of the HDU. */
  readonly hdu?: number | string;
  /** VOTable: place of the TABLE, from 0. */
  readonly table?: number;
  /** Of arrays in the rows of a table, and of the rows of an image: which, from 0; `all` joins those of a table. */
  readonly row?: number | "all";
  /** Of the spectral coordinate, against what the file says: `Angstrom`, `nm`, `GHz`, `keV`, `cm-1`. */
  readonly spectralUnit?: string;
  /** Whether the spectral coordinate is a decimal logarithm (default: as its name or DC-FLAG says). */
  readonly isLog10?: boolean;
  /** Of wavelengths, against what the file says. */
  readonly medium?: Medium;
  /** Cells that cannot be decoded become null and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /** Of the file, after decompression (default 512 MiB): a spectrum is held whole. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}
