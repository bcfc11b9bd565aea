import type { ColumnMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { Codec } from "./codecs.ts";
import { readHybrid } from "./hybrid.ts";
import { joinValues, type PrimitiveType, readValues, type Values } from "./values.ts";

/** How deep the values of a column lie: the levels that a value has which is there. */
export interface LevelRange {
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

/** Some pages of a column chunk, decoded: a level for each value or gap, and the values that are there. */
export interface DecodedPages {
  /** Row of the first value in the row group; whole chunks begin at 0. */
  readonly firstRow: number;
  /** Levels, values and gaps alike. */
  readonly count: number;
  /** Absent when every value is there. */
  readonly definition?: Uint8Array;
  readonly repetition?: Uint8Array;
  readonly values: Values;
}

/** The most that one page may inflate to, and the most values or gaps of one column in one row group. */
const MAX_PAGE_BYTES = 2 ** 30;
export const MAX_VALUES: number = 2 ** 27;

/**
 * Decodes the pages of a column chunk that hold the rows from `start` to `end`; where values are lists, all of them.
 * @throws RangeError for damage
 */
export function decodePages(
  chunk: ArrayBuffer,
  about: ColumnMetaData,
  primitive: PrimitiveType,
  levels: LevelRange,
  inflate: Codec,
  { start, end }: { readonly start: number; readonly end: number },
): DecodedPages {
  const reader = { view: new DataView(chunk), offset: 0 };
  const total = Number(about.num_values);
  const flat = levels.maxRepetition === 0;
  const pages: Page[] = [];
  let dictionary: Values | undefined;
  let firstRow = 0;
  let found = 0;
  while (found < total && !(flat && found >= end)) {
    const header = parquetHeader(reader);
    const size = checkedCount(header.compressed_page_size, chunk.byteLength - reader.offset, "bytes in a page");
    const inflated = checkedCount(header.uncompressed_page_size, MAX_PAGE_BYTES, "bytes in an inflated page");
    const bytes = new Uint8Array(chunk, reader.offset, size);
    reader.offset += size;
    if (header.dictionary_page_header !== undefined) {
      const count = checkedCount(header.dictionary_page_header.num_values, inflated * 8, "values in a dictionary");
      dictionary = readValues(inflate(bytes, inflated), count, "PLAIN", primitive, undefined);
      continue;
    }
    const data = header.data_page_header ?? header.data_page_header_v2;
    if (data === undefined) continue;
    const count = checkedCount(data.num_values, total - found, "values in a page");
    found += count;
    if (flat && found <= start) {
      firstRow = found;
      continue;
    }
    const page =
      header.data_page_header_v2 === undefined
        ? splitPage(inflate(bytes, inflated), count, levels)
        : splitPageV2(bytes, inflated, header.data_page_header_v2, inflate);
    pages.push(decodePage(page, count, data.encoding, primitive, levels, dictionary));
  }
  return { firstRow, ...joinPages(pages) };
}

/** A page cut into its parts. */
interface PageParts {
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly values: Uint8Array;
}

type Page = Omit<DecodedPages, "firstRow">;

/** Version 1: levels before the values, each behind its length, all compressed as one. */
function splitPage(page: Uint8Array, count: number, levels: LevelRange): PageParts {
  let at = 0;
  const take = (max: number): Uint8Array => {
    if (max === 0 || count === 0) return NOTHING;
    const length = new DataView(page.buffer, page.byteOffset + at, page.byteLength - at).getUint32(0, true);
    const part = page.subarray(at + 4, at + 4 + checkedCount(length, page.length - at - 4, "bytes of levels"));
    at += 4 + length;
    return part;
  };
  const repetition = take(levels.maxRepetition);
  const definition = take(levels.maxDefinition);
  return { repetition, definition, values: page.subarray(at) };
}

/** Version 2: levels as they are, their lengths in the header; the values compressed or not. */
function splitPageV2(
  page: Uint8Array,
  inflated: number,
  header: {
    readonly repetition_levels_byte_length: number;
    readonly definition_levels_byte_length: number;
    readonly is_compressed?: boolean;
  },
  inflate: Codec,
): PageParts {
  const first = checkedCount(header.repetition_levels_byte_length, page.length, "bytes of levels");
  const second = first + checkedCount(header.definition_levels_byte_length, page.length - first, "bytes of levels");
  const rest = page.subarray(second);
  const length = checkedCount(inflated - second, MAX_PAGE_BYTES, "bytes of values");
  // Of nothing at all some writers say that it is compressed.
  const values = header.is_compressed === false || rest.length === 0 ? rest : inflate(rest, length);
  return { repetition: page.subarray(0, first), definition: page.subarray(first, second), values };
}

function decodePage(
  parts: PageParts,
  count: number,
  encoding: Parameters<typeof readValues>[2],
  primitive: PrimitiveType,
  levels: LevelRange,
  dictionary: Values | undefined,
): Page {
  const repetition = readLevels(parts.repetition, count, levels.maxRepetition);
  const definition = readLevels(parts.definition, count, levels.maxDefinition);
  let there = count;
  if (definition !== undefined) {
    there = 0;
    for (let index = 0; index < count; index++) if (definition[index] === levels.maxDefinition) there++;
  }
  const values = readValues(parts.values, there, encoding, primitive, dictionary);
  const gaps = there < count || repetition !== undefined;
  return {
    count,
    ...(definition !== undefined && gaps && { definition }),
    ...(repetition !== undefined && { repetition }),
    values,
  };
}

function readLevels(bytes: Uint8Array, count: number, max: number): Uint8Array | undefined {
  if (max === 0) return undefined;
  const levels = new Uint8Array(count);
  readHybrid(bytes, 32 - Math.clz32(max), count, levels);
  for (let index = 0; index < count; index++) {
    if ((levels[index] as number) > max) throw new RangeError(`level ${levels[index]} where ${max} is the highest`);
  }
  return levels;
}

function joinPages(pages: readonly Page[]): Page {
  const [first] = pages;
  if (pages.length === 1 && first !== undefined) return first;
  const count = pages.reduce((sum, page) => sum + page.count, 0);
  const join = (part: "definition" | "repetition"): Uint8Array | undefined => {
    if (pages.every((page) => page[part] === undefined)) return undefined;
    const levels = new Uint8Array(count);
    let at = 0;
    for (const page of pages) {
      const own = page[part];
      if (own !== undefined) levels.set(own, at);
      // A page without gaps, beside others that have them: its values are all there, at the one level that leaves.
      else levels.fill(1, at, at + page.count);
      at += page.count;
    }
    return levels;
  };
  const definition = join("definition");
  const repetition = join("repetition");
  return {
    count,
    ...(definition !== undefined && { definition }),
    ...(repetition !== undefined && { repetition }),
    values: joinValues(pages.map((page) => page.values)),
  };
}

const NOTHING = new Uint8Array(0);

function checkedCount(count: number, most: number, what: string): number {
  if (!Number.isInteger(count) || count < 0 || count > most) throw new RangeError(`${count} ${what}, at most ${most}`);
  return count;
}
