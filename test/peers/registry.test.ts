import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import {
  accessPoints,
  archive,
  author,
  authority,
  type Constraint,
  columnWords,
  dataModel,
  ivoid,
  keywords,
  protocol,
  RegistryClient,
  type SearchAnswer,
  spatial,
  spectral,
  subject,
  tableWords,
  temporal,
  ucd,
  waveband,
} from "@armillary/registry";
import { afterAll, describe, expect, test } from "vitest";
import { dachsLabel, dachsUrl, queryDachs } from "../support/dachs.ts";
import { hasPyvo, python } from "../support/peers.ts";

const transport = createNodeTransport();
afterAll(() => transport.close());

const registry = new RegistryClient({ transport, registries: [`${dachsUrl}/tap`] });

function search(...constraints: readonly Constraint[]): Promise<SearchAnswer> {
  return registry.search(constraints);
}

const STARS = "ivo://peer.test/stars/q/cone";
const XRAY = ["ivo://nasa.heasarc/chanmaster", "ivo://nasa.heasarc/rosmaster", "ivo://nasa.heasarc/skyview/rass"];
const SIA1 = [
  "ivo://irsa.ipac/wise/images",
  "ivo://mast.stsci/hst/sia",
  "ivo://nasa.heasarc/chanmaster",
  "ivo://nasa.heasarc/skyview/rass",
  "ivo://ned.ipac/sia",
  "ivo://peer.test/images/q/sia1",
];
const SIA2 = [
  "ivo://irsa.ipac/wise/images",
  "ivo://mast.stsci/hst/sia",
  "ivo://mast.stsci/jwst",
  "ivo://peer.test/images/q/sia2",
];
const TAP = [
  "ivo://irsa.ipac/tap",
  "ivo://mast.stsci/caom-tap",
  "ivo://nasa.heasarc/xamin",
  "ivo://ned.ipac/tap",
  "ivo://peer.test/tap",
];

// What the records of the peer (rd/rr/make_records.py) say.
const QUESTIONS: readonly (readonly [readonly Constraint[], readonly string[]])[] = [
  [[keywords("hubble")], ["ivo://mast.stsci/hst/sia"]],
  [[keywords("x-ray-astronomy")], XRAY],
  [[keywords("chandra", "auxiliary")], ["ivo://nasa.heasarc/chanmaster"]],
  [[keywords("2mass psc")], ["ivo://irsa.ipac/2mass/catalog/psc"]],
  [[author("tester"), keywords("vault")], ["ivo://peer.test/vault/q/cone"]],
  [[protocol("sia1")], SIA1],
  [[protocol("sia2")], SIA2],
  [[protocol("sia")], [...new Set([...SIA1, ...SIA2])].sort()],
  [
    [protocol("ssa")],
    ["ivo://irsa.ipac/spitzer/spectra", "ivo://mast.stsci/jwst", "ivo://ned.ipac/ssa", "ivo://peer.test/spectra/q/ssa"],
  ],
  [[protocol("tap")], TAP],
  [[protocol("tap", { auxiliary: true })], [...TAP, "ivo://nasa.heasarc/chanmaster", STARS].sort()],
  [[protocol("tap", { version: "1.1" })], TAP],
  [[protocol("tap", { version: "1.0" })], []],
  [[protocol("sia", { version: "2" })], SIA2],
  [[waveband("gamma-ray")], ["ivo://nasa.heasarc/xamin"]],
  [[waveband("uv"), protocol("tap")], ["ivo://mast.stsci/caom-tap"]],
  [[dataModel("obscore")], ["ivo://peer.test/tap"]],
  [[dataModel("regtap")], ["ivo://peer.test/tap"]],
  [[dataModel("epntap")], []],
  [[ivoid("ivo://NED.ipac/TAP", "ivo://irsa.ipac/tap")], ["ivo://irsa.ipac/tap", "ivo://ned.ipac/tap"]],
  [[ucd("phot.mag")], ["ivo://mast.stsci/caom-tap", "ivo://nasa.heasarc/rosmaster", STARS]],
  [[ucd("phot.mag;em.ir")], []],
  [[subject("X-ray astronomy")], XRAY],
  [
    [archive("mast"), protocol("scs")],
    ["ivo://mast.stsci/broken", "ivo://mast.stsci/gaiadr3"],
  ],
  [
    [archive("irsa")],
    [
      "ivo://irsa.ipac/2mass/catalog/psc",
      "ivo://irsa.ipac/spitzer/spectra",
      "ivo://irsa.ipac/tap",
      "ivo://irsa.ipac/wise/images",
    ],
  ],
  [[authority("ned.ipac"), protocol("ssa")], ["ivo://ned.ipac/ssa"]],
  [[tableWords("rosmaster")], ["ivo://nasa.heasarc/rosmaster"]],
  [[columnWords("declination")], ["ivo://mast.stsci/caom-tap", "ivo://nasa.heasarc/rosmaster", STARS]],
  // The stars are all over the sky, the images in the four northern polar pixels of order 0.
  [[spatial("CIRCLE 45 60 1")], ["ivo://peer.test/images/q/sia1", STARS]],
  [[spatial("CIRCLE 45 -60 1")], [STARS]],
  [[spatial("POLYGON 40 60 50 60 45 65", { relation: "covers" })], ["ivo://peer.test/images/q/sia1", STARS]],
  [[spatial({ moc: "0/3" })], ["ivo://peer.test/images/q/sia1", STARS]],
  [[spatial({ moc: "0/0-3" }, { relation: "within" })], ["ivo://peer.test/images/q/sia1"]],
  [[spatial({ moc: "0/11" }, { relation: "within" })], []],
  [[spectral("500 nm")], [STARS]],
  [[spectral({ energyJ: [1e-19, 4e-19] })], [STARS]],
  [[spectral("2-10 keV")], []],
  [[temporal("2015-01-01")], [STARS]],
  [[temporal(50_000, 55_196)], []],
];

