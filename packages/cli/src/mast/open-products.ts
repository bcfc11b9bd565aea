import type { FormatName } from "@armillary/formats/vocabulary";
import type { ProductFile } from "@armillary/mast";
import type { Io } from "../io.ts";
import type { OpenMast } from "./open-session.ts";
import { ProductSource } from "./product-source.ts";

/** Which products are meant. */
export interface ProductQuestion {
  /** Lists of products, URIs. */
  readonly inputs: readonly string[];
  readonly from?: FormatName;
  readonly table: number;
}

/** The products that are meant, to be gone through as often as need be. */
export async function openProducts(
  question: ProductQuestion,
  _mast: OpenMast,
  io: Io,
): Promise<() => AsyncIterable<ProductFile>> {
  const source = new ProductSource(question.inputs, question, io);
  return () => source.products();
}
