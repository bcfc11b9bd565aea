export { type DataOptions, encodeData } from "./write/data.ts";
export { WRITE_DIAGNOSTIC_CODES, type WriteDiagnosticCode, WriteDiagnostics } from "./write/diagnostics.ts";
export { printVotableHead, type VotableHead } from "./write/head.ts";
export {
  type FieldStatistics,
  needsStatistics,
  type ReadyFields,
  type ReadyOptions,
  readyFields,
} from "./write/ready-fields.ts";
export {
  VOTABLE_VERSIONS,
  type VotableVersion,
  WRITTEN_SERIALIZATIONS,
  type WrittenSerialization,
} from "./write/versions.ts";
