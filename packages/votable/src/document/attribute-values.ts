import type { DiagnosticCode } from "../diagnostics.ts";
import { isUnit } from "./unit.ts";

/** What the value of one attribute has to be. */
interface Rule {
  readonly isRight: (value: string, version: string | undefined) => boolean;
  /** What is due, in words. */
  readonly due: string;
  readonly code?: DiagnosticCode;
  /** Versions that have the rule, both ends included. */
  readonly from?: string;
  readonly to?: string;
}

/** The DTD of version 1.0 knew words alone; what has a form came with the schema of 1.1. */
const SCHEMA = { from: "1.1" } as const;

const oneOf = (...words: string[]): Rule => ({
  isRight: (value) => words.includes(value),
  due: `one of ${words.join(", ")}`,
});
const inForm = (form: RegExp, due: string): Rule => ({ isRight: (value) => form.test(value), due, ...SCHEMA });

/** Words that an IVOA vocabulary had in 2026; it may have more by now. */
const inVocabulary = (vocabulary: string, ...words: string[]): Rule => ({
  isRight: (value) => words.includes(value),
  due: `a word of the IVOA vocabulary ${vocabulary}`,
  code: "N-VOCABULARY",
});

const LEGACY_FRAMES = [
  "eq_FK4",
  "eq_FK5",
  "ICRS",
  "ecl_FK4",
  "ecl_FK5",
  "galactic",
  "supergalactic",
  "xy",
  "barycentric",
  "geo_app",
];

const YES_OR_NO = oneOf("yes", "no");
const POSITIVE_INTEGER = inForm(/^\+?0*[1-9]\d*$/, "a positive integer");
const ASTRO_YEAR = inForm(/^[JB]?\d+(?:\.\d*)?$/, "a year, with J or B before it");
/** The places to fill in of appendix A.1, `${Object Name}`, may have what they like. */
const URI = inForm(/^(?:[^\s<>"$]|\$\{[^}]*\}|\$)*$/, "a URI, which has no blanks");
const UCD: Rule = { isRight: isUcd, due: "a UCD1+ or UCD1 in form", code: "W-UCD", ...SCHEMA };
const UNIT: Rule = { isRight: isUnit, due: "a unit in form: VOUnits", code: "N-UNIT" };
const ENCODING = oneOf("gzip", "base64", "dynamic", "none");
const COLUMN_TYPE = oneOf("hidden", "no_query", "trigger", "location");
const PRECISION = inForm(/^[EF]?\d+$/, "digits, with E or F before them");
const REFPOSITION = inVocabulary(
  "refposition",
  "BARYCENTER",
  "EMBARYCENTER",
  "GEOCENTER",
  "HELIOCENTER",
  "TOPOCENTER",
  "UNKNOWN",
);

/** By attribute (`@ucd`), or by attribute of one element (`STREAM@type`), which counts more. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  "@ucd": [UCD],
  "@unit": [UNIT],
  "@width": [POSITIVE_INTEGER],
  "@precision": [PRECISION],
  "@href": [URI],
  "RESOURCE@type": [oneOf("results", "meta")],
  "TABLE@nrows": [inForm(/^\+?\d+$/, "a number of rows")],
  "FIELD@type": [COLUMN_TYPE],
  "PARAM@type": [COLUMN_TYPE],
  "VALUES@type": [oneOf("legal", "actual")],
  "VALUES@invalid": [YES_OR_NO],
  "MIN@inclusive": [YES_OR_NO],
  "MAX@inclusive": [YES_OR_NO],
  "COOSYS@equinox": [ASTRO_YEAR],
  "COOSYS@epoch": [ASTRO_YEAR],
  "COOSYS@system": [
    { ...oneOf(...LEGACY_FRAMES), to: "1.4" },
    {
      ...inVocabulary(
        "refframe",
        "AZ_EL",
        "BODY",
        "ECLIPTIC",
        "EQUATORIAL",
        "FK4",
        "FK5",
        "GALACTIC",
        "GALACTIC_I",
        "GENERIC_GALACTIC",
        "SUPER_GALACTIC",
        "UNKNOWN",
        ...LEGACY_FRAMES,
      ),
      from: "1.5",
    },
  ],
  "COOSYS@refposition": [REFPOSITION],
  "TIMESYS@refposition": [REFPOSITION],
  "TIMESYS@timescale": [inVocabulary("timescale", "GPS", "TAI", "TCB", "TCG", "TDB", "TT", "UNKNOWN", "UT", "UTC")],
  "TIMESYS@timeorigin": [
    inForm(
      /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:JD|MJD)-origin)$/,
      "a Julian Date, MJD-origin or JD-origin",
    ),
  ],
  "LINK@content-role": [{ ...oneOf("query", "hints", "doc", "location"), to: "1.1" }],
  "LINK@content-type": [inForm(/^[^\s/;]+\/[^\s/;]+\s*(?:;.*)?$/, "a media type")],
  "LINK@action": [URI],
  "FITS@extnum": [POSITIVE_INTEGER],
  "STREAM@type": [oneOf("locator", "other")],
  "STREAM@actuate": [oneOf("onLoad", "onRequest", "other", "none")],
  "STREAM@encoding": [ENCODING],
  "STREAM@expires": [
    inForm(
      /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
      "a date and time, as 2004-02-29T23:59:59",
    ),
  ],
  "TD@encoding": [ENCODING],
};

/** RULES by element and attribute: keys that are put together anew for each attribute take longer than the rules. */
const RULES_OF = new Map<string, Map<string, readonly Rule[]>>();
const RULES_OF_ANY = new Map<string, readonly Rule[]>();
for (const [place, rules] of Object.entries(RULES)) {
  const [element = "", attribute = ""] = place.split("@");
  if (element === "") RULES_OF_ANY.set(attribute, rules);
  else RULES_OF.set(element, (RULES_OF.get(element) ?? new Map()).set(attribute, rules));
}

function rulesFor(element: string, attribute: string): readonly Rule[] {
  return RULES_OF.get(element)?.get(attribute) ?? RULES_OF_ANY.get(attribute) ?? [];
}

/** What is wrong with a value by the rules of a version (1.5 where it is not known); undefined when nothing is. */
export function wrongValue(
  element: string,
  attribute: string,
  value: string,
  version: string | undefined,
): { readonly code: DiagnosticCode; readonly due: string } | undefined {
  const rules = rulesFor(element, attribute);
  if (rules.length === 0) return undefined;
  const judged = version ?? "1.5";
  // XML Schema takes the blanks around tokens and names away before it looks at them.
  const text = value.trim();
  for (const rule of rules) {
    if (judged < (rule.from ?? "") || judged > (rule.to ?? "9")) continue;
    if (!rule.isRight(text, version)) return { code: rule.code ?? "W-ATTRIBUTE-VALUE", due: rule.due };
  }
  return undefined;
}

const ATOM = "[A-Za-z0-9_-]+";
const WORD = `(?:[A-Za-z]+:)?${ATOM}(?:\\.${ATOM})*`;
const UCD1PLUS = new RegExp(`^${WORD}(?:;${WORD})*$`);
/** UCD1 has these, too, though the schema's pattern does not. */
const UCD1 = /^[A-Za-z0-9_/%+*-]+$/;

/** `pos.eq.ra;meta.main`, `POS_EQ_RA_MAIN`, `VOX:Image_Title`. Words are not looked up: there are new ones each year. */
function isUcd(text: string): boolean {
  return text === "" || UCD1PLUS.test(text) || UCD1.test(text);
}
