import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { findColumn } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import { type PositionChoice, type Positions, positionColumns, readPositions } from "@armillary/sky";
import type { ProposedObservation } from "./proposal.ts";

/** What columns of a table of proposed observations are called; without case, the first that is there. */
const NAMES = {
  label: ["label", "name", "target_name", "target", "targprop"],
  movingTarget: ["moving_target", "body", "solar_system_target"],
  instrument: ["instrument", "instrument_name", "instrume"],
  mode: ["mode", "configuration", "template"],
  elements: ["filters", "filter", "optical_elements", "opticalElements", "gratings"],
  exposureS: ["exposure_s", "t_exptime", "exptime", "exposure", "duration"],
  radiusArcsec: ["radius_arcsec", "radius"],
} as const;

/**
 * Proposed observations of a table, row by row: its positions (by UCDs, utypes and names, `ra` and `dec` in degrees) or `moving_target`, `instrument` (`NIRCAM`, `NIRCAM/IMAGE`), and
 * where they are there `mode`, `filters` (several with `;` or `,`), `exposure_s`, `radius_arcsec`, `label`. Units of exposures and radii other than s and arcsec are refused.
 * @throws DalError code DAL_USAGE for a table without instruments, in a unit that is another, or a row without a target
 */
export function readProposals(
  table: TableStream,
  choice: PositionChoice = {},
): AsyncGenerator<ProposedObservation, void, void> {
  const { fields } = table;
  const place = Object.fromEntries(
    Object.entries(NAMES).map(([key, names]) => [key, findColumn(fields, { names })]),
  ) as Places;
  if (place.instrument === undefined)
    throw refuse(`has no column of instruments: one of ${NAMES.instrument.join(", ")}`);
  checkUnit(fields, place.exposureS, /^(?:s|sec|seconds?)$/i, "s");
  checkUnit(fields, place.radiusArcsec, /^arcsec(?:onds?)?$/i, "arcsec");
  const positions =
    place.movingTarget === undefined || hasPositions(fields, choice) ? positionColumns(fields, choice) : undefined;
  return readRows(table, place, positions);
}

type Places = Readonly<Record<keyof typeof NAMES, number | undefined>>;

async function* readRows(
  table: TableStream,
  place: Places,
  positions: ReturnType<typeof positionColumns> | undefined,
): AsyncGenerator<ProposedObservation, void, void> {
  let number = 0;
  for await (const batch of table.batches()) {
    const places = positions === undefined ? NOWHERE : readPositions(batch, positions);
    for (let row = 0; row < batch.rows; row++) yield readRow(batch, row, ++number, place, places);
  }
}

function readRow(
  batch: ColumnBatch,
  row: number,
  number: number,
  place: Places,
  places: Positions,
): ProposedObservation {
  const cell = (key: keyof typeof NAMES): string | undefined => {
    const index = place[key];
    const column = index === undefined ? undefined : batch.columns[index];
    const value = column === undefined ? null : valueAt(column, row);
    return value === null || String(value).trim() === "" ? undefined : String(value).trim();
  };
  const amount = (key: "exposureS" | "radiusArcsec"): number | undefined => {
    const text = cell(key);
    if (text === undefined) return undefined;
    if (!Number.isFinite(Number(text))) throw refuse(`has "${text}" in row ${number}, where a number is due`);
    return Number(text);
  };
  const label = cell("label") ?? String(number);
  const instrument = cell("instrument");
  if (instrument === undefined) throw refuse(`has no instrument in row ${number} (${label})`);
  const [mode, elements, body] = [cell("mode"), cell("elements"), cell("movingTarget")];
  const [exposureS, radiusArcsec] = [amount("exposureS"), amount("radiusArcsec")];
  return {
    label,
    target: body === undefined ? positionOf(places, row, number) : { movingTarget: body },
    instrument,
    ...(mode === undefined ? {} : { mode }),
    ...(elements === undefined ? {} : { opticalElements: elements.split(/[;,]/) }),
    ...(exposureS === undefined ? {} : { exposureS }),
    ...(radiusArcsec === undefined ? {} : { radiusArcsec }),
  };
}

function positionOf(
  { raDeg, decDeg }: Positions,
  row: number,
  number: number,
): { readonly raDeg: number; readonly decDeg: number } {
  const [ra, dec] = [raDeg[row] ?? Number.NaN, decDeg[row] ?? Number.NaN];
  if (Number.isNaN(ra) || Number.isNaN(dec))
    throw refuse(`has neither a position nor a moving target in row ${number}`);
  return { raDeg: ra, decDeg: dec };
}

const NOWHERE = { raDeg: new Float64Array(0), decDeg: new Float64Array(0) };

function hasPositions(fields: readonly Field[], choice: PositionChoice): boolean {
  try {
    positionColumns(fields, choice);
    return true;
  } catch {
    return false;
  }
}

function checkUnit(fields: readonly Field[], index: number | undefined, wanted: RegExp, unit: string): void {
  const field = index === undefined ? undefined : fields[index];
  if (field?.unit === undefined || field.unit === "" || wanted.test(field.unit)) return;
  throw refuse(`has "${field.name}" in ${field.unit}, where ${unit} is wanted`);
}

function refuse(fault: string): DalError {
  return new DalError("DAL_USAGE", `The table of proposed observations ${fault}.`);
}
