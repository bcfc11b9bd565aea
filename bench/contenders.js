import { fileURLToPath } from "node:url";
import { outputOf } from "./measure.js";

/** The built command, as a user starts it. */
export const ARMILLARY = fileURLToPath(new URL("../packages/cli/bin/armillary.js", import.meta.url));

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(input: string, output: string) => string[]} command - the whole process for one input
 * @property {string} [extension] - of what it writes; nothing is written without
 * @property {"stilts" | "astropy"} [peer] - what must be installed
 */

/** @type {Readonly<Record<string, string>>} */
const LABELS = { arrow: "Arrow", csv: "CSV", fits: "FITS", ndjson: "NDJSON", parquet: "Parquet" };

/**
 * This project, to the format of the file's extension.
 * @param {string} extension @param {readonly string[]} [options]
 * @returns {Contender}
 */
export function armillary(extension, options = []) {
  const command = (/** @type {string} */ input, /** @type {string} */ output) => [
    process.execPath,
    ARMILLARY,
    "convert",
    input,
    output,
    ...options,
  ];
  return { name: `armillary to ${LABELS[extension] ?? extension}`, command, extension };
}

/** @param {"fits" | "csv"} format @returns {Contender} */
function stilts(format) {
  return {
    name: `STILTS to ${format.toUpperCase()}`,
    command: (input, output) => ["stilts", "tpipe", `in=${input}`, "ifmt=votable", `out=${output}`, `ofmt=${format}`],
    extension: format,
    peer: "stilts",
  };
}

/**
 * This project, from VOTable to VOTable.
 * @param {"tabledata" | "binary2"} serialization @returns {Contender}
 */
export function armillaryRewrites(serialization) {
  const { command } = armillary("vot", ["--serialization", serialization]);
  return { name: `armillary to ${serialization.toUpperCase()}`, command, extension: "vot" };
}

/** @param {"tabledata" | "binary2"} serialization @returns {Contender} */
export function stiltsRewrites(serialization) {
  return {
    name: "STILTS votcopy",
    command: (input, output) => ["stilts", "votcopy", `in=${input}`, `out=${output}`, `format=${serialization}`],
    extension: "vot",
    peer: "stilts",
  };
}

export const STILTS_TO_FITS = stilts("fits");
export const STILTS_TO_CSV = stilts("csv");

/** @type {Contender} */
export const STILTS_COUNTS = {
  name: "STILTS counts rows",
  command: (input) => ["stilts", "tpipe", `in=${input}`, "ifmt=votable", "omode=count"],
  peer: "stilts",
};

const PYTHON = "/usr/bin/python3";
const READ_WITH_ASTROPY =
  "import sys; from astropy.io.votable import parse_single_table as read; read(sys.argv[1]).to_table()";

/** @type {Contender} */
export const ASTROPY_READS = {
  name: "astropy reads",
  command: (input) => [PYTHON, "-c", READ_WITH_ASTROPY, input],
  peer: "astropy",
};

/** Versions of what takes part; undefined for a peer that is not installed. */
export async function versions() {
  const stiltsText = await outputOf(["stilts", "-version"]);
  return {
    armillary: (await outputOf([process.execPath, ARMILLARY, "--version"]))?.match(/[\d.]+/)?.[0],
    node: process.version,
    stilts: /STILTS version ([\w.-]+)/.exec(stiltsText ?? "")?.[1],
    astropy: await outputOf([PYTHON, "-c", "import astropy; print(astropy.__version__)"]),
  };
}
