import type { OperationOptions } from "@armillary/dali";
import { SeenTexts } from "@armillary/dali/download";
import { isExclusive } from "../products/product.ts";
import { type MastSession, whoAmI } from "../session/session.ts";
import { Access, type ExclusiveProgramme } from "./access.ts";
import type { ProductFile } from "./product-file.ts";

/** What a list of products comes to. */
export interface ProductSurvey {
  /** Rows of the list. */
  readonly products: number;
  /** Rows whose URI was there before. */
  readonly duplicates: number;
  readonly files: number;
  /** Of the files whose length is known. */
  readonly bytes: number;
  readonly unknownSizes: number;
  /** Files under exclusive access, by programme, and whether whoever asks may have them. */
  readonly exclusive: readonly ExclusiveProgramme[];
  /** The same for `itemsOfProducts`, which leaves alone what is closed. */
  readonly access: Access;
}

export interface SurveyOptions extends OperationOptions {
  /** Of URIs without a scheme. */
  readonly mission?: string;
}

/**
 * Goes through a list of products before anything is fetched: counts files and bytes, and asks MAST, one file a programme, what of the
 * exclusive ones this session may have.
 * @throws MastError codes MAST_TOKEN_REFUSED, MAST_TOKEN_EXPIRED; DalError codes DAL_ABORTED, DAL_TIMEOUT; what the list throws
 */
export async function surveyProducts(
  products: AsyncIterable<ProductFile> | Iterable<ProductFile>,
  session: MastSession,
  { mission, ...options }: SurveyOptions = {},
): Promise<ProductSurvey> {
  // Days of work with a token that nobody takes would end as an anonymous download.
  if (session.hasToken) await whoAmI(session, options);
  const access = new Access();
  const seen = new SeenTexts();
  const counts = { products: 0, duplicates: 0, files: 0, bytes: 0, unknownSizes: 0 };
  for await (const product of products) {
    counts.products++;
    if (!seen.add(product.uri)) {
      counts.duplicates++;
      continue;
    }
    counts.files++;
    if (product.bytes === undefined) counts.unknownSizes++;
    else counts.bytes += product.bytes;
    if (isExclusive(product.rights)) access.add(product);
  }
  await access.ask(session, mission, options);
  return { ...counts, exclusive: access.programmes, access };
}
