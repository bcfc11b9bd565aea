import { parse } from "@armillary/adql";
import {
  archive,
  author,
  authority,
  buildSearchQuery,
  type Constraint,
  columnWords,
  dataModel,
  ivoid,
  keywords,
  parseTimes,
  parseVocabulary,
  protocol,
  registryFeatures,
  spatial,
  spectral,
  subject,
  tableWords,
  temporal,
  ucd,
  waveband,
} from "@armillary/registry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { features, LATE } from "./features.ts";

const full = features({ late: true, forms: ["UNION", "ILIKE", "MOC"] });
const old = features({ late: false, forms: [], functions: ["something_else"] });

/** Conditions at a registry that has everything, and at one of RegTAP 1.0 that declares none of its functions. */
const CONDITIONS: readonly (readonly [what: Constraint, full: string, old: string])[] = [
  [
    keywords("Quasar"),
    "r.ivoid IN (SELECT ivoid FROM rr.resource WHERE 1 = ivo_hasword(res_description, 'Quasar') UNION ALL SELECT ivoid FROM rr.resource WHERE 1 = ivo_hasword(res_title, 'Quasar') UNION ALL SELECT ivoid FROM rr.resource WHERE short_name ILIKE 'Quasar' UNION ALL SELECT ivoid FROM rr.res_subject WHERE res_subject ILIKE '%Quasar%')",
    "r.ivoid IN (SELECT ivoid FROM rr.resource WHERE LOWER(res_description) LIKE '%quasar%') OR r.ivoid IN (SELECT ivoid FROM rr.resource WHERE LOWER(res_title) LIKE '%quasar%') OR r.ivoid IN (SELECT ivoid FROM rr.resource WHERE LOWER(short_name) LIKE 'quasar') OR r.ivoid IN (SELECT ivoid FROM rr.res_subject WHERE LOWER(res_subject) LIKE '%quasar%')",
  ],
  [
    author("O'Neil", "Gaia%"),
    "r.ivoid IN (SELECT ivoid FROM rr.res_role WHERE base_role = 'creator' AND (role_name ILIKE '%O''Neil%' OR role_name ILIKE 'Gaia%'))",
    "r.ivoid IN (SELECT ivoid FROM rr.res_role WHERE base_role = 'creator' AND (LOWER(role_name) LIKE '%o''neil%' OR LOWER(role_name) LIKE 'gaia%'))",
  ],
  [
    waveband("Infrared", "X ray"),
    "1 = ivo_hashlist_has(r.waveband, 'infrared') OR 1 = ivo_hashlist_has(r.waveband, 'x-ray')",
    "'#' || r.waveband || '#' LIKE '%#infrared#%' OR '#' || r.waveband || '#' LIKE '%#x-ray#%'",
  ],
  [
    dataModel("regtap"),
    "r.ivoid IN (SELECT ivoid FROM rr.res_detail WHERE detail_xpath = '/capability/dataModel/@ivo-id' AND detail_value ILIKE 'ivo://ivoa.net/std/regtap#1.%')",
    "r.ivoid IN (SELECT ivoid FROM rr.res_detail WHERE detail_xpath = '/capability/dataModel/@ivo-id' AND LOWER(detail_value) LIKE 'ivo://ivoa.net/std/regtap#1.%')",
  ],
  ...same(
    ivoid("ivo://IRSA.ipac/TAP", "ivo://ned.ipac/tap"),
    "r.ivoid IN ('ivo://irsa.ipac/tap', 'ivo://ned.ipac/tap')",
  ),
  ...same(authority("ivo://Org.GAVO.dc/"), "r.ivoid LIKE 'ivo://org.gavo.dc/%' OR r.ivoid = 'ivo://org.gavo.dc'"),
  ...same(archive("IRSA"), "r.ivoid LIKE 'ivo://irsa.ipac/%' OR r.ivoid = 'ivo://irsa.ipac'"),
  ...same(
    ucd("Phot.Mag", "em.ir%"),
    "r.ivoid IN (SELECT ivoid FROM rr.table_column WHERE ucd = 'phot.mag' OR ucd LIKE 'phot.mag.%' OR ucd LIKE 'phot.mag;%' OR ucd LIKE 'em.ir%')",
  ),
  ...same(
    subject("X-ray astronomy"),
    "r.ivoid IN (SELECT ivoid FROM rr.res_subject WHERE res_subject IN ('X-ray astronomy', 'x-ray-astronomy'))",
  ),
  ...["scs", "sia1", "ssa", "tap"].flatMap((name) =>
    same(
      protocol(name),
      service(`c.standard_id IN ('ivo://ivoa.net/std/${name.replace("scs", "conesearch").replace("1", "")}')`),
    ),
  ),
  ...same(protocol("sia2"), service("c.standard_id LIKE 'ivo://ivoa.net/std/sia#query-2.%'")),
  ...same(
    protocol("sia", { auxiliary: true }),
    service(
      "(c.standard_id IN ('ivo://ivoa.net/std/sia', 'ivo://ivoa.net/std/sia#aux') OR c.standard_id LIKE 'ivo://ivoa.net/std/sia#query-2.%' OR c.standard_id LIKE 'ivo://ivoa.net/std/sia#query-aux-2.%')",
    ),
  ),
  ...same(
    protocol("tap", { version: "1.1" }),
    service(
      "c.standard_id IN ('ivo://ivoa.net/std/tap')",
      " AND (i.std_version = '1.1' OR i.std_version LIKE '1.1.%')",
    ),
  ),
];

