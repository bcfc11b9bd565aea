import { writeFile } from "node:fs/promises";
import type { CellValue, Field } from "@armillary/columns";
import { convert, type FormatName } from "@armillary/formats";
import { batchOf, bytesFrom, type SampleTable, streamOf } from "../../support/column-arbitraries.ts";

/** Writes a table to a file. @returns its path */
export async function tableFile(path: string, format: FormatName, sample: SampleTable): Promise<string> {
  await writeFile(path, await bytesFrom(convert(streamOf(sample), format)));
  return path;
}

/** A Parquet file of one column of integers, `n`. */
export function parquetFile(path: string, values: readonly number[]): Promise<string> {
  const fields: Field[] = [{ name: "n", datatype: "int", layout: { kind: "int", bits: 32, signed: true } }];
  return tableFile(path, "parquet", {
    fields,
    batches: [
      batchOf(
        fields,
        values.map((value): CellValue[] => [value]),
      ),
    ],
  });
}
