import { safeName } from "@armillary/dali/download";
import type { ProductFile } from "./product-file.ts";

/** How files are put below a folder: MAST's own way, or all into one. */
export const PRODUCT_LAYOUTS = ["mast", "flat"] as const;
export type ProductLayout = (typeof PRODUCT_LAYOUTS)[number];

/**
 * Where a file goes: `mastDownload/<obs_collection>/<obs_id>/<file>`, as MAST's portal, its scripts and astroquery have it, or `<file>`. Each
 * part is one name, whatever characters it has; of what the list does not say the folder is left out.
 */
export function placeOf(product: ProductFile, layout: ProductLayout): string {
  const name = safeName(lastPart(product.fileName ?? "")) ?? safeName(lastPart(product.uri)) ?? "product";
  if (layout === "flat") return name;
  const collection = product.collection ?? /^mast:([^/]+)\//i.exec(product.uri)?.[1] ?? "";
  const folders = ["mastDownload", collection, product.observationId ?? ""].flatMap((part) => safeName(part) ?? []);
  return [...folders, name].join("/");
}

function lastPart(text: string): string {
  // Most are bare names.
  return /[/?#]/.test(text) ? (text.split(/[?#]/)[0]?.split("/").filter(Boolean).at(-1) ?? "") : text;
}
