export { arrowMetadataOf, arrowTypeOf, withArrowLinks, withoutArrowType } from "./arrow-links.ts";
export type { ArrowType, DecimalType, TimeUnit } from "./arrow-type.ts";
export { describeArrowType, parseArrowType, printArrowType, standsFor, TIME_DIGITS } from "./arrow-type.ts";
export type { ColumnBatch, Field } from "./batch.ts";
export { rowsOf } from "./batch.ts";
export { batchBytes } from "./batch-bytes.ts";
export { concatenateBatches, filterRows, rebatch, sliceBatch, takeRows } from "./batch-rows.ts";
export type {
  BoolColumn,
  CellValue,
  Column,
  FixedColumn,
  FloatColumn,
  IntColumn,
  IntValues,
  ListColumn,
  Utf8Column,
} from "./column.ts";
export { valueAt } from "./column.ts";
export type { ColumnWriter } from "./column-writer.ts";
export { createColumnWriter } from "./column-writer.ts";
export { concatenateColumns } from "./concatenate-columns.ts";
export type { Datatype, FieldMeta, LinkMeta, OptionMeta, ValuesMeta } from "./field-meta.ts";
export { DATATYPES } from "./field-meta.ts";
export { fieldFromMetadata, fieldToMetadata, isDatatype } from "./field-metadata.ts";
export { roundToFloat32 } from "./float32.ts";
export { halfToNumber, numberToHalf } from "./half-float.ts";
export type { FloatLayout, IntLayout, Layout } from "./layout.ts";
export { leafOf, sameLayout } from "./layout.ts";
export type { DatatypeShape } from "./layout-datatype.ts";
export { describeLayout, fitsLayout, layoutOfDatatype, withAnnouncedSizes } from "./layout-datatype.ts";
export { printDate, printDecimal, printTimeOfDay, printTimestamp } from "./number-text.ts";
export { parseDate, parseDecimal, parseTimeOfDay, parseTimestamp } from "./parse-number-text.ts";
export { printDouble, printFloat, printReal } from "./real-text.ts";
export { sliceColumn } from "./slice-column.ts";
export type { ColumnStatistics } from "./statistics.ts";
export { StatisticsCollector } from "./statistics.ts";
export { takeValues } from "./take-values.ts";
export { parseTimestampAt, printTimestamps } from "./timestamp-column.ts";
export { isNumberedName, uniqueNames } from "./unique-names.ts";
export { parseUuid, printUuid } from "./uuid-text.ts";
export { bitAt, bitBytes, clearBit, countBits, isValid, setBit, sliceBits } from "./validity.ts";
export { commonLayout, fixedOffsets, widenColumn } from "./widen-column.ts";
