import type { OperationOptions } from "@armillary/dali";
import { type ColumnConfig, fetchColumnsConfig } from "../mashup/columns-config.ts";
import { PRODUCTS_CONFIG } from "../products/list-products.ts";
import type { MastSession } from "../session/session.ts";
import { OBSERVATIONS_CONFIG } from "./question.ts";

/**
 * The columns of observations or of products: types, units, meanings, examples, and which of them filters give ranges of.
 * @throws as `fetchColumnsConfig`
 */
export async function describeColumns(
  session: MastSession,
  of: "observations" | "products",
  options: OperationOptions = {},
): Promise<readonly ColumnConfig[]> {
  const id = of === "observations" ? OBSERVATIONS_CONFIG : PRODUCTS_CONFIG;
  const config = await fetchColumnsConfig(session, id, options);
  return [...config.values()].filter(({ isRemoved }) => !isRemoved);
}
