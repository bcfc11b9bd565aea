// Writes fixtures/votable: `node scripts/make-fixtures.js`. The TABLEDATA documents are written here; STILTS turns them
// into the binary serializations. The results are kept in the repository: run this only to change them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { MESSIER } from "./messier.js";

const folder = fileURLToPath(new URL("../fixtures/votable", import.meta.url));

const messier = messierDocument();
writeFileSync(join(folder, "messier.vot"), messier);
writeFileSync(join(folder, "messier.vot.gz"), gzipSync(messier));
writeFileSync(join(folder, "every-type.vot"), everyTypeDocument());
for (const serialization of ["binary", "binary2", "fits"]) {
  // FITS has no characters beyond ASCII.
  const ascii = serialization === "fits";
  withStilts("messier", serialization, ascii ? 'replacecol name "replaceAll(name, \\"æ\\", \\"ae\\")"' : undefined);
  withStilts("every-type", serialization, ascii ? 'delcols "unicodeChar*"' : undefined);
}

/**
 * Writes `fixtures/votable/NAME.SERIALIZATION.vot` from NAME.vot.
 * @param {string} name @param {string} serialization @param {string} [filter] - of STILTS
 */
function withStilts(name, serialization, filter) {
  const format = `votable(format=${serialization.toUpperCase()},version=V14)`;
  const input = join(folder, `${name}.vot`);
  const output = join(folder, `${name}.${serialization}.vot`);
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const filters = filter === undefined ? [] : [`cmd=${filter}`];
  execFileSync("stilts", ["tpipe", `in=${input}`, "ifmt=votable", ...filters, `out=${output}`, `ofmt=${format}`], {
    env,
  });
}

/** What a cone search service might answer: positions, photometry, nulls, a group, links, the service's own words. */
function messierDocument() {
  const rows = MESSIER.map(([messier, ngc, name, type, raH, raM, decDeg, decM, mag, constellation, distanceKpc]) => {
    const ra = (raH + raM / 60) * 15;
    const dec = decDeg + (decDeg < 0 ? -decM : decM) / 60;
    const cells = [
      messier,
      ngc,
      name,
      type,
      ra.toFixed(4),
      dec.toFixed(4),
      mag,
      constellation,
      distanceKpc,
      type === "G" ? "T" : "F",
      `${ra.toFixed(4)} ${dec.toFixed(4)}`,
    ];
    return `<TR>${cells.map(cell).join("")}</TR>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<DESCRIPTION>Bright objects of Messier's catalogue, positions to the minute of arc</DESCRIPTION>
<RESOURCE type="results" name="messier">
<INFO name="QUERY_STATUS" value="OK">${rows.length} objects found</INFO>
<INFO name="standardID" value="ivo://ivoa.net/std/ConeSearch"/>
<COOSYS ID="sys" system="ICRS" epoch="J2000"/>
<PARAM name="SR" datatype="double" unit="deg" ucd="pos.angDistance" value="180"/>
<TABLE name="objects" nrows="${rows.length}">
<DESCRIPTION>One row an object; no distance where none is agreed upon</DESCRIPTION>
<GROUP name="equatorial" ucd="pos.eq"><FIELDref ref="ra"/><FIELDref ref="dec"/></GROUP>
<FIELD name="messier" ID="messier" datatype="short" ucd="meta.id;meta.main"><DESCRIPTION>Number in Messier's catalogue</DESCRIPTION></FIELD>
<FIELD name="ngc" datatype="int" ucd="meta.id"><DESCRIPTION>Number in the New General Catalogue</DESCRIPTION><VALUES null="-1"/></FIELD>
<FIELD name="name" datatype="unicodeChar" arraysize="*" ucd="meta.id"><LINK content-role="doc" href="https://simbad.cds.unistra.fr/simbad/"/></FIELD>
<FIELD name="type" datatype="char" arraysize="3*" ucd="src.class"><VALUES><OPTION value="GlC" name="globular cluster"/><OPTION value="OpC" name="open cluster"/><OPTION value="G" name="galaxy"/><OPTION value="PN" name="planetary nebula"/><OPTION value="HII" name="H II region"/><OPTION value="SNR" name="supernova remnant"/></VALUES></FIELD>
<FIELD name="ra" ID="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" ref="sys"><VALUES><MIN value="0"/><MAX value="360" inclusive="no"/></VALUES></FIELD>
<FIELD name="dec" ID="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main" ref="sys"/>
<FIELD name="mag" datatype="float" unit="mag" ucd="phot.mag;em.opt.V" precision="1"/>
<FIELD name="constellation" datatype="char" arraysize="3"/>
<FIELD name="distance" datatype="double" unit="kpc" ucd="pos.distance"/>
<FIELD name="extragalactic" datatype="boolean" ucd="meta.code"/>
<FIELD name="position" datatype="double" arraysize="2" xtype="point" unit="deg" ucd="pos.eq"/>
<DATA><TABLEDATA>
${rows.join("\n")}
</TABLEDATA></DATA>
</TABLE>
</RESOURCE>
</VOTABLE>
`;
}

/** Every datatype as a scalar, a fixed, a variable and a 2-D array, with nulls, special values and extremes. */
function everyTypeDocument() {
  /** @type {string[]} */
  const fields = [];
  /** @type {string[][]} */
  const rows = [[], [], []];
  const datatypes = {
    boolean: ["T", "F", ""],
    unsignedByte: ["0", "255", ""],
    short: ["-32768", "32767", ""],
    int: ["-2147483648", "2147483647", ""],
    long: ["-9223372036854775808", "9223372036854775807", ""],
    float: ["1.5", "-3.4028235E38", "NaN"],
    double: ["0.1", "-1.7976931348623157E308", "NaN"],
    char: ["a", "&lt;", ""],
    unicodeChar: ["é", "Ω", ""],
  };
  for (const [datatype, [first, second, third]] of Object.entries(datatypes)) {
    const text = datatype === "char" || datatype === "unicodeChar";
    const gap = text ? "" : " ";
    const nullValue = ["unsignedByte", "short", "int", "long"].includes(datatype) ? '<VALUES null="99"/>' : "";
    const forms = [
      { name: datatype, arraysize: undefined, cells: [first, second, third] },
      {
        name: `${datatype}_fixed`,
        arraysize: "2",
        cells: [`${first}${gap}${second}`, `${second}${gap}${first}`, `${first}${gap}${first}`],
      },
      { name: `${datatype}_variable`, arraysize: "*", cells: [`${first}${gap}${second}${gap}${first}`, second, ""] },
    ];
    if (!text) {
      const four = [first, second, second, first].join(" ");
      forms.push({ name: `${datatype}_matrix`, arraysize: "2x2", cells: [four, four, four] });
    }
    for (const { name, arraysize, cells } of forms) {
      const size = arraysize === undefined ? "" : ` arraysize="${arraysize}"`;
      fields.push(`<FIELD name="${name}" datatype="${datatype}"${size}>${nullValue}</FIELD>`);
      for (const [index, row] of rows.entries()) row.push(cells[index] ?? "");
    }
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE>
<TABLE name="types">
${fields.join("\n")}
<DATA><TABLEDATA>
${rows.map((row) => `<TR>${row.map((text) => `<TD>${text}</TD>`).join("")}</TR>`).join("\n")}
</TABLEDATA></DATA>
</TABLE>
</RESOURCE>
</VOTABLE>
`;
}

/** @param {string | number | null} value */
function cell(value) {
  return value === null ? "<TD/>" : `<TD>${String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</TD>`;
}
