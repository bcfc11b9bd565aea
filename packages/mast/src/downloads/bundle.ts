import { DalError, type OperationOptions } from "@armillary/dali";
import type { MastSession } from "../session/session.ts";

/** What MAST packs files into: archives, or a script that fetches them with curl. */
export const BUNDLE_FORMATS = ["tar.gz", "zip", "sh"] as const;
export type BundleFormat = (typeof BUNDLE_FORMATS)[number];

/** How each begins. */
const MAGIC: Readonly<Record<BundleFormat, readonly number[]>> = {
  "tar.gz": [0x1f, 0x8b],
  zip: [0x50, 0x4b],
  sh: [0x23, 0x21],
};
/** Of what comes instead, for the error. */
const SHOWN_BYTES = 300;

/**
 * Asks MAST to pack files into one (`/api/v0.1/Download/bundle.tar.gz`), and gives its bytes as they come. A bundle cannot be gone on with, and
 * its length is not known beforehand: `downloadProducts` is for more than some dozens of files.
 * @param uris - `mast:` URIs
 * @throws MastError codes MAST_TOKEN_* and MAST_NO_ACCESS; DalError, with DAL_FORMAT for what is no such bundle, DAL_USAGE for other URIs
 */
export async function openBundle(
  session: MastSession,
  uris: Iterable<string>,
  { format, ...options }: { readonly format: BundleFormat } & OperationOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const asked = [...new Set(uris)];
  const strange = asked.find((uri) => !/^mast:/i.test(uri));
  if (strange !== undefined || asked.length === 0) {
    const what = strange === undefined ? "Nothing" : `"${strange}"`;
    throw new DalError("DAL_USAGE", `${what} cannot be bundled: MAST packs files of mast: URIs.`);
  }
  const response = await session.request({
    ...options,
    url: `/api/v0.1/Download/bundle.${format}`,
    method: "POST",
    parameters: asked.map((uri) => ["uri", uri] as const),
    // Asking twice packs twice, and changes nothing.
    idempotent: true,
    decode: false,
    headers: { "Accept-Encoding": "identity" },
  });
  const chunks = response.body[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < 2; ) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    first.push(value);
    length += value.length;
  }
  const start = first.flatMap((chunk) => [...chunk.subarray(0, SHOWN_BYTES)]);
  if (!MAGIC[format].every((byte, at) => start[at] === byte)) {
    await response.close();
    const words = new TextDecoder().decode(Uint8Array.from(start)).trim();
    const { url } = response;
    throw new DalError("DAL_FORMAT", `${url} sent something else than a ${format} bundle.`, {
      url,
      ...(words === "" ? {} : { serviceMessage: words }),
    });
  }
  return (async function* () {
    try {
      yield* first;
      for (let part = await chunks.next(); part.done !== true; part = await chunks.next()) yield part.value;
    } finally {
      await response.close();
    }
  })();
}
