export { createFileCache } from "./node/file-cache.ts";
export { uploadFile } from "./node/upload-file.ts";
