import { classifyBody, failureOf, isDalError } from "@armillary/dali";
import { FormatError, type FormatName, formatOfMediaType, identify } from "@armillary/formats";
import type { ByteSource } from "@armillary/votable";
import { isSpectrumError, SpectrumError } from "./errors.ts";
import { openFitsSpectrum } from "./open-fits.ts";
import type { OpenSpectrumOptions, SpectrumAddress } from "./open-options.ts";
import { openTableSpectrum } from "./open-table.ts";
import { openVotableSpectrum } from "./open-votable.ts";
import type { Spectrum } from "./spectrum.ts";

const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Reads a spectrum: a VOTable (Spectrum data model, or any with UCDs or plain names), a FITS table or one-dimensional image, CSV, TSV,
 * ECSV, an IPAC table, Parquet or Arrow; gzip around it is seen through. Which column is what is found by utype, UCD and name, and
 * never guessed: where several could be meant, the error names them and the option that chooses.
 * @throws SpectrumError; DalError for an address that does not give a file; the errors of the format's own reader
 */
export async function openSpectrum(
  source: ByteSource | SpectrumAddress,
  options: OpenSpectrumOptions = {},
): Promise<Spectrum> {
  if (isAddress(source)) return openAddress(source, options);
  const { format, name, signal, maxBytes = MOST_BYTES } = options;
  const identified = await identifySource(source, {
    ...(format === undefined ? {} : { format }),
    ...(name === undefined ? {} : { name }),
  });
  const bytes = await gather(identified.bytes, maxBytes, signal);
  return openBytes(bytes, identified.format, options);
}

async function openAddress(
  { url, transport, ...operation }: SpectrumAddress,
  options: OpenSpectrumOptions,
): Promise<Spectrum> {
  const response = await transport.request({ url, accept: "*/*", ...operation });
  try {
    const type = response.headers.get("content-type");
    const body = await classifyBody(response.body, type);
    if (NO_FILES.has(body.kind)) throw await failureOf(response, body, { expected: "a spectrum" });
    // Only text needs it: whatever else comes is told by its bytes.
    const said = body.kind === "text" && type !== null ? formatOfMediaType(type) : undefined;
    const format = options.format ?? (said === "text" ? undefined : said);
    const name = options.name ?? new URL(response.url).pathname;
    return await openSpectrum(body.body, { ...options, name, ...(format === undefined ? {} : { format }) });
  } catch (failure) {
    await response.close();
    if (isDalError(failure)) throw failure;
    throw isSpectrumError(failure) ? at(response.url, failure) : failure;
  }
}

/** What a service sends instead of a file. */
const NO_FILES: ReadonlySet<string> = new Set(["votable-error", "html", "json", "empty"]);

function at(url: string, failure: SpectrumError): SpectrumError {
  const choice = failure.choice === undefined ? {} : { choice: failure.choice };
  return new SpectrumError(failure.code, `${url}: ${failure.message}`, { cause: failure, ...choice });
}

function isAddress(source: ByteSource | SpectrumAddress): source is SpectrumAddress {
  return typeof source === "object" && "transport" in source && "url" in source;
}

async function identifySource(source: ByteSource, options: { readonly format?: FormatName; readonly name?: string }) {
  try {
    return await identify(source, options);
  } catch (failure) {
    if (!(failure instanceof FormatError)) throw failure;
    throw new SpectrumError("SPECTRUM_FORMAT", failure.message, { cause: failure });
  }
}

function openBytes(bytes: Uint8Array, format: FormatName, options: OpenSpectrumOptions): Promise<Spectrum> {
  switch (format) {
    case "votable":
      return openVotableSpectrum(bytes, options);
    case "fits":
      return openFitsSpectrum(bytes, options);
    default:
      return openTableSpectrum(bytes, format, options);
  }
}

async function gather(chunks: AsyncIterable<Uint8Array>, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    length += chunk.length;
    if (length > maxBytes)
      throw new SpectrumError(
        "SPECTRUM_LIMIT",
        `The file has more than ${maxBytes} bytes (maxBytes): too large for a spectrum.`,
      );
    // A chunk may be good only until the next.
    parts.push(chunk.slice());
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
