import { stat } from "node:fs/promises";
import type { PartitionColumns, TableFolder } from "@armillary/formats/node";
import { CommandError, failureIn } from "./failure.ts";

/**
 * The table that an IN is where it is a folder: a HATS catalogue, or the Parquet files in it and below it.
 * @returns undefined for a file, a URL and standard input
 * @throws CommandError for a folder without a table
 */
export async function tableFolderAt(input: string): Promise<TableFolder | undefined> {
  if (!(await isFolder(input))) return undefined;
  const { openTableFolder } = await import("@armillary/formats/node");
  return openTableFolder(input).catch((thrown: unknown) => {
    const { failure } = failureIn(input, thrown);
    // The command's word for a folder where a file would have done.
    const code = failure.code === "FORMAT_FOLDER" ? "FILE_IS_FOLDER" : failure.code;
    throw new CommandError({ ...failure, code }, 1, { cause: thrown });
  });
}

/** What stands for an IN: a file, or one of those of a folder, with the columns that its folders are. */
export interface InputFile {
  readonly input: string;
  readonly partitions?: PartitionColumns;
}

/** The files of a folder, or the IN itself. @throws as `tableFolderAt` */
export async function filesOf(input: string): Promise<readonly InputFile[]> {
  const folder = await tableFolderAt(input);
  return folder === undefined
    ? [{ input }]
    : folder.files.map((file) => ({ input: file, partitions: folder.partitions }));
}

/** What is wrong with a file is said where it is opened. */
export async function isFolder(input: string): Promise<boolean> {
  if (input === "-" || /^[a-z][a-z0-9+.-]+:\/\//i.test(input)) return false;
  const status = await stat(input).catch(() => undefined);
  return status?.isDirectory() === true;
}
