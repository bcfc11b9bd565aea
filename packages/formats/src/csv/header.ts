import { type Field, layoutOfDatatype } from "@armillary/columns";
import { CsvError } from "./errors.ts";
import { TypeInference } from "./infer.ts";
import type { RowBlock } from "./rows.ts";
import type { CsvType } from "./types.ts";

/** Types by column name, or `"char"` for all. */
export type GivenTypes = Readonly<Record<string, CsvType>> | "char" | undefined;

/** A line without anything: no row where there is more than one column. */
export function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0] === "";
}

function isBlankCell(cell: string): boolean {
  return cell === "" || (cell.charCodeAt(0) <= 0x20 && cell.trim() === "");
}

/** Finds names and types from the first rows on. */
export class Sampler {
  /** Rows seen, the header among them. */
  rows = 0;
  readonly #types: GivenTypes;
  #names: string[] | undefined;
  #inferences: TypeInference[] = [];

  constructor(types: GivenTypes) {
    this.#types = types;
  }

  see(block: RowBlock): void {
    for (const row of block.rows) {
      if (this.#names === undefined) {
        if (isBlank(row)) continue;
        this.#names = row.map((name, index) => name.trim() || `col${index + 1}`);
        this.#inferences = this.#names.map(() => new TypeInference());
      } else if (this.#types !== "char") {
        let index = 0;
        for (const inference of this.#inferences) {
          const cell = row[index++];
          if (cell !== undefined && !isBlankCell(cell)) inference.see(cell);
        }
      }
      this.rows++;
    }
  }

  fields(): Field[] {
    const names = this.#names;
    if (names === undefined) throw new CsvError("CSV_EMPTY", "There is no header row: the input is empty.");
    const types = this.#types;
    if (types !== undefined && types !== "char") {
      const missing = Object.keys(types).find((name) => !names.includes(name));
      if (missing !== undefined) {
        throw new CsvError(
          "CSV_NO_COLUMN",
          `A type is given for "${missing}", but the columns are ${names.join(", ")}.`,
          {
            column: missing,
          },
        );
      }
    }
    return names.map((name, index) => fieldOf(name, types, this.#inferences[index]));
  }
}

function fieldOf(name: string, types: GivenTypes, inference: TypeInference | undefined): Field {
  const given = types === "char" ? types : types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
  const inferred = inference?.result ?? { type: "char", timestamp: false };
  const type = given ?? inferred.type;
  return {
    name,
    datatype: type,
    ...(type === "char" ? { arraysize: "*" } : {}),
    ...(given === undefined && inferred.timestamp ? { xtype: "timestamp" } : {}),
    layout: layoutOfDatatype(type),
  };
}
