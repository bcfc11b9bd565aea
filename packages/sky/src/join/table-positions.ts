import type { ColumnBatch } from "@armillary/columns";
import {
  type AngleColumn,
  namedAngleColumn,
  type PositionChoice,
  type PositionColumns,
  positionColumns,
} from "../columns/position-columns.ts";
import { readPositions } from "../columns/read-degrees.ts";
import { SkyError } from "../errors.ts";
import { canMatch, type MatchRadius, type Positions } from "../match/positions.ts";
import type { TableRows } from "./table-rows.ts";

/** Which columns of a table a match is by. */
export interface MatchColumns extends PositionChoice {
  /** Error radius of each row, by name or ID, for a match by errors; in arcseconds where the column has no unit. */
  readonly error?: string;
}

/** Where the positions of a table are, and how many of its rows have none. */
export class TablePositions {
  readonly position: PositionColumns;
  rows = 0;
  withoutPosition = 0;
  readonly #error: AngleColumn | undefined;

  constructor({ fields }: TableRows, columns: MatchColumns = {}, within: MatchRadius, side?: "left" | "right") {
    try {
      this.position = positionColumns(fields, columns);
      if ("radiusDeg" in within) return;
      if (columns.error === undefined) {
        throw new SkyError("SKY_MATCH", "A match by errors needs to know the columns of errors of every table.");
      }
      this.#error = namedAngleColumn(fields, columns.error, "arcsec");
    } catch (failure) {
      if (!(failure instanceof SkyError)) throw failure;
      throw side === undefined ? failure : new SkyError(failure.code, failure.message, { cause: failure, side });
    }
  }

  read(batch: ColumnBatch): Positions {
    const positions = readPositions(batch, this.position, this.#error);
    this.rows += batch.rows;
    for (let row = 0; row < batch.rows; row++) {
      if (!canMatch(positions, row)) this.withoutPosition++;
    }
    return positions;
  }
}
