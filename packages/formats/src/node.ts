export type { FileSource } from "@armillary/votable/node";
export { openFileSource } from "@armillary/votable/node";
export { convertInThread, encodeDataInThread, startEncodingThread } from "./node/convert-thread.ts";
export { fileAccess, openTableFile } from "./node/open-file.ts";
export { openFileAccess, spoolToFile } from "./node/random-access.ts";
export type { EncodingThread } from "./node/run-in-thread.ts";
export type { FilePlan, WholeFile } from "./node/whole-file.ts";
export { openWholeFile, planWholeFile } from "./node/whole-file.ts";
