export { createFileCache } from "./node/file-cache.ts";
export type { JobIdentity, JournalEntry, JournalUpload } from "./node/journal/entry.ts";
export {
  type DamagedFile,
  JobJournal,
  type JobNews,
  type JournalListing,
  type JournalOptions,
  type NewJob,
} from "./node/journal/journal.ts";
export { KeptParts } from "./node/parts/kept-parts.ts";
export { uploadFile } from "./node/upload-file.ts";