function same(constraint: Constraint, text: string): readonly (readonly [Constraint, string, string])[] {
  return [[constraint, text, text]];
}

function service(standard: string, more = ""): string {
  return `r.ivoid IN (SELECT c.ivoid FROM rr.capability AS c JOIN rr.interface AS i ON i.ivoid = c.ivoid AND i.cap_index = c.cap_index WHERE ${standard} AND (i.intf_role = 'std' OR i.intf_role LIKE 'std:%')${more})`;
}

describe("a constraint as ADQL", () => {
  test.each(CONDITIONS.map((row) => [row[0].text, ...row] as const))("%s", (_text, constraint, atFull, atOld) => {
    expect(constraint.condition(full).text).toBe(atFull);
    expect(constraint.condition(old).text).toBe(atOld);
  });

  test.each([
    [spatial("CIRCLE 10 20 0.5"), "1 = INTERSECTS(coverage, MOC(6, CIRCLE('ICRS', 10, 20, 0.5)))"],
    [
      spatial("CIRCLE 10 20 0.5", { relation: "covers", order: 8 }),
      "1 = CONTAINS(MOC(8, CIRCLE('ICRS', 10, 20, 0.5)), coverage)",
    ],
    [spatial({ moc: "4/13 17-18" }, { relation: "within" }), "1 = CONTAINS(coverage, MOC('4/13 17-18'))"],
  ])("on the sky, %#", (constraint, condition) => {
    expect(constraint.condition(full).text).toBe(
      `r.ivoid IN (SELECT ivoid FROM rr.stc_spatial WHERE ${condition} AND ref_system_name IS NULL)`,
    );
  });

  test("on the sky, without MOCs as values, as RegTAP 1.2 demands", () => {
    const plain = features({ late: true, forms: [] });
    expect(spatial("CIRCLE 10 20 0.5").condition(plain).text).toContain(
      "INTERSECTS(coverage, CIRCLE('ICRS', 10, 20, 0.5))",
    );
    expect(() => spatial({ moc: "0/1" }).condition(plain)).toThrow(expect.objectContaining({ code: "REG_FEATURE" }));
  });

  test.each([
    [spectral({ energyJ: 1e-19 }), "stc_spectral", "spectral_start <= 1E-19 AND spectral_end >= 1E-19"],
    [spectral({ energyJ: [1e-19, 2e-19] }), "stc_spectral", "spectral_start <= 2E-19 AND spectral_end >= 1E-19"],
    [temporal(55000, 55010), "stc_temporal", "time_start <= 55010 AND time_end >= 55000"],
    [temporal("2010-08-01"), "stc_temporal", "time_start <= 55409 AND time_end >= 55409"],
    [temporal(Number.NEGATIVE_INFINITY, 55000), "stc_temporal", "time_start <= 55000"],
    [temporal(55000, Number.POSITIVE_INFINITY), "stc_temporal", "time_start IS NOT NULL AND time_end >= 55000"],
  ])("of coverage, %#", (constraint, table, condition) => {
    expect(constraint.condition(full).text).toBe(`r.ivoid IN (SELECT ivoid FROM rr.${table} WHERE ${condition})`);
  });

  test.each([spatial("CIRCLE 1 2 3"), spectral("5 um"), temporal(1)])(
    "needs tables of RegTAP 1.2: $text",
    (constraint) => {
      expect(() => constraint.condition(old)).toThrow(
        expect.objectContaining({ code: "REG_FEATURE", message: expect.stringMatching(/no table rr\.stc_\w+/) }),
      );
    },
  );

  test("of a subject, with what is narrower", () => {
    const vocabulary = parseVocabulary(
      JSON.stringify({
        uri: "u",
        terms: {
          a: { label: "A", narrower: ["b"], wider: ["w"] },
          b: { label: "B", narrower: ["c"] },
          c: { label: "C" },
          w: {},
        },
      }),
    );
    const termsOf = (constraint: Constraint) => /IN \(([^()]*)\)\)$/.exec(constraint.condition(full).text)?.[1];
    expect(termsOf(subject("A", { vocabulary }))).toBe("'a', 'b', 'c'");
    expect(termsOf(subject("a", { vocabulary, narrower: 1 }))).toBe("'a', 'b'");
    expect(termsOf(subject("a", { vocabulary, narrower: 0, wider: 1 }))).toBe("'a', 'w'");
    // What is kept is kept by these words.
    expect(new Set([0, 1, 2].map((narrower) => subject("a", { vocabulary, narrower }).text)).size).toBe(3);
  });
});

