import { type Field, layoutOfDatatype } from "@armillary/columns";
import { TypeInference } from "../csv/infer.ts";
import type { CsvType } from "../csv/types.ts";
import { LEAST_INT, MOST_INT } from "../csv/types.ts";
import type { IpacColumn, IpacType } from "./header.ts";
import type { ColumnAttributes } from "./keywords.ts";

/** Characters that no integer of 32 bits is too small for. */
const SAFE_INT_WIDTH = 9;

const DATATYPES: Readonly<Record<IpacType, CsvType>> = {
  int: "int",
  long: "long",
  float: "float",
  double: "double",
  char: "char",
  date: "char",
};

/**
 * Finds the datatype of a column that its header leaves open: one without a type, and `int` where the column is wide enough for
 * more than 32 bits, which archives put there.
 */
export class OpenType {
  readonly #column: IpacColumn;
  readonly #inference = new TypeInference();
  #long = false;

  constructor(column: IpacColumn) {
    this.#column = column;
  }

  /** Whether the cells of a column must be seen before its type is known. */
  static isOpen({ type, start, end }: IpacColumn): boolean {
    return type === undefined || (type === "int" && end - start > SAFE_INT_WIDTH);
  }

  see(text: string): void {
    if (text === "" || text === this.#column.null) return;
    if (this.#column.type === undefined) this.#inference.see(text);
    else if (!this.#long && text.length > SAFE_INT_WIDTH) {
      const value = Number(text);
      this.#long = Number.isInteger(value) && (value < LEAST_INT || value > MOST_INT);
    }
  }

  get datatype(): CsvType {
    return this.#column.type === undefined ? this.#inference.result.type : this.#long ? "long" : "int";
  }
}

/** The field of a column; `datatype` is that of its type, or what was found for an open one. */
export function fieldOf(
  column: IpacColumn,
  datatype: CsvType | undefined,
  attributes: ColumnAttributes,
  description: string | undefined,
): Field {
  const type = datatype ?? DATATYPES[column.type ?? "char"];
  const { name, unit } = column;
  return {
    name,
    datatype: type,
    ...(type === "char" ? { arraysize: "*" } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(description === undefined ? {} : { description }),
    ...attributes,
    layout: layoutOfDatatype(type),
  };
}
