import type { Layout } from "@armillary/columns";
import { checkMessage } from "../arrow/ipc/check-message.ts";
import type { FlatbufferTable } from "../arrow/ipc/flatbuffer-table.ts";

/** What the Arrow schema kept in a Parquet file says of a column that Parquet's own schema cannot. */
export interface ArrowColumn {
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** Items of each list, outermost first: a number where all have as many. */
  readonly listSizes: readonly (number | undefined)[];
  /** Of timestamps, of which Parquet knows no more than that they are in UTC. */
  readonly timeZone?: string;
}

const TIMESTAMP = 10;
const LIST = 12;
const FIXED_SIZE_LIST = 16;
const LARGE_LIST = 21;

/**
 * Reads the value of the key `ARROW:schema`: the message of an Arrow schema, in base64.
 * @returns undefined for what does not decode: a file without it is as good
 */
export function readArrowSchema(base64: string): readonly ArrowColumn[] | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    // Messages before Arrow 0.15 have no continuation mark before their length.
    const message = bytes.subarray(view.getInt32(0, true) === -1 ? 8 : 4);
    const { schema } = checkMessage(message);
    return schema?.tables(1).map((field) => {
      const timeZone = timeZoneOf(field);
      return {
        name: field.string(0) ?? "",
        metadata: new Map(field.tables(6).map((pair) => [pair.string(0) ?? "", pair.string(1) ?? ""])),
        listSizes: listSizesOf(field),
        ...(timeZone !== undefined && { timeZone }),
      };
    });
  } catch {
    return undefined;
  }
}

function listSizesOf(field: FlatbufferTable): (number | undefined)[] {
  const kind = field.byte(2);
  const [item] = field.tables(5);
  if (item === undefined || (kind !== LIST && kind !== LARGE_LIST && kind !== FIXED_SIZE_LIST)) return [];
  const size = kind === FIXED_SIZE_LIST ? (field.table(3)?.int32(0) ?? 0) : undefined;
  return [size, ...listSizesOf(item)];
}

function timeZoneOf(field: FlatbufferTable): string | undefined {
  if (field.byte(2) === TIMESTAMP) return field.table(3)?.string(1);
  const [item] = field.tables(5);
  return item === undefined ? undefined : timeZoneOf(item);
}

/** A layout whose lists have the sizes that an Arrow schema knows. */
export function withListSizes(layout: Layout, sizes: readonly (number | undefined)[]): Layout {
  if (layout.kind !== "list" || sizes.length === 0) return layout;
  const [size, ...inner] = sizes;
  const item = withListSizes(layout.item, inner);
  return size === undefined ? { kind: "list", item } : { kind: "fixed", size, item };
}