describe("the whole query", () => {
  const names = (version: "late" | "early"): string =>
    buildSearchQuery([archive()], features({ late: version === "late", forms: [] })).text.split("\n")[0] ?? "";

  test("asks for columns that there are", () => {
    for (const column of LATE) {
      expect(names("late")).toContain(column);
      expect(names("early")).not.toContain(column);
    }
    // Nothing is known of one whose TAP_SCHEMA is mute: what RegTAP 1.0 has, is there.
    expect(buildSearchQuery([archive()], registryFeatures({ url: "https://a.org/tap" })).text.split("\n")[0]).toBe(
      names("early"),
    );
  });

  const everything: readonly Constraint[] = [
    ...CONDITIONS.map(([constraint]) => constraint),
    dataModel("obscore", "epntap", "ivo://ivoa.net/std/slap"),
    tableWords("stars"),
    columnWords("right ascension", "ra"),
    spatial("POLYGON 1 1 2 1 2 2"),
    spectral("500 nm"),
    temporal(1, 2),
  ];

  test.each([
    ["full", full],
    ["plain", features({ late: true, forms: [] })],
  ])("of any constraints is ADQL (%s)", (_what, registry) => {
    // MOC(…) is a function of GAVO's, and no value in the grammar; the parser takes what it does not know as a call.
    fc.assert(
      fc.property(fc.subarray([...everything], { minLength: 1 }), (some) => {
        const { problems } = parse(buildSearchQuery(some, registry).text, { extensions: "allow" });
        expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("has words of users as literals, and nothing else", () => {
    const shape = (word: string): readonly string[] =>
      buildSearchQuery([keywords(word), author(word), tableWords(word)], full)
        .text.replace(/'(?:[^']|'')*'/g, "'")
        .split(/\s+/);
    const plain = shape("x");
    const text = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((word) => word.trim() !== "" && !/[\\\0]/.test(word) && word.isWellFormed());
    fc.assert(
      fc.property(text, (word) => {
        expect(shape(word)).toEqual(plain);
      }),
    );
  });
});

describe("a constraint that cannot be meant is refused", () => {
  test.each<[string, () => unknown]>([
    ["no keyword", () => keywords()],
    ["an empty keyword", () => keywords("a", " ")],
    ["an unknown protocol", () => protocol("http")],
    ["no protocol", () => protocol([])],
    ["a version that is none", () => protocol("tap", { version: "1.%" })],
    ["an unknown waveband", () => waveband("purple")],
    ["no waveband", () => waveband()],
    ["an unknown data model", () => dataModel("caom")],
    ["no ivoid", () => ivoid("irsa.ipac/tap")],
    ["an authority with a pattern in it", () => authority("%")],
    ["an unknown archive", () => archive("noirlab")],
    ["an empty UCD", () => ucd("")],
    ["a region that is none", () => spatial("CIRCLE 1 2")],
    ["a range of coordinates", () => spatial("RANGE 1 2 3 4")],
    ["a MOC that is none", () => spatial({ moc: "4/13') OR 1=1 --" })],
    ["a spectrum that is none", () => spectral("blue")],
    ["a time that is none", () => temporal("yesterday")],
    ["a range that ends first", () => temporal(2, 1)],
  ])("%s", (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "REG_USAGE" }));
  });
});

describe("times in one text", () => {
  test.each([
    ["55409 55440", 55409, 55440],
    ["55409", 55409, 55409],
    ["-Inf 55440", Number.NEGATIVE_INFINITY, 55440],
    ["2010-08-01", 55409, 55410],
    ["2010-08-01/2010-08-31", 55409, 55440],
    ["2010-08-01T12:00:00 / 2010-08-01T18:00:00", 55409.5, 55409.75],
  ])("%s", (text, from, to) => {
    expect(parseTimes(text)).toEqual([from, to]);
  });

  test.each(["", "soon", "1 2 3", "2010-13-01"])("%j is refused", (text) => {
    expect(() => parseTimes(text)).toThrow(expect.objectContaining({ code: "REG_USAGE" }));
  });
});
