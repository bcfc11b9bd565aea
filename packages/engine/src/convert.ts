import type { Located, Refuse } from "./refuse.ts";
import { doubleLiteral } from "./sql.ts";
import type { Form, SqlValue } from "./value.ts";

/** A literal string, as it stands in the query. */
export interface Literal {
  readonly text: string;
}

/** A date of ISO 8601, with or without time of day and zone (DALI 1.1, section 3.3.3). */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}([T ]\d{2}(:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** What two values, or many, are compared as: the form that each is turned into. */
export function commonForm(forms: readonly Form[]): Form {
  const known = forms.filter((form) => form !== "null");
  const [first] = known;
  if (first === undefined) return "null";
  if (known.every((form) => form === first) && first !== "timestamp-text") return first;
  if (known.some((form) => form === "timestamp" || form === "timestamp-text")) return "timestamp";
  if (known.includes("number")) return "number";
  if (known.includes("boolean")) return "boolean";
  if (known.every((form) => isRegion(form))) return "region";
  return "text";
}

/** What columns of two queries that become one column are: text with anything that is not the like of it. */
export function unitedForm(forms: readonly Form[]): Form {
  const known = forms.filter((form) => form !== "null");
  const [first] = known;
  if (first === undefined) return "null";
  if (known.every((form) => form === first)) return first;
  if (known.every((form) => form === "number" || form === "boolean")) return "number";
  if (known.every(isRegion)) return "region";
  return "text";
}

const REGIONS: ReadonlySet<Form> = new Set<Form>(["point", "circle", "polygon", "region", "region-text"]);

function isRegion(form: Form): boolean {
  return REGIONS.has(form);
}

/** Turns values of one form into another, where that means anything. */
export class Converter {
  readonly #refuse: Refuse;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** `literal`: the text of the value, where it is a literal string, which is checked now rather than row by row. */
  to(form: Form, value: SqlValue, node: Located, literal?: Literal): string {
    switch (form) {
      case "number":
        return this.number(value, node, literal);
      case "text":
        return this.text(value, node);
      case "timestamp":
        return this.timestamp(value, node, literal);
      case "boolean":
        return this.#boolean(value, node, literal);
      case "region":
        return this.region(value, node);
      default:
        if (value.form === form || value.form === "null") return value.sql;
        return this.#refuse(
          "ADQL_TYPE",
          node,
          `This is a ${nounOf(value.form)}, and a ${nounOf(form)} is wanted here.`,
        );
    }
  }

  number(value: SqlValue, node: Located, literal?: Literal): string {
    switch (value.form) {
      case "number":
      case "null":
        return value.sql;
      case "boolean":
        return `CAST(${value.sql} AS INTEGER)`;
      case "text":
        if (literal === undefined) return `TRY_CAST(${value.sql} AS DOUBLE)`;
        if (NUMBER.test(literal.text)) return doubleLiteral(Number(literal.text));
        return this.#refuse("ADQL_TYPE", node, `'${literal.text}' is compared with a number, and is none.`);
      default:
        return this.#refuse("ADQL_TYPE", node, `This is a ${nounOf(value.form)}, and a number is wanted here.`);
    }
  }

  text(value: SqlValue, node: Located): string {
    switch (value.form) {
      case "text":
      case "null":
      case "timestamp-text":
      case "region-text":
        return value.sql;
      case "number":
        return `sql_number_text(${value.sql})`;
      case "boolean":
        return `CAST(${value.sql} AS VARCHAR)`;
      case "timestamp":
        return `sql_timestamp_text(${value.sql})`;
      case "point":
      case "circle":
      case "polygon":
        return `sky_region_text([${value.sql}])`;
      case "region":
        return `sky_region_text(${value.sql})`;
      default:
        return this.#refuse("ADQL_TYPE", node, `This is a ${nounOf(value.form)}, and a string is wanted here.`);
    }
  }

  timestamp(value: SqlValue, node: Located, literal?: Literal): string {
    switch (value.form) {
      case "timestamp":
      case "null":
        return value.sql;
      case "text":
      case "timestamp-text":
        if (literal !== undefined && !TIMESTAMP.test(literal.text.trim())) {
          return this.#refuse(
            "ADQL_TYPE",
            node,
            `'${literal.text}' is compared with a timestamp, and is none. Write it as 2020-01-31T12:00:00.`,
          );
        }
        return `TRY_CAST(${value.sql} AS TIMESTAMP)`;
      default:
        return this.#refuse("ADQL_TYPE", node, `This is a ${nounOf(value.form)}, and a timestamp is wanted here.`);
    }
  }

  #boolean(value: SqlValue, node: Located, literal?: Literal): string {
    switch (value.form) {
      case "boolean":
      case "null":
        return value.sql;
      case "text": {
        if (literal !== undefined && !/^(true|false|t|f|1|0)$/i.test(literal.text.trim())) {
          return this.#refuse(
            "ADQL_TYPE",
            node,
            `'${literal.text}' is compared with a truth value: write 'True' or 'False'.`,
          );
        }
        return `TRY_CAST(${value.sql} AS BOOLEAN)`;
      }
      default:
        return this.#refuse("ADQL_TYPE", node, `This is a ${nounOf(value.form)}, and a truth value is wanted here.`);
    }
  }

  /** A LIST of shapes. */
  region(value: SqlValue, node: Located): string {
    switch (value.form) {
      case "region":
        return value.sql;
      case "null":
        return "NULL::DOUBLE[][]";
      case "point":
      case "circle":
      case "polygon":
        return `sky_region_of(${value.sql})`;
      case "text":
      case "region-text":
        return `sky_region(${value.sql})`;
      default:
        return this.#refuse("ADQL_TYPE", node, `This is a ${nounOf(value.form)}, and a geometry is wanted here.`);
    }
  }
}

function nounOf(form: Form): string {
  switch (form) {
    case "boolean":
      return "truth value";
    case "timestamp-text":
      return "timestamp";
    case "region-text":
      return "region";
    case "list":
      return "whole array";
    case "opaque":
      return "value of a type that can only be selected";
    case "text":
      return "string";
    default:
      return form;
  }
}
