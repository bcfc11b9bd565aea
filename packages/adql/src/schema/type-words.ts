import type { TypeName } from "./datatype.ts";

/** Type words of ADQL, of SQL and of the databases behind services, in upper case. */
export const WORDS: ReadonlyMap<string, TypeName> = byWord({
  ...words("BOOLEAN", "BOOL LOGICAL"),
  ...words("BIT", ""),
  ...words("TINYINT", "UNSIGNEDBYTE BYTE UINT1"),
  ...words("SMALLINT", "SHORT INT2 SMALLSERIAL"),
  ...words("INTEGER", "INT INT4 SERIAL MEDIUMINT"),
  ...words("BIGINT", "LONG INT8 BIGSERIAL"),
  ...words("REAL", "FLOAT4"),
  ...words("DOUBLE PRECISION", "DOUBLE FLOAT FLOAT8 NUMERIC DECIMAL NUMBER BINARY_DOUBLE"),
  ...words("CHAR", "CHARACTER NCHAR BPCHAR UNICODECHAR"),
  ...words("VARCHAR", "VARCHAR2 NVARCHAR NVARCHAR2 TEXT STRING NTEXT UUID URI ENUM"),
  "CHARACTER VARYING": "VARCHAR",
  ...words("CLOB", "NCLOB"),
  ...words("BINARY", "RAW"),
  ...words("VARBINARY", "BYTEA"),
  ...words("BLOB", "IMAGE"),
  ...words("TIMESTAMP", "DATETIME DATETIME2 DATE TIMESTAMPTZ SMALLDATETIME"),
  "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
  ...words("INTERVAL", ""),
  ...words("POINT", "SPOINT POSITION"),
  ...words("CIRCLE", "SCIRCLE"),
  ...words("POLYGON", "SPOLY SPOLYGON"),
  ...words("BOX", "SBOX"),
  ...words("REGION", "GEOMETRY SHAPE MULTIPOLYGON"),
  ...words("MOC", "SMOC TMOC STMOC"),
});

/** The xtypes of DALI that say more than the datatype does, and those of TAP 1.0. */
export const XTYPES: ReadonlyMap<string, TypeName> = byWord({
  timestamp: "TIMESTAMP",
  interval: "INTERVAL",
  point: "POINT",
  circle: "CIRCLE",
  polygon: "POLYGON",
  range: "REGION",
  multipolygon: "REGION",
  shape: "REGION",
  region: "REGION",
  moc: "MOC",
  clob: "CLOB",
  blob: "BLOB",
});

export const VOTABLE: ReadonlyMap<string, TypeName> = byWord({
  boolean: "BOOLEAN",
  bit: "BIT",
  unsignedByte: "TINYINT",
  short: "SMALLINT",
  int: "INTEGER",
  long: "BIGINT",
  char: "CHAR",
  unicodeChar: "CHAR",
  float: "REAL",
  double: "DOUBLE PRECISION",
});

function byWord(types: Readonly<Record<string, TypeName>>): ReadonlyMap<string, TypeName> {
  return new Map(Object.entries(types));
}

function words(name: TypeName, others: string): Record<string, TypeName> {
  return Object.fromEntries([name, ...others.split(" ").filter(Boolean)].map((word) => [word, name]));
}
