export { gunzipChunks, isGzip } from "./bytes/gunzip.ts";
export type { ChunkReader } from "./bytes/source.ts";
export { openChunks } from "./bytes/source.ts";
