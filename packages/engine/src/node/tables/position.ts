import type { Column, ColumnBatch, Field } from "@armillary/columns";
import {
  healpixIndex,
  type PositionChoice,
  positionColumns,
  readPositions,
  SkyError,
  unitVector,
} from "@armillary/sky";
import type { AddTableOptions } from "../api.ts";
import { EngineError } from "../errors.ts";

/** Columns of right ascension and declination, by place. */
export interface TablePosition {
  readonly ra: number;
  readonly dec: number;
}

/** 50 arcsec, and less than 2^32 cells. */
export const CELL_ORDER = 12;
const NO_CELL = 2 ** 32 - 1;

/**
 * The columns of position that a table is indexed by.
 * @throws EngineError ENGINE_POSITION for columns that the caller names and that hold no degrees
 */
export function findPosition(
  fields: readonly Field[],
  choice: PositionChoice | "auto" | false,
): TablePosition | undefined {
  if (choice === false) return undefined;
  const wanted = choice === "auto" ? {} : choice;
  try {
    const { ra, dec } = positionColumns(fields, wanted);
    if (ra.degreesPerUnit === 1 && dec.degreesPerUnit === 1) return { ra: ra.index, dec: dec.index };
    if (choice === "auto") return undefined;
    const units = [ra, dec].map(({ index }) => fields[index]?.unit ?? "").join(" and ");
    throw new EngineError("ENGINE_POSITION", `Positions are indexed in degrees, and these columns are in ${units}.`);
  } catch (failure) {
    if (!(failure instanceof SkyError)) throw failure;
    if (choice === "auto") return undefined;
    throw new EngineError("ENGINE_POSITION", failure.message, { cause: failure });
  }
}

/** What is looked for in a table that says itself which columns its positions are, as a HATS catalogue does. */
export function choiceOf(
  fields: readonly Field[],
  choice: AddTableOptions["position"] = "auto",
  told: PositionChoice | undefined,
): PositionChoice | "auto" | false {
  if (choice !== "auto" || told === undefined) return choice;
  try {
    return findPosition(fields, told) === undefined ? choice : told;
  } catch (failure) {
    if (failure instanceof EngineError) return choice;
    throw failure;
  }
}

/** Unit vectors and cells of the rows of a batch; null vectors, and the last of all cells, for rows without a position. */
export function positionIndex(batch: ColumnBatch, { ra, dec }: TablePosition): readonly Column[] {
  const { raDeg, decDeg } = readPositions(batch, {
    ra: { index: ra, degreesPerUnit: 1 },
    dec: { index: dec, degreesPerUnit: 1 },
  });
  const { rows } = batch;
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  const z = new Float64Array(rows);
  const cells = new Uint32Array(rows).fill(NO_CELL);
  const validity = new Uint8Array((rows + 7) >> 3);
  let nulls = 0;
  for (let row = 0; row < rows; row++) {
    const rowRa = raDeg[row] as number;
    const rowDec = decDeg[row] as number;
    if (!(Number.isFinite(rowRa) && Number.isFinite(rowDec))) {
      nulls++;
      continue;
    }
    validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
    [x[row], y[row], z[row]] = unitVector(rowRa, rowDec);
    cells[row] = healpixIndex(CELL_ORDER, rowRa, rowDec);
  }
  const slots = nulls === 0 ? { length: rows, nulls } : { length: rows, nulls, validity };
  return [
    ...[x, y, z].map((values): Column => ({ kind: "float", ...slots, values })),
    { kind: "int", length: rows, nulls: 0, values: cells },
  ];
}
