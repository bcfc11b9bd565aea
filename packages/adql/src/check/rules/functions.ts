import type { Aggregate, FunctionCall, Value } from "../../language/ast.ts";
import { printType } from "../../schema/datatype.ts";
import { type Parameter, parameterAt, printForm, takesCount } from "../../schema/functions/function.ts";
import { accepts } from "../accepts.ts";
import { didYouMean, listOf, printName, type Rule, type RuleContext, replaceFix, spanOf } from "../rule.ts";

/** Functions that many databases have and services let through without declaring them. */
const COMMON_SQL = new Set(
  `substring substr position char_length length trim ltrim rtrim replace concat left right nullif greatest least
  cast round to_char to_number to_date extract date_part now current_timestamp stddev variance median percentile_cont
  string_agg array_agg row_number rank dense_rank sign cbrt log2 sinh cosh tanh isnull nvl ifnull regexp_like charindex
  datepart dateadd datediff convert`.split(/\s+/),
);

/** Functions that nobody declares, numbers of arguments that no form takes, arguments of a type that none takes. */
export const functions: Rule = {
  FunctionCall(node, context) {
    const resolution = context.facts.calls.get(node);
    if (resolution === undefined) return;
    const { known, form } = resolution;
    if (known === undefined) reportUnknown(node, context);
    else if (form === undefined) reportCount(node, context);
    else {
      for (const [index, argument] of node.arguments.entries()) {
        const parameter = parameterAt(form, index);
        if (parameter !== undefined) reportArgument(node, argument, parameter, context);
      }
    }
    if (known?.origin === "ivoa" && context.facts.catalog.functions.declares) reportUndeclared(node, context);
  },
  Aggregate(node, context) {
    const parameter = context.facts.calls.get(node)?.form?.parameters[0];
    if (node.argument !== "*" && parameter !== undefined) reportArgument(node, node.argument, parameter, context);
  },
};

function reportUnknown(node: FunctionCall, context: RuleContext): void {
  const { functions: known } = context.facts.catalog;
  if (!known.declares) return;
  const name = printName(node.name.parts);
  const common = COMMON_SQL.has(name.toLowerCase());
  const names = context.maySuggest() ? known.suggest(name) : [];
  context.report({
    code: "ADQL_UNKNOWN_FUNCTION",
    severity: common ? "warning" : "error",
    message: common
      ? `${name} is no function of ADQL, and the service does not declare it; it may run all the same.`
      : `${name} is neither a function of ADQL nor one that the service declares.${didYouMean(names)}`,
    span: spanOf(node.name),
    ...(names.length === 0 || common
      ? {}
      : { fixes: names.map((other) => replaceFix(`Replace by ${other}`, spanOf(node.name), other)) }),
  });
}

function reportUndeclared(node: FunctionCall, context: RuleContext): void {
  context.report({
    code: "ADQL_FEATURE",
    severity: "warning",
    message: `The service does not declare ${printName(node.name.parts)}, which is a function of the IVOA's catalogue.`,
    span: spanOf(node.name),
  });
}

function reportCount(node: FunctionCall, context: RuleContext): void {
  const known = context.facts.calls.get(node)?.known;
  if (known === undefined || known.definition.forms.some((form) => takesCount(form, node.arguments.length))) return;
  const name = printName(node.name.parts);
  const forms = known.definition.forms.map((form) => printForm(name, form));
  const count = node.arguments.length;
  context.report({
    code: "ADQL_ARGUMENTS",
    severity: "error",
    message: `${name} does not take ${count} argument${count === 1 ? "" : "s"}: it is called as ${listOf(forms.slice(0, 4), "or")}.`,
    span: spanOf(node),
  });
}

function reportArgument(
  call: FunctionCall | Aggregate,
  argument: Value,
  parameter: Parameter,
  context: RuleContext,
): void {
  const value = context.facts.values.get(argument);
  if (value === undefined) return;
  const acceptance = accepts(parameter, value);
  if (acceptance === "fits") return;
  const name = call.kind === "Aggregate" ? call.function : printName(call.name.parts);
  context.report({
    code: "ADQL_TYPE",
    severity: acceptance === "unfit" ? "error" : "warning",
    message: `${name} takes ${nounOf(parameter)} as ${parameter.name}, and this is ${printType(value.type)}${acceptance === "unfit" ? "" : ", which not all services take"}.`,
    span: spanOf(argument),
  });
}

function nounOf({ type }: Parameter): string {
  switch (type) {
    case "numeric":
      return "a number";
    case "integer":
      return "a whole number";
    case "character":
      return "a string";
    case "any":
      return "any value";
    case "interval":
    case "array":
      return `an ${type}`;
    case "moc":
      return "a MOC";
    default:
      return `a ${type}`;
  }
}