describe.skipIf(dachsUrl === undefined)(`the registry of the peer${dachsLabel}`, () => {
  test.each(QUESTIONS.map((question) => [question[0].map(({ text }) => text).join("; "), ...question] as const))(
    "%s",
    async (_text, constraints, ids) => {
      const { records, isComplete, queries, origin } = await search(...constraints);
      expect(records.map((record) => record.ivoid)).toEqual(ids);
      expect({ isComplete, origin }).toEqual({ isComplete: true, origin: "registry" });
      // The SQL that is told is what was sent: asked for again, it gives the same.
      const sent = queries.at(-1) ?? "";
      const rows = await queryDachs(`SELECT DISTINCT r.ivoid ${sent.slice(sent.indexOf("\nFROM"))}`);
      expect(rows.map(([id]) => id?.replaceAll('"', "")).sort()).toEqual([...ids].sort());
    },
  );

  test("has every record with all of its interfaces", async () => {
    const { records } = await search();
    const interfaces = records.flatMap(({ capabilities }) =>
      capabilities.flatMap((capability) => capability.interfaces),
    );
    expect([records.length, records.flatMap(({ capabilities }) => capabilities).length, interfaces.length]).toEqual([
      25, 34, 35,
    ]);
    expect(interfaces.filter(({ authenticatedOnly }) => authenticatedOnly).length).toBe(2);
    expect(interfaces.flatMap(({ mirrors }) => mirrors)).toEqual([`${dachsUrl}/stars/q/cone/scs.xml?MIRROR=1&`]);
  });

  test("tells all of a record, and its tables", async () => {
    const { record } = await registry.describe(STARS.toUpperCase().replace("IVO", "ivo"));
    expect(record).toMatchObject({
      title: "Peer star catalogue & cone search",
      creators: ["Tester, A.", "Müller, B."],
      contacts: [{ email: "nobody@example.org" }],
      alternateIdentifiers: ["doi:10.5072/peer.stars"],
      validations: [{ level: 2 }],
      relationships: [{ type: "isservedby", ivoid: "ivo://peer.test/tap" }],
      coverage: { moc: "0/0-11", timesMjd: [[55197, 58849]] },
    });
    const [table] = await registry.tables(STARS);
    expect(table).toMatchObject({ name: "stars.main", schema: "stars" });
    expect(table?.columns.map(({ name }) => name)).toEqual(["source_id", "ra", "dec", "phot_g_mean_mag", "remark"]);
  });

  test("leads to a TAP service that answers", async () => {
    for (const id of ["ivo://nasa.heasarc/xamin", "ivo://nasa.heasarc/chanmaster"]) {
      const tap = await registry.getTapService(id);
      const { summary } = await tap.query("SELECT TOP 3 source_id FROM stars.main");
      expect((await summary).rows).toBe(3);
    }
  });
});

