import type { MastSession } from "../session/session.ts";
import type { ProductFile } from "./product-file.ts";

/** The bucket of what is public, which everybody may read without an account. */
export const CLOUD_BUCKET = "stpubdata";

/** Missions whose searches have a way of their own to files (`retrieve_product`). */
const RETRIEVING_MISSIONS: readonly string[] = ["hst", "jwst", "roman", "roman_spectra", "roman_cgi"];

/**
 * Where a file is fetched from: a `mast:` URI from MAST's download service, an `s3://` one from its bucket by https, `https://` from
 * there; a bare one (`Z14Z0104T/z14z0104t_shf.fits`, of a mission search) from that mission.
 * @param mission - of bare URIs: `hst`, `jwst`, …
 * @returns undefined for what has no address
 */
export function addressOf(
  { uri }: Pick<ProductFile, "uri">,
  { baseUrl }: Pick<MastSession, "baseUrl">,
  mission?: string,
): string | undefined {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? [];
  switch (scheme?.toLowerCase()) {
    case "mast":
      return `${baseUrl}/api/v0.1/Download/file?uri=${asParameter(uri)}`;
    case "s3": {
      const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/i.exec(uri) ?? [];
      return bucket === undefined || key === undefined ? undefined : objectUrl(bucket, key);
    }
    case "http":
    case "https":
      return uri;
    case undefined:
      return uri === "" || !RETRIEVING_MISSIONS.includes(mission?.toLowerCase() ?? "")
        ? undefined
        : `${baseUrl}/search/${mission?.toLowerCase()}/api/v0.1/retrieve_product?product_name=${asParameter(uri)}`;
    default:
      return undefined;
  }
}

/** An object of a public bucket, by https. */
export function objectUrl(bucket: string, key: string): string {
  const path = key.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  return `https://${bucket.toLowerCase()}.s3.amazonaws.com/${path}`;
}

/** As MAST writes URIs in addresses: its colon and slashes as they are. */
function asParameter(uri: string): string {
  return encodeURIComponent(uri).replaceAll("%3A", ":").replaceAll("%2F", "/");
}
