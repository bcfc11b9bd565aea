// Prints docs/diagnostics.md from the reader's table of codes: `node scripts/print-diagnostics.js` writes the page, after
// a build. A test says when it is out of date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @typedef {{ example: string, astropy?: string, votlint?: string }} Notes */

/**
 * What the page says beyond the code's own words: the smallest example, the codes of astropy.io.votable that mean the
 * same, and whether STILTS votlint says it (`schema`: in the words of the XML Schema).
 * @type {Readonly<Record<string, Notes>>}
 */
export const NOTES = {
  "E-CELL": {
    example: '`<TD>1,5</TD>` where `datatype="int"`',
    astropy: "W01 W30 W31 W40 W51 E02 E03 E04 E05",
    votlint: "yes",
  },
  "E-ROW": { example: "`<TR><TD>1</TD></TR>` where there are two FIELDs", astropy: "E20 E21", votlint: "yes" },
  "W-ARRAY-OVER-BOUND": { example: '`<TD>1 2 3</TD>` where `arraysize="2*"`' },
  "W-ARRAYSIZE": {
    example: '`arraysize=""`, `arraysize="0"`; without `lenient` the rest is an error',
    astropy: "E13",
    votlint: "yes",
  },
  "W-ATTRIBUTE-MISSING": {
    example: '`<PARAM name="p" datatype="int"/>`',
    astropy: "W35 E09 E14 E15 E22",
    votlint: "schema",
  },
  "W-ATTRIBUTE-UNKNOWN": { example: '`<FIELD id="x" … />`', astropy: "W09 W48", votlint: "schema" },
  "W-ATTRIBUTE-VALUE": {
    example: '`<RESOURCE type="result">`',
    astropy: "W04 W05 W07 W45 E08 E11 E12 E16 E17 E18 E23",
    votlint: "schema",
  },
  "W-ATTRIBUTE-VERSION": { example: "`xtype` in a document of version 1.1", astropy: "W28", votlint: "schema" },
  "W-BASE64-PADDING": { example: "`AAAAAQ` for `AAAAAQ==`" },
  "W-CHAR-NOT-ASCII": { example: '`<TD>é</TD>` where `datatype="char"`', astropy: "W55" },
  "W-CHAR-TOO-LONG": { example: '`<TD>abc</TD>` where `arraysize="2"`', astropy: "W46", votlint: "single characters" },
  "W-DATATYPE-ALIAS": { example: '`datatype="string"`', astropy: "W13", votlint: "yes" },
  "W-DUPLICATE-ID": { example: 'two elements with `ID="a"`', astropy: "W32", votlint: "yes" },
  "W-ELEMENT-MISPLACED": { example: "`<LINK>` in `<VOTABLE>`", astropy: "W10", votlint: "schema" },
  "W-ELEMENT-MISSING": {
    example: "a VOTABLE without RESOURCE, DATA without a FIELD",
    astropy: "W53 E25",
    votlint: "schema",
  },
  "W-ELEMENT-ORDER": { example: "`<PARAM>` after `<TABLE>` in a RESOURCE", votlint: "schema" },
  "W-ELEMENT-REPEATED": { example: "a second `<DESCRIPTION>`", astropy: "W17", votlint: "schema" },
  "W-ELEMENT-UNKNOWN": { example: "`<COLUMN>`; `<PARQUET>`", astropy: "W10 W37", votlint: "schema" },
  "W-ELEMENT-VERSION": {
    example: "`<TIMESYS>` in a document of version 1.3",
    astropy: "W26 W52 W54",
    votlint: "schema",
  },
  "W-EMPTY-CELL": { example: '`<TD/>` where `datatype="int"` and the version is 1.2', astropy: "W49", votlint: "yes" },
  "W-FIELD-NO-DATATYPE": {
    example: '`<PARAM name="p" value="1"/>`; of a FIELD an error without `lenient`',
    astropy: "E06 E10",
    votlint: "yes",
  },
  "W-FIELD-NO-NAME": { example: '`<FIELD datatype="int"/>`', astropy: "W12 W15", votlint: "schema" },
  "W-FITS": { example: "`datatype=\"int\"` and `TFORM1 = 'I'`", astropy: "W19" },
  "W-FLOAT-OVERFLOW": { example: '`<TD>1e39</TD>` where `datatype="float"`' },
  "W-FLOAT-SPELLING": { example: "`<TD>nan</TD>`, `<TD>Infinity</TD>`", votlint: "yes" },
  "W-HEX-SIGN": { example: '`<TD>0xffff</TD>` where `datatype="short"`', astropy: "W51", votlint: "yes" },
  "W-ID": { example: '`ID="1"`', astropy: "W02", votlint: "schema" },
  "W-LONE-SURROGATE": { example: "the two bytes D8 00 and no more" },
  "W-NAMESPACE": {
    example: '`version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.4"`',
    astropy: "W41 W42",
    votlint: "yes",
  },
  "W-NOT-UTF8": { example: 'the byte E9 where `datatype="char"`' },
  "W-NROWS": { example: '`nrows="2"` and one row', astropy: "W18", votlint: "yes" },
  "W-NULL-VALUE": { example: '`<VALUES null="99999"/>` where `datatype="short"`', astropy: "W36 W51" },
  "W-PARAM-VALUE": { example: '`<PARAM datatype="int" value="1.5" … />`', votlint: "yes" },
  "W-QUERY-STATUS": { example: '`<INFO name="QUERY_STATUS" value="FINE"/>`' },
  "W-REF": { example: '`ref="x"` and no `ID="x"`', votlint: "yes" },
  "W-REF-KIND": { example: "a FIELDref to a GROUP, a TABLE's ref to a RESOURCE", votlint: "yes" },
  "W-REF-ORDER": { example: "a FIELD before the TIMESYS that it refers to", astropy: "W43" },
  "W-RESOURCE-META": { example: '`<DATA>` inside `<RESOURCE type="meta">`' },
  "W-STREAM-ENCODING": { example: "`<STREAM>` without attributes", astropy: "W38", votlint: "yes" },
  "W-TEXT": { example: "`<RESOURCE>text</RESOURCE>`", votlint: "schema" },
  "W-TIMEORIGIN": { example: '`unit="d"` and a TIMESYS without timeorigin' },
  "W-UCD": { example: '`ucd="pos.eq,ra"`', astropy: "W06", votlint: "yes" },
  "W-VALUES": { example: '`<MIN value="low"/>` where `datatype="int"`', astropy: "W44" },
  "W-VERSION": { example: '`<VOTABLE>` without version, `version="v1.0"`', astropy: "W20 W29", votlint: "yes" },
  "W-XTYPE": { example: '`xtype="circle"` where `datatype="char"`', votlint: "yes" },
  "N-ARRAYSIZE-ONE": { example: '`arraysize="1"`', votlint: "yes" },
  "N-DEPRECATED": {
    example: "`<DEFINITIONS>`, LINK's `gref`, COOSYS in 1.2, VALUES null of a float, unicodeChar in 1.6",
    astropy: "W11 W22 W27",
    votlint: "COOSYS, gref",
  },
  "N-DOCTYPE": { example: '`<!DOCTYPE VOTABLE SYSTEM "…">` in a document later than 1.1' },
  "N-DUPLICATE-NAME": { example: 'two FIELDs with `name="a"`', astropy: "W33", votlint: "yes" },
  "N-REF-ORDER": { example: "a FIELD before the COOSYS that it refers to", astropy: "W43" },
  "N-UNIT": { example: '`unit="erg cm^-2"`', astropy: "W50", votlint: "on request" },
  "N-VOCABULARY": { example: '`<COOSYS system="Galaktisch" … />` in 1.5', votlint: "refposition, timescale" },
};

