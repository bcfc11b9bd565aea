/** The door between column batches and apache-arrow. Only this folder imports apache-arrow in this package. */
export { ArrowError, type ArrowErrorCode } from "./arrow/errors.ts";
export { fromRecordBatch } from "./arrow/from-batch.ts";
export { type ArrowFields, type ArrowRemark, fromArrowSchema } from "./arrow/from-schema.ts";
export { toArrowTable, toRecordBatch } from "./arrow/to-batch.ts";
export { toArrowSchema } from "./arrow/to-schema.ts";
