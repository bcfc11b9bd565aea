import { parseCapabilities } from "@armillary/dali";
import { expect, test } from "vitest";
import { tapCapabilitiesOf } from "../../packages/tap/src/capabilities.ts";
import { findTapFacts } from "../../packages/tap/src/facts.ts";
import { chooseFormat, type ResultFormat } from "../../packages/tap/src/formats.ts";
import { capabilitiesXml, type Declared } from "../support/tap-service/metadata.ts";

type Formats = NonNullable<Declared["formats"]>;

const TD = "ivo://ivoa.net/std/TAPRegExt#output-votable-td";
const DACHS: Formats = [
  ["application/x-votable+xml", "votable"],
  ["text/csv"],
  ["text/csv;header=present", "csv"],
  ["application/x-votable+xml;serialization=BINARY2", "votable/b2"],
  ["application/x-votable+xml;serialization=TABLEDATA", "votable/td", TD],
];

const ROWS: readonly [name: string, formats: Formats, wanted: ResultFormat | undefined, value: string][] = [
  ["BINARY2 where it is declared", DACHS, undefined, "votable/b2"],
  [
    "by media type where there is no alias",
    [["application/x-votable+xml;serialization=BINARY2"]],
    undefined,
    "application/x-votable+xml;serialization=BINARY2",
  ],
  [
    "TABLEDATA before an unnamed VOTable",
    [["text/xml"], ["application/x-votable+xml;serialization=tabledata"]],
    undefined,
    "application/x-votable+xml;serialization=tabledata",
  ],
  [
    "the short form where nothing is said of the rows",
    [["application/x-votable+xml", "votable"]],
    undefined,
    "votable",
  ],
  ["HEASARC: an ivo-id of TABLEDATA on text/xml is not believed", [["text/xml", undefined, TD]], undefined, "votable"],
  [
    "ESA: votable_plain is TABLEDATA, votable is BINARY2: the unnamed one is not preferred",
    [["votable"], ["votable_plain"]],
    undefined,
    "votable_plain",
  ],
  ["nothing declared", [], undefined, "votable"],
  ["CSV where no VOTable is declared", [["text/csv", "csv"]], undefined, "csv"],
  ["DaCHS: csv has a header, text/csv has none", DACHS, "csv", "csv"],
  ["CSV by media type", [["text/csv"]], "csv", "text/csv"],
  ["Parquet where it is declared", [["application/vnd.apache.parquet"]], "parquet", "application/vnd.apache.parquet"],
  ["Parquet where it is not: the service has the last word", DACHS, "parquet", "parquet"],
  ["IPAC tables as IRSA calls them", [["ipac_table", "text/plain"]], "ipac", "ipac_table"],
];

test.each(ROWS)("%s", (_, formats, wanted, value) => {
  const xml = capabilitiesXml("http://127.0.0.1/tap", { version: "1.1", sync: {}, async: {}, formats }, {});
  const capabilities = tapCapabilitiesOf(parseCapabilities(xml));
  expect(chooseFormat(wanted, "sync", capabilities, undefined)).toEqual({ value, parameters: ["RESPONSEFORMAT"] });
});

test.each([
  ["https://ned.ipac.caltech.edu/tap/", ["FORMAT"], "votable/b2"],
  ["https://tapvizier.cds.unistra.fr/TAPVizieR/tap", ["FORMAT"], "votable/b2"],
  ["https://mast.stsci.edu/vo-tap/api/v0.1/caom", ["RESPONSEFORMAT", "FORMAT"], "votable"],
  ["https://irsa.ipac.caltech.edu/TAP", ["RESPONSEFORMAT", "FORMAT"], "votable/b2"],
])("%s without capabilities", (url, parameters, value) => {
  expect(chooseFormat(undefined, "sync", undefined, findTapFacts(url))).toEqual({ value, parameters });
});

test.each(["https://irsa.ipac.caltech.edu/TAPs", "https://ned.ipac.caltech.edu/", "https://example.org/tap"])(
  "nothing is known of %s",
  (url) => {
    expect(findTapFacts(url)).toBeUndefined();
  },
);
