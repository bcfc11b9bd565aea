export { uploadFile } from "./node/upload-file.ts";