// By what pyvo 1.2 knows: one word, one kind of service, one waveband, one data model.
const SAME: readonly (readonly [
  Readonly<Record<string, unknown>>,
  readonly Constraint[],
  readonly string[],
  boolean,
])[] = [
  ...["conesearch", "sia", "ssa", "tap"].map(
    (kind) => [{ servicetype: kind }, [protocol(own(kind))], [own(kind)], false] as const,
  ),
  [{ servicetype: "tap", includeaux: true }, [protocol("tap", { auxiliary: true })], ["tap"], true],
  [{ keywords: "hubble" }, [keywords("hubble")], ["scs", "sia1", "ssa", "tap"], false],
  [{ keywords: "gaia", servicetype: "conesearch" }, [keywords("gaia"), protocol("scs")], ["scs"], false],
  [
    { keywords: "x-ray-astronomy", servicetype: "sia" },
    [keywords("x-ray-astronomy"), protocol("sia1")],
    ["sia1"],
    false,
  ],
  [{ waveband: "infrared", servicetype: "conesearch" }, [waveband("infrared"), protocol("scs")], ["scs"], false],
  [{ waveband: "x-ray" }, [waveband("x-ray")], ["scs", "sia1", "ssa", "tap"], false],
  [{ datamodel: "obscore", servicetype: "tap" }, [dataModel("obscore"), protocol("tap")], ["tap"], false],
];

function own(kind: string): string {
  return kind === "conesearch" ? "scs" : kind === "sia" ? "sia1" : kind;
}

describe.skipIf(dachsUrl === undefined || !hasPyvo)(`pyvo gives the same services${dachsLabel}`, () => {
  test.each(SAME)("for %j", async (question, constraints, protocols, auxiliary) => {
    const { records } = await search(...constraints);
    const ours = records.flatMap((record) =>
      accessPoints(record, { protocol: protocols, auxiliary }).map(({ url }) => [record.ivoid ?? "", url]),
    );
    const theirs = askPyvo(question);
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours.sort()).toEqual(theirs);
  });
});

// Newer ones know more; what they find is compared by resource, for they list interfaces of other standards, too.
const NEWER: readonly (readonly [Readonly<Record<string, unknown>>, readonly Constraint[]])[] = [
  [{ spatial: [45, 60, 1] }, [spatial("CIRCLE 45 60 1", { relation: "covers" })]],
  [{ spatial: [45, -60, 1] }, [spatial("CIRCLE 45 -60 1", { relation: "covers" })]],
  [{ spatial: "0/3" }, [spatial({ moc: "0/3" }, { relation: "covers" })]],
  [{ ucd: ["phot.mag%"] }, [ucd("phot.mag%")]],
  [{ author: "Tester%", servicetype: "ssa" }, [author("Tester%"), protocol("ssa")]],
  [{ temporal: 57_023 }, [temporal(57_023)]],
  [{ spectral: 3.97e-19 }, [spectral({ energyJ: 3.97e-19 })]],
  [{ ivoid: "ivo://irsa.ipac/tap" }, [ivoid("ivo://irsa.ipac/tap")]],
  [{ datamodel: "regtap" }, [dataModel("regtap")]],
  [{ keywords: ["chandra", "auxiliary"] }, [keywords("chandra", "auxiliary")]],
  [{ servicetype: "sia2" }, [protocol("sia2")]],
];
const hasConstraints =
  hasPyvo && python("from pyvo import registry; print(hasattr(registry, 'Spatial'))").trim() === "True";
const newerLabel = hasConstraints ? "" : " (skipped: this pyvo is too old for constraints, 1.4 has them)";

describe.skipIf(dachsUrl === undefined || !hasConstraints)(
  `a newer pyvo finds the same${newerLabel}${dachsLabel}`,
  () => {
    test.each(NEWER)("for %j", async (question, constraints) => {
      const { records } = await search(...constraints);
      const theirs = [...new Set(askPyvo(question).map(([id]) => id))];
      expect(theirs.length).toBeGreaterThan(0);
      expect(records.map((record) => record.ivoid)).toEqual(theirs);
    });
  },
);

/** Pairs of identifier and address. */
function askPyvo(question: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  const script = fileURLToPath(new URL("registry-pyvo.py", import.meta.url));
  const args = [script, `${dachsUrl}/tap`];
  return JSON.parse(
    execFileSync("/usr/bin/python3", args, { input: `${JSON.stringify(question)}\n`, encoding: "utf8" }),
  );
}
