// What a command line or a form needs before any table is opened: the closed sets it offers, and safe text.

export {
  VOTABLE_VERSIONS,
  type VotableVersion,
  WRITTEN_SERIALIZATIONS,
  type WrittenSerialization,
} from "@armillary/votable/versions";
export type { CsvType } from "./csv/types.ts";
export { CSV_TYPES } from "./csv/types.ts";
export type { Format, FormatName } from "./format.ts";
export { FORMATS, formatNamed, formatOfFileName, formatOfMediaType } from "./format.ts";
export { visible } from "./text/visible.ts";
