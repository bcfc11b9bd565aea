import { type ArrowType, parseArrowType, printArrowType } from "./arrow-type.ts";
import type { FieldMeta, LinkMeta } from "./field-meta.ts";

/** Title of the LINK whose value is the Arrow type of a FIELD's single values, as the Arrow C data interface writes it. */
const TYPE_TITLE = "ARROW:format";
/** What the titles of LINKs begin with that hold other keys of Arrow field metadata; the key follows. */
const KEY_TITLE = "ARROW:metadata:";
/** Keys that say how a file has stored a column, which is no matter to the next. */
const PASSING = /^(?:PARQUET:|vo:)/;

/**
 * The field with what Arrow says of it beside its values put into LINKs, which every version of VOTable has: its type, if a
 * VOTable has none such, and the keys of its metadata that are not VOTable's.
 */
export function withArrowLinks<Meta extends FieldMeta>(
  field: Meta,
  type: ArrowType | undefined,
  metadata: ReadonlyMap<string, string>,
): Meta {
  const own: LinkMeta[] = type === undefined ? [] : [linkOf(TYPE_TITLE, printArrowType(type))];
  for (const [key, value] of metadata) if (!PASSING.test(key)) own.push(linkOf(KEY_TITLE + key, value));
  if (own.length === 0) return field;
  const titles = new Set(own.map(({ title }) => title));
  const others = (field.links ?? []).filter((link) => !isHint(link) || !titles.has(link.title));
  return { ...field, links: [...others, ...own] };
}

/** The Arrow type that a field keeps in a LINK. */
export function arrowTypeOf(field: FieldMeta): ArrowType | undefined {
  const value = field.links?.find((link) => isHint(link) && link.title === TYPE_TITLE)?.value;
  return value === undefined ? undefined : parseArrowType(value);
}

/** The field without a LINK that keeps its Arrow type. */
export function withoutArrowType<Meta extends FieldMeta>(field: Meta): Meta {
  const { links, ...rest } = field;
  const others = links?.filter((link) => !isHint(link) || link.title !== TYPE_TITLE) ?? [];
  if (others.length === (links?.length ?? 0)) return field;
  return (others.length === 0 ? rest : { ...rest, links: others }) as Meta;
}

/**
 * The keys of Arrow field metadata that a field keeps in LINKs.
 * @param restored - whether the column is written as the Arrow type that it had: if not, it is no extension type any more
 */
export function arrowMetadataOf(field: FieldMeta, restored: boolean): Map<string, string> {
  const plain = restored || arrowTypeOf(field) === undefined;
  const pairs = new Map<string, string>();
  for (const link of field.links ?? []) {
    if (!isHint(link) || !link.title?.startsWith(KEY_TITLE)) continue;
    const key = link.title.slice(KEY_TITLE.length);
    if (!PASSING.test(key) && (plain || !key.startsWith("ARROW:extension:"))) pairs.set(key, link.value ?? "");
  }
  return pairs;
}

function linkOf(title: string, value: string): LinkMeta {
  return { contentRole: "hints", title, value };
}

function isHint({ contentRole }: LinkMeta): boolean {
  return contentRole === "hints";
}