/** @type {readonly (readonly [codes: string, reason: string])[]} */
const NOT_OURS = [
  ["W03", "an ID made from a name: astropy's records need one, a document does not"],
  ["W08", "about the arguments of its own functions"],
  ["W14 W16 E07", "no longer given"],
  ["W21", "a version that astropy does not know; what exists is read, what does not is `W-VERSION`"],
  ["W23 W24 W25", "about its list of services and the network"],
  ["W34", "blanks around and inside a token: XML Schema collapses them before it looks"],
  ["W39", "about masks when writing"],
  ["W47", "char without arraysize is one character, which is legal; a longer one is `W-CHAR-TOO-LONG`"],
  ["E01", "arrays of strings, which are legal and are read"],
  ["E19", "not a VOTable at all: the error `VOT_NOT_VOTABLE`"],
  ["E24", "about writing"],
];

/**
 * The page.
 * @param {Readonly<Record<string, readonly [section: string, meaning: string]>>} codes of reading
 * @param {Readonly<Record<string, readonly [section: string, meaning: string]>>} written codes of writing
 */
export function printDiagnostics(codes, written) {
  const rows = Object.entries(codes).map(([code, [section, meaning]]) => {
    const { example, astropy = "–", votlint = "–" } = NOTES[code] ?? { example: "" };
    return `| \`${code}\` | ${section} | ${meaning} | ${example} | ${astropy} | ${votlint} |`;
  });
  return `# Diagnostics

<!-- Written by scripts/print-diagnostics.js: change the tables there and in packages/votable/src/diagnostics.ts. -->

What \`armillary lint\` prints and \`reader.diagnostics\` holds: a code, a message, the line and column of the first place,
how many places there are, and the section of the standard. What one element, attribute or column has is counted
together.

- **E-** A value or a row was lost. Only with \`lenient\`, which lint uses; otherwise reading stops there with an error.
- **W-** The document departs from the standard. Nothing is lost. With \`strict\` reading stops there with \`VOT_STRICT\`.
- **N-** A note: the standard allows it and advises against it. Never an error.

Sections are those of VOTable 1.5 (§B is its XML Schema). A document is judged by the version that it says: what came
later is \`W-ATTRIBUTE-VERSION\` or \`W-ELEMENT-VERSION\`, and one that says none is judged as 1.5. UCDs and units are
judged by their form; whether a word exists is not looked up, for new ones come each year. Of elements of other
namespaces (MIVOT) only the place is judged.

The two columns at the end are for those who know other tools: the codes of \`astropy.io.votable\` (5.2) that are given
for the same, and whether STILTS \`votlint\` (3.4.7) says it, "schema" where in the words of the XML Schema.

| code | section | meaning | example | astropy | votlint |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

## In writing

What \`convert\` warns of when it writes a VOTable, and \`onDiagnostic\` hears: once for each column or attribute, with a
count. Those of the FITS serialization are FITS's own.

| code | section | meaning |
| --- | --- | --- |
${Object.entries(written)
  .map(([code, [section, meaning]]) => `| \`${code}\` | ${section} | ${meaning} |`)
  .join("\n")}

## Codes of astropy that have none here

| astropy | why |
| --- | --- |
${NOT_OURS.map(([astropy, why]) => `| ${astropy} | ${why} |`).join("\n")}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { DIAGNOSTIC_CODES } = await import("@armillary/votable");
  const { WRITE_DIAGNOSTIC_CODES } = await import("@armillary/votable/write");
  writeFileSync(join(root, "docs/diagnostics.md"), printDiagnostics(DIAGNOSTIC_CODES, WRITE_DIAGNOSTIC_CODES));
}
