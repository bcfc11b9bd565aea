import { FIELDS_OF_OBSERVATIONS, FIELDS_OF_PRODUCTS } from "./columns.ts";
import type { MashupService, Row, SentRequest, ServiceTable } from "./mashup-services.ts";
import { ServiceError, StatusError } from "./mashup-services.ts";
import { LARGE_PROGRAMME, observationsOf, round, type SimulatedObservation } from "./observations.ts";
import { productsOf } from "./products.ts";
import type { MastSettings } from "./settings.ts";
import { passes, type SentFilter } from "./sql-like.ts";

interface Cone {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

/** `Mast.Caom.*`. */
export const CAOM_SERVICES: Readonly<Record<string, MashupService>> = {
  "Mast.Caom.Cone": ({ params }, settings) => {
    const cone = readCone([params["ra"], params["dec"], params["radius"] ?? 0.2]);
    const rows = within(observationsOf(settings), cone);
    return {
      fields: [...FIELDS_OF_OBSERVATIONS, { name: "distance", type: "float" }, SELECTED],
      rows,
      rowsTotal: rows.length,
    };
  },
  "Mast.Caom.Filtered": (request, settings) => filtered(request, observationsOf(settings).map(asRow)),
  "Mast.Caom.Filtered.Position": (request, settings) => {
    const cone = readCone(String(request.params["position"] ?? "").split(","));
    return filtered(request, within(observationsOf(settings), cone), [{ name: "distance", type: "float" }]);
  },
  "Mast.Caom.Products": ({ params, page = 1 }, settings) => {
    const wanted = String(params["obsid"] ?? "").split(",");
    if (wanted.some((one) => !/^\d+$/.test(one.trim()))) {
      throw new ServiceError("Error converting data type varchar to bigint.");
    }
    const status = settings.refuseProducts(wanted.map(Number), page);
    if (status !== 200) throw new StatusError(status);
    const ids = new Set(wanted.map(Number));
    const found = observationsOf(settings).filter(({ obsid }) => ids.has(obsid));
    let rowsTotal = 0;
    for (const observation of found) for (const _product of productsOf(observation, settings)) rowsTotal++;
    return { fields: [...FIELDS_OF_PRODUCTS, SELECTED], rows: productRows(found, settings), rowsTotal };
  },
  "Mast.Caom.All": (_request, settings) => ({ document: histograms(observationsOf(settings)) }),
  "Mast.Missions.List": (_request, settings) => {
    const rows = missionsOf(settings).map((obs_collection) => ({ obs_collection }));
    return { fields: [{ name: "obs_collection", type: "string" }, SELECTED], rows, rowsTotal: rows.length };
  },
};

const SELECTED = { name: "_selected_", type: "boolean" } as const;

function* productRows(observations: readonly SimulatedObservation[], settings: MastSettings): Generator<Row> {
  for (const observation of observations) {
    for (const product of productsOf(observation, settings)) yield { ...product, _selected_: null };
  }
}

function asRow(observation: SimulatedObservation): Row {
  return { ...observation, _selected_: null };
}

function missionsOf(settings: MastSettings): string[] {
  return [...new Set(observationsOf(settings).map(({ obs_collection: mission }) => mission))];
}

/** The large programme is only found by its number: searches by place are small. */
function within(observations: readonly SimulatedObservation[], { raDeg, decDeg, radiusDeg }: Cone): Row[] {
  return observations
    .filter(({ proposal_id: id }) => id !== LARGE_PROGRAMME)
    .map((observation) => ({ observation, distanceDeg: separationDeg(observation, raDeg, decDeg) }))
    .filter(({ distanceDeg }) => distanceDeg <= radiusDeg)
    .map(({ observation, distanceDeg }) => ({ ...asRow(observation), distance: round(distanceDeg * 3600, 10) }));
}

/** The haversine formula. */
function separationDeg({ s_ra, s_dec }: SimulatedObservation, raDeg: number, decDeg: number): number {
  const toRad = Math.PI / 180;
  const across = Math.sin(((s_dec - decDeg) * toRad) / 2) ** 2;
  const along = Math.sin(((s_ra - raDeg) * toRad) / 2) ** 2;
  const chord = across + Math.cos(s_dec * toRad) * Math.cos(decDeg * toRad) * along;
  return (2 * Math.asin(Math.sqrt(chord))) / toRad;
}

function readCone(numbers: readonly unknown[]): Cone {
  const [raDeg, decDeg, radiusDeg] = numbers.map(Number);
  if (numbers.length !== 3 || ![raDeg, decDeg, radiusDeg].every(Number.isFinite)) {
    throw new ServiceError("Input position is not valid.");
  }
  return { raDeg: raDeg as number, decDeg: decDeg as number, radiusDeg: radiusDeg as number };
}

/** Rows by filters and columns, or how many they are. */
function filtered({ params }: SentRequest, all: readonly Row[], more: ServiceTable["fields"] = []): ServiceTable {
  const filters = (params["filters"] ?? []) as readonly SentFilter[];
  const known = [...FIELDS_OF_OBSERVATIONS, ...more];
  for (const { paramName } of filters) {
    if (!known.some(({ name }) => name.toLowerCase() === paramName.toLowerCase())) {
      throw new ServiceError(`Invalid column name '${paramName}'.`);
    }
  }
  const rows = all.filter((row) => passes(row, filters));
  const columns = String(params["columns"] ?? "*");
  if (/^COUNT(?:_BIG)?\(\*\)$/i.test(columns)) {
    // A count is declared a string as well.
    return { fields: [{ name: "Column1", type: "string" }], rows: [{ Column1: rows.length }], rowsTotal: 1 };
  }
  if (columns === "*") return { fields: [...known, SELECTED], rows, rowsTotal: rows.length };
  const names = columns.split(",").map((name) => name.trim());
  const fields = names.map((name) => {
    const field = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) throw new ServiceError(`Invalid column name '${name}'.`);
    return field;
  });
  const chosen = rows.map((row) => Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null])));
  return { fields: [...fields, SELECTED], rows: chosen, rowsTotal: rows.length };
}

/** The form that `extjs` has: a count for each value of each column, twice. */
function histograms(observations: readonly SimulatedObservation[]): unknown {
  const columns = ["dataproduct_type", "obs_collection", "instrument_name"] as const;
  return {
    status: "COMPLETE",
    msg: "",
    data: {
      name: "NewDataSet",
      Tables: [
        {
          name: "Table",
          ExtendedProperties: {
            Paging: { page: 0, pageSize: 0, pagesFiltered: 0, rows: 0, rowsFiltered: 0, rowsTotal: 0 },
          },
          Columns: columns.map((text) => {
            const counts = new Map<string, number>();
            for (const observation of observations)
              counts.set(observation[text], (counts.get(observation[text]) ?? 0) + 1);
            const hist = [...counts].map(([key, count]) => ({ count, key }));
            const histObj = { hist, ...Object.fromEntries(hist.map((one) => [one.key, one])) };
            return { text, dataIndex: text, ExtendedProperties: { histObj } };
          }),
          Fields: columns.map((name) => ({ name, type: "string" })),
          Rows: [],
        },
      ],
    },
  };
}
