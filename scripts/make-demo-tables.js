// Writes fixtures/demo: `node scripts/make-demo-tables.js`. A made-up sky about M31, seen by four archives: the same sources with
// errors of their own, and each archive's own columns. The same seed gives the same files.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../fixtures/demo", import.meta.url));
const CENTRE = { raDeg: 10.6847, decDeg: 41.2688 };
const RADIUS_DEG = 0.2;
const SOURCES = 400;

/** Numbers from 0 to 1 that a seed decides (mulberry32). @param {number} seed */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @typedef {{ index: number, ra: number, dec: number, mag: number, isGalaxy: boolean }} Source */
/** @typedef {{ name: string, datatype: string, words?: string, description: string, of: (source: Source, random: () => number) => string | number }} Column */

const random = generator(31);
/** @type {readonly Source[]} */
const sources = Array.from({ length: SOURCES }, (_, index) => {
  const [distance, angle] = [RADIUS_DEG * Math.sqrt(random()), 2 * Math.PI * random()];
  const dec = CENTRE.decDeg + distance * Math.sin(angle);
  const ra = CENTRE.raDeg + (distance * Math.cos(angle)) / Math.cos((dec * Math.PI) / 180);
  return { index, ra, dec, mag: 13 + 9 * Math.sqrt(random()), isGalaxy: random() < 0.2 };
});

/** A position with an error of some tenths of an arcsecond. @param {string} raName @param {string} decName @param {number} errorArcsec @returns {Column[]} */
function position(raName, decName, errorArcsec) {
  const off = (/** @type {() => number} */ draw) => ((draw() - 0.5) * 2 * errorArcsec) / 3600;
  return [
    {
      name: raName,
      datatype: "double",
      words: 'unit="deg" ucd="pos.eq.ra;meta.main"',
      description: "Right ascension, ICRS",
      of: ({ ra }, draw) => (ra + off(draw)).toFixed(6),
    },
    {
      name: decName,
      datatype: "double",
      words: 'unit="deg" ucd="pos.eq.dec;meta.main"',
      description: "Declination, ICRS",
      of: ({ dec }, draw) => (dec + off(draw)).toFixed(6),
    },
  ];
}

/** @param {string} name @param {string} band @param {string} description @param {number} colour @returns {Column} */
function magnitude(name, band, description, colour) {
  return {
    name,
    datatype: "float",
    words: `unit="mag" ucd="phot.mag;${band}"`,
    description,
    of: ({ mag }, draw) => (mag + colour + 0.1 * (draw() - 0.5)).toFixed(3),
  };
}

/** @param {string} name @param {string} description @param {Column["of"]} of @returns {Column} */
function identifier(name, description, of) {
  return { name, datatype: "char", words: 'arraysize="*" ucd="meta.id;meta.main"', description, of };
}

/** @type {readonly { file: string, description: string, seed: number, keeps: (source: Source, draw: () => number) => boolean, columns: readonly Column[] }[]} */
const TABLES = [
  {
    file: "hst",
    description: "Made up: sources in images of the Hubble Space Telescope, standing for MAST",
    seed: 1,
    keeps: (_, draw) => draw() < 0.5,
    columns: [
      identifier("source_name", "Name of the source", ({ index }) => `HST-${String(index).padStart(4, "0")}`),
      ...position("ra", "dec", 0.05),
      magnitude("f606w", "em.opt.V", "Magnitude in F606W", 0),
      {
        name: "exposures",
        datatype: "int",
        words: 'ucd="meta.number;obs"',
        description: "Exposures that show it",
        of: (_, draw) => 1 + Math.floor(8 * draw()),
      },
    ],
  },
  {
    file: "zcat",
    description: "Made up: galaxies with redshifts, standing for HEASARC",
    seed: 2,
    keeps: ({ isGalaxy }) => isGalaxy,
    columns: [
      identifier("name", "Name of the galaxy", ({ index }) => `Z ${1000 + index}`),
      ...position("ra", "dec", 0.5),
      {
        name: "redshift",
        datatype: "double",
        words: 'ucd="src.redshift"',
        description: "Redshift, heliocentric",
        of: (_, draw) => (0.01 + 0.3 * draw()).toFixed(5),
      },
    ],
  },
  {
    file: "fp_psc",
    description: "Made up: near-infrared point sources, standing for 2MASS at IRSA",
    seed: 3,
    keeps: ({ mag }) => mag < 20,
    columns: [
      identifier("designation", "Designation by position", ({ ra, dec }) => `${ra.toFixed(5)}+${dec.toFixed(5)}`),
      ...position("ra", "dec", 0.15),
      magnitude("j_m", "em.IR.J", "J magnitude", -1.2),
      magnitude("k_m", "em.IR.K", "Ks magnitude", -2),
    ],
  },
  {
    file: "objdir",
    description: "Made up: objects known by name, standing for NED",
    seed: 4,
    keeps: ({ isGalaxy, mag }, draw) => isGalaxy || (mag < 17 && draw() < 0.6),
    columns: [
      identifier(
        "prefname",
        "Preferred name",
        ({ index, isGalaxy }) => `${isGalaxy ? "GALEX" : "Star"} J0042+41.${index}`,
      ),
      ...position("ra", "dec", 0.3),
      {
        name: "pretype",
        datatype: "char",
        words: 'arraysize="*" ucd="src.class"',
        description: "Kind of object: G galaxy, * star",
        of: ({ isGalaxy }) => (isGalaxy ? "G" : "*"),
      },
    ],
  },
];

mkdirSync(folder, { recursive: true });
for (const { file, description, seed, keeps, columns } of TABLES) {
  const draw = generator(seed);
  const fields = columns.map(
    ({ name, datatype, words = "", description: about }) =>
      `<FIELD name="${name}" datatype="${datatype}" ${words}><DESCRIPTION>${about}</DESCRIPTION></FIELD>`,
  );
  const rows = sources
    .filter((source) => keeps(source, draw))
    .map((source) => `<TR>${columns.map(({ of }) => `<TD>${of(source, draw)}</TD>`).join("")}</TR>`);
  const document = `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE>
<COOSYS ID="icrs" system="ICRS"/>
<TABLE name="${file}">
<DESCRIPTION>${description}</DESCRIPTION>
${fields.join("\n")}
<DATA><TABLEDATA>
${rows.join("\n")}
</TABLEDATA></DATA>
</TABLE>
</RESOURCE>
</VOTABLE>
`;
  writeFileSync(join(folder, `${file}.vot`), document);
}
