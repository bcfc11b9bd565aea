export { type SharingOptions, shareByHost } from "./download/by-host.ts";
export {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  parseChecksum,
  printChecksum,
} from "./download/checksum.ts";
export { type CurlScriptOptions, printCurlScript, printUrlList, type ScriptToken } from "./download/curl-script.ts";
export { DOWNLOAD_ERROR_CODES, DownloadError, type DownloadErrorCode, isDownloadError } from "./download/errors.ts";
export type { DownloadItem, ItemIdentity, SkipReason } from "./download/item.ts";
export { type ManifestEntry, parseEntry } from "./download/manifest-entry.ts";
export { fileNameOf } from "./download/names/disposition.ts";
export { type AnswerNames, nameOf } from "./download/names/name-of.ts";
export { safeName, safePath, withMark } from "./download/names/safe-name.ts";
export { type ActiveFile, DownloadProgress } from "./download/progress.ts";
export { SeenTexts } from "./download/seen-texts.ts";
export {
  findItemColumns,
  type ItemColumnNames,
  type ItemColumns,
  itemsOfTable,
} from "./download/table-items.ts";
export { itemsOfUrlList, looksLikeUrlList } from "./download/url-list.ts";
