import { printCurlScript } from "@armillary/dali/download";
import type { MastSession } from "../session/session.ts";
import { itemsOfProducts, type ProductItemsOptions } from "./items.ts";
import type { ProductFile } from "./product-file.ts";

/** The environment variable that a script takes the token from, as MAST's own scripts do. */
export const TOKEN_VARIABLE = "MAST_API_TOKEN";

/**
 * A shell script that fetches the files with curl, one after the other: resumable, lengths verified, into the same places as
 * `downloadProducts`. It holds no token: that of `$MAST_API_TOKEN` goes to MAST, and nowhere else.
 */
export function printProductScript(
  products: AsyncIterable<ProductFile> | Iterable<ProductFile>,
  session: Pick<MastSession, "baseUrl">,
  options: ProductItemsOptions = {},
): AsyncGenerator<string, void, undefined> {
  const token = { variable: TOKEN_VARIABLE, scheme: "token", origins: [new URL(session.baseUrl).origin] };
  return printCurlScript(itemsOfProducts(products, session, options), { token });
}
