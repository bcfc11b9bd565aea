import type { DataType, Value } from "@armillary/adql";
import { commonForm } from "../convert.ts";
import type { Form } from "../value.ts";
import type { Context } from "./context.ts";
import { literalOf } from "./literals.ts";

/** Values of which one is taken, all in one form. */
export function uniteValues(
  nodes: readonly Value[],
  context: Context,
): { readonly form: Form; readonly sqls: readonly string[]; typeOf(known: DataType): DataType } {
  const values = nodes.map((node) => context.value(node));
  const form = commonForm(values.map((value) => value.form));
  const sqls = values.map((value, index) => {
    const node = nodes[index] as Value;
    return context.convert.to(form, value, node, literalOf(node));
  });
  const first = values.find((value) => value.form === form);
  return { form, sqls, typeOf: (known) => (known.name === "UNKNOWN" ? (first?.type ?? known) : known) };
}
