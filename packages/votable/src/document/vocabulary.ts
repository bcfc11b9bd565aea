/** Versions that exist, the draft of 1.6 among them. Compared as text. */
export const VERSIONS = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"] as const;

/** Attributes of each element, over all versions from 1.0 to 1.6: what is not here is reported, and kept where it can be. */
export const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  VOTABLE: ["ID", "version"],
  RESOURCE: ["ID", "name", "type", "utype"],
  DEFINITIONS: [],
  DESCRIPTION: [],
  INFO: ["ID", "name", "value", "unit", "xtype", "ref", "ucd", "utype"],
  COOSYS: ["ID", "equinox", "epoch", "system", "refposition"],
  TIMESYS: ["ID", "timeorigin", "timescale", "refposition"],
  TABLE: ["ID", "name", "ref", "ucd", "utype", "nrows"],
  FIELD: ["ID", "name", "datatype", "arraysize", "unit", "ucd", "utype", "xtype", "ref", "width", "precision", "type"],
  PARAM: [
    "ID",
    "name",
    "datatype",
    "arraysize",
    "unit",
    "ucd",
    "utype",
    "xtype",
    "ref",
    "width",
    "precision",
    "type",
    "value",
  ],
  VALUES: ["ID", "type", "null", "ref", "invalid"],
  MIN: ["value", "inclusive"],
  MAX: ["value", "inclusive"],
  OPTION: ["name", "value"],
  LINK: ["ID", "content-role", "content-type", "title", "value", "href", "gref", "action"],
  GROUP: ["ID", "name", "ref", "ucd", "utype"],
  FIELDref: ["ref", "ucd", "utype"],
  PARAMref: ["ref", "ucd", "utype"],
  DATA: [],
  TABLEDATA: [],
  BINARY: [],
  BINARY2: [],
  FITS: ["extnum"],
  PARQUET: [],
  STREAM: ["type", "href", "actuate", "encoding", "expires", "rights"],
  TR: ["ID"],
  TD: ["encoding", "ref"],
};

/** Attributes that an element must have since 1.1; what FIELD and PARAM lack beyond has codes of its own. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  INFO: ["name", "value"],
  COOSYS: ["ID"],
  TIMESYS: ["ID", "timescale", "refposition"],
  PARAM: ["value"],
  MIN: ["value"],
  MAX: ["value"],
  OPTION: ["value"],
  FIELDref: ["ref"],
  PARAMref: ["ref"],
};

/** Elements that the standard has at all, and PARQUET, which other software writes. */
export const ELEMENTS: ReadonlySet<string> = new Set(Object.keys(ATTRIBUTES));

/** Of ELEMENTS, those that are in no version of the standard. */
export const UNWRITTEN: ReadonlySet<string> = new Set(["PARQUET"]);

/** Since which version an element, an element in one place (`TABLE/INFO`), or an attribute (`INFO@unit`) exists. */
export const SINCE: Readonly<Record<string, string>> = {
  GROUP: "1.1",
  FIELDref: "1.1",
  PARAMref: "1.1",
  BINARY2: "1.3",
  TIMESYS: "1.4",
  "VOTABLE/GROUP": "1.2",
  "RESOURCE/GROUP": "1.2",
  "TABLE/PARAM": "1.1",
  "TABLE/INFO": "1.2",
  "DATA/INFO": "1.2",
  "RESOURCE@utype": "1.1",
  "TABLE@ucd": "1.1",
  "TABLE@utype": "1.1",
  "TABLE@nrows": "1.1",
  "FIELD@utype": "1.1",
  "PARAM@utype": "1.1",
  "VALUES@ref": "1.1",
  "TD@encoding": "1.1",
  "FIELD@xtype": "1.2",
  "PARAM@xtype": "1.2",
  "PARAM@type": "1.2",
  "INFO@xtype": "1.2",
  "INFO@unit": "1.2",
  "INFO@ucd": "1.2",
  "INFO@utype": "1.2",
  "INFO@ref": "1.2",
  "FIELDref@ucd": "1.2",
  "FIELDref@utype": "1.2",
  "PARAMref@ucd": "1.2",
  "PARAMref@utype": "1.2",
  "TR@ID": "1.2",
  "COOSYS@refposition": "1.5",
};

/** The last version that an attribute is in. */
export const UNTIL: Readonly<Record<string, string>> = { "VALUES@invalid": "1.0", "TD@ref": "1.0" };

/** From which version to which something is deprecated; the standard has it all the same. */
export const DEPRECATED: Readonly<Record<string, readonly [from: string, to: string]>> = {
  DEFINITIONS: ["1.1", "1.6"],
  "LINK@gref": ["1.1", "1.6"],
  COOSYS: ["1.2", "1.2"],
};

/** Datatypes of other languages that documents use for the standard's. */
export const DATATYPE_ALIASES: Readonly<Record<string, { readonly datatype: string; readonly arraysize?: string }>> = {
  string: { datatype: "char", arraysize: "*" },
  unicodeString: { datatype: "unicodeChar", arraysize: "*" },
  integer: { datatype: "int" },
  bool: { datatype: "boolean" },
  int16: { datatype: "short" },
  int32: { datatype: "int" },
  int64: { datatype: "long" },
  float32: { datatype: "float" },
  float64: { datatype: "double" },
};
