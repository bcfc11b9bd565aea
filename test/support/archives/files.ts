import { OK_INFO, type Reply, real, tableXml, VOTABLE_1_3, votable } from "./answers.ts";
import type { Catalogue, Dataset } from "./sky.ts";

/** The file that an access URL leads to: a small image in FITS, or a spectrum in VOTable; 404 for what nobody has. */
export function fileReply({ datasets }: Catalogue, url: string): Reply {
  const wanted = url.replace(/^\w+:/, "");
  const dataset = datasets.find(({ accessUrl }) => accessUrl.replace(/^\w+:/, "") === wanted);
  if (dataset === undefined) return { status: 404, type: "text/plain", body: "There is no such file.\n" };
  return dataset.type === "image" ? { type: "image/fits", body: fitsImage(dataset) } : spectrumReply(dataset);
}

const SIDE = 4;

/** A primary array of 32-bit floats with a tangent-plane WCS (FITS 4.0, sections 4 and 8). */
export function fitsImage({
  raDeg,
  decDeg,
  fovDeg,
  target,
}: Pick<Dataset, "raDeg" | "decDeg" | "fovDeg" | "target">): Uint8Array {
  const cards = [
    ["SIMPLE", "T"],
    ["BITPIX", "-32"],
    ["NAXIS", "2"],
    ["NAXIS1", String(SIDE)],
    ["NAXIS2", String(SIDE)],
    ["CTYPE1", "'RA---TAN'"],
    ["CTYPE2", "'DEC--TAN'"],
    ["CRPIX1", "2.5"],
    ["CRPIX2", "2.5"],
    ["CRVAL1", raDeg.toFixed(9)],
    ["CRVAL2", decDeg.toFixed(9)],
    ["CDELT1", (-fovDeg / SIDE).toFixed(9)],
    ["CDELT2", (fovDeg / SIDE).toFixed(9)],
    ["OBJECT", `'${target.padEnd(8)}'`],
  ] as const;
  const lines = cards.map(([key, value]) => `${key.padEnd(8)}= ${value.padStart(20)}`.padEnd(80));
  const block = 2880;
  const bytes = Buffer.alloc(2 * block);
  bytes.write([...lines, "END"].join("").padEnd(block), "latin1");
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) bytes.writeFloatBE(pixel, block + 4 * pixel);
  return bytes;
}

/** A spectrum of ten points over the dataset's band, by the utypes of the Spectrum data model (1.2, section 8). */
export function spectrumReply({ bandMinM, bandMaxM }: Dataset, version = "1.3"): Reply {
  const columns = {
    wavelength: real("m", { ucd: "em.wl", utype: "spec:Spectrum.Data.SpectralAxis.Value" }),
    flux: real("Jy", { ucd: "phot.flux.density", utype: "spec:Spectrum.Data.FluxAxis.Value" }),
  };
  const rows = Array.from({ length: 10 }, (_, index) => [
    bandMinM * (bandMaxM / bandMinM) ** (index / 9),
    1 + Math.sin(index),
  ]);
  const house = { version, namespace: version === "1.3" ? VOTABLE_1_3 : `http://www.ivoa.net/xml/VOTable/v${version}` };
  const table = tableXml(house, columns, rows);
  return {
    type: "application/x-votable+xml",
    body: votable(house, `<RESOURCE type="results" utype="spec:Spectrum">${OK_INFO}${table}</RESOURCE>`),
  };
}
