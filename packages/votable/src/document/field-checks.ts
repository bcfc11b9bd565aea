import type { Field, FieldMeta, ValuesMeta } from "@armillary/columns";
import { type Arraysize, isScalar, SCALAR } from "../cells/arraysize.ts";
import { isCharacter } from "../cells/layout.ts";
import { createTextDecoder } from "../cells/text.ts";
import type { Reports } from "./reports.ts";

/** Reports what a FIELD or PARAM says of its values that does not go with its datatype and shape. */
export function checkField(
  element: string,
  field: Field,
  arraysize: Arraysize,
  version: string | undefined,
  reports: Reports,
): void {
  const what = `${element} "${field.name}"`;
  // A string of one character is a character, either way.
  if (field.arraysize?.trim() === "1" && !isCharacter(field.datatype)) {
    reports.warn(
      "N-ARRAYSIZE-ONE",
      "",
      `${what} has arraysize="1", which some take for a scalar and some for an array`,
    );
  }
  if (field.datatype === "unicodeChar" && version !== undefined && version >= "1.6") {
    reports.warn("N-DEPRECATED", "unicodeChar", `${what}: the datatype unicodeChar is deprecated since VOTable 1.6`);
  }
  checkXtype(what, field, arraysize, reports);
  for (const values of field.values ?? []) checkValues(what, field, values, version, reports);
}

/** What DALI 1.2, section 3, lays down of the xtypes that it has: text, or numbers whose first axis is `axis` long. */
const XTYPES: Readonly<Record<string, "text" | { readonly axis?: number; readonly integers?: true }>> = {
  timestamp: "text",
  hms: "text",
  dms: "text",
  moc: "text",
  shape: "text",
  multishape: "text",
  uri: "text",
  uuid: "text",
  json: "text",
  interval: { axis: 2, integers: true },
  multiinterval: { integers: true },
  point: { axis: 2 },
  circle: { axis: 3 },
  range: { axis: 4 },
  polygon: {},
};

function checkXtype(what: string, field: Field, arraysize: Arraysize, reports: Reports): void {
  const { datatype, xtype } = field;
  const rule = xtype === undefined || !Object.hasOwn(XTYPES, xtype) ? undefined : XTYPES[xtype];
  if (rule === undefined) return;
  if (rule === "text") {
    if (isCharacter(datatype) && !isScalar(arraysize)) return;
  } else {
    const integers = rule.integers === true && ["unsignedByte", "short", "int", "long"].includes(datatype);
    const [axis] = arraysize.fixed;
    const shaped = rule.axis === undefined ? !isScalar(arraysize) : axis === rule.axis;
    if (shaped && (integers || datatype === "float" || datatype === "double")) return;
  }
  const due =
    rule === "text"
      ? "a string of char"
      : `${rule.integers ? "numbers" : "float or double"} with arraysize="${rule.axis ?? "*"}"`;
  const found = `${datatype}${field.arraysize === undefined ? "" : ` with arraysize="${field.arraysize}"`}`;
  reports.warn("W-XTYPE", what, `${what} has xtype="${xtype}" and is ${found}, where ${due} is due`);
}

/** Reports a time whose TIMESYS has an origin that it cannot have, or none that it needs (VOTable 1.5, section 3.5). */
export function checkTimeorigin(
  element: string,
  field: FieldMeta,
  timesys: ReadonlyMap<string, string> | undefined,
  reports: Reports,
): void {
  if (timesys === undefined) return;
  const { name, datatype, xtype, unit } = field;
  const what = `${element} "${name}"`;
  const hasOrigin = timesys.has("timeorigin");
  if (xtype === "timestamp" && hasOrigin) {
    reports.warn("W-TIMEORIGIN", what, `${what} has dates, and its TIMESYS has a timeorigin`);
  }
  // Years may be counted from the beginning of an era; without a unit nobody knows.
  const isYears = unit === undefined || ["", "yr", "a", "Ba"].includes(unit.trim());
  if (!isCharacter(datatype) && !isYears && !hasOrigin) {
    reports.warn("W-TIMEORIGIN", what, `${what} has times in ${unit}, and its TIMESYS has no timeorigin`);
  }
}

/** Reports a QUERY_STATUS that is none of those of DALI 1.1, section 4.4. */
export function checkQueryStatus(name: string, value: string, reports: Reports): void {
  if (name.trim() !== "QUERY_STATUS" || ["OK", "ERROR", "OVERFLOW"].includes(value)) return;
  reports.warn("W-QUERY-STATUS", value, `QUERY_STATUS is "${value.slice(0, 80)}", where OK, ERROR or OVERFLOW is due`);
}

function checkValues(
  what: string,
  field: Field,
  values: ValuesMeta,
  version: string | undefined,
  reports: Reports,
): void {
  const { datatype } = field;
  const isFloat = datatype === "float" || datatype === "double" || datatype.endsWith("Complex");
  if (values.null !== undefined && isFloat && (version === undefined || version >= "1.3")) {
    reports.warn("N-DEPRECATED", "null", `${what}: VALUES null on floating point is deprecated for NaN`);
  }
  // What the limits of an xtype mean is for its own standard to say.
  if (isCharacter(datatype) || (field.xtype ?? "") !== "") return;
  const { layout: _, values: __, ...meta } = field;
  const decoder = createTextDecoder(meta, SCALAR);
  const check = (element: string, value: string) => {
    // Before 1.5 the standard did not say that the limits of an array are those of its elements.
    const isArray = field.arraysize !== undefined && (version === undefined || version < "1.5");
    const literals = isArray ? value.split(/[ \t\r\n]+/) : [value];
    for (const literal of literals) {
      const decoded = decoder.decode(literal);
      if (decoded !== undefined && decoded !== null) continue;
      const why = decoder.report.reason === "" ? "it is empty" : decoder.report.reason;
      reports.warn("W-VALUES", what, `${what}: ${element} "${value.slice(0, 40)}" is no ${datatype}: ${why}`);
      return;
    }
  };
  if (values.min !== undefined) check("MIN", values.min.value);
  if (values.max !== undefined) check("MAX", values.max.value);
  const checkOptions = (options: ValuesMeta["options"]): void => {
    for (const option of options ?? []) {
      check("OPTION", option.value);
      checkOptions(option.options);
    }
  };
  checkOptions(values.options);
}
