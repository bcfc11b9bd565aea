import { type ServiceTable, serviceTable } from "../support/tap-service/tables.ts";

const text = "unicodeChar*";

/** Datasets of ObsCore: two images, a cube, two spectra, of which one has no place. */
export function obsCoreTable(name: string = "ivoa.obscore"): ServiceTable {
  const row = (
    type: string,
    id: string,
    ra: number | null,
    dec: number | null,
    em: readonly [number, number],
    mjd: readonly [number, number],
    format: string,
    more: { readonly collection?: string; readonly pol?: string } = {},
  ) => [
    type,
    3,
    more.collection ?? "survey",
    id,
    `ivo://test/obs?${id}`,
    `https://data.example/${id}`,
    format,
    20,
    `Target ${id}`,
    ra,
    dec,
    0.2,
    em[0],
    em[1],
    mjd[0],
    mjd[1],
    600,
    more.pol ?? null,
    "Telescope",
    "Camera",
  ];
  return serviceTable(
    name,
    {
      dataproduct_type: text,
      calib_level: "int",
      obs_collection: text,
      obs_id: text,
      obs_publisher_did: text,
      access_url: text,
      access_format: text,
      access_estsize: { datatype: "long", unit: "kbyte" },
      target_name: text,
      s_ra: { datatype: "double", unit: "deg", ucd: "pos.eq.ra" },
      s_dec: { datatype: "double", unit: "deg", ucd: "pos.eq.dec" },
      s_fov: { datatype: "double", unit: "deg" },
      em_min: { datatype: "double", unit: "m" },
      em_max: { datatype: "double", unit: "m" },
      t_min: { datatype: "double", unit: "d" },
      t_max: { datatype: "double", unit: "d" },
      t_exptime: { datatype: "double", unit: "s" },
      pol_states: text,
      facility_name: text,
      instrument_name: text,
    },
    [
      row("image", "img1", 10, 20, [4e-7, 7e-7], [55000, 55001], "image/fits"),
      row("image", "img2", 200, -45, [1e-6, 2e-6], [56000, 56001], "image/fits", { pol: "/I/Q/" }),
      row("cube", "cube1", 10.05, 20.05, [0.2, 0.22], [57000, 57001], "application/fits", { collection: "radio" }),
      row("spectrum", "spec1", 10, 20, [4e-7, 7e-7], [55000, 55001], "application/x-votable+xml"),
      row("spectrum", "spec2", null, null, [1e-9, 2e-9], [58000, 58001], "application/fits"),
    ].map((cells) => cells.map((cell, index) => (index === 7 && typeof cell === "number" ? BigInt(cell) : cell))),
  );
}
