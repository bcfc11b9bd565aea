export type { ProxyOptions } from "./node/dispatchers.ts";
export type { DownloadOptions, DownloadSummary } from "./node/download/download.ts";
export { downloadFiles, MANIFEST_NAME } from "./node/download/download.ts";
export type { FileOutcome } from "./node/download/file-work.ts";
export { type DownloadPlan, type PlanOptions, planDownload } from "./node/download/plan.ts";
export { type FolderLock, type FolderLockOptions, takeFolderLock } from "./node/folder-lock.ts";
export type { NodeTransportOptions } from "./node/transport.ts";
export { createNodeTransport } from "./node/transport.ts";
