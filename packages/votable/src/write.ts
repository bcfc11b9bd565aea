export { type DataOptions, encodeData } from "./write/data.ts";
export { WRITE_DIAGNOSTIC_CODES, type WriteDiagnosticCode, WriteDiagnostics } from "./write/diagnostics.ts";
export { type WriteOptions, type WrittenTable, writeVotable, writtenVersion } from "./write/document.ts";
export type { HeldRows } from "./write/fits-stream.ts";
export { printVotableHead, type VotableHead } from "./write/head.ts";
export {
  needsStatistics,
  type ReadyFields,
  type ReadyOptions,
  readyFields,
} from "./write/ready-fields.ts";
export type { VotableVersion, WrittenSerialization } from "./write/versions.ts";
