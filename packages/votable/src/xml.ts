/**
 * XML as events, for documents of the VO that are no VOTables and too long to be held (VOSI tables): the tokenizer that
 * the VOTable reader rests on, with its limits, encodings and places.
 */
import type { ByteSource } from "./api.ts";
import { openDocumentBytes } from "./bytes/document.ts";
import { ByteWindow, type Location } from "./bytes/window.ts";
import { type XmlEvent, XmlTokenizer } from "./xml/tokenizer.ts";

export { detectEncoding, ENCODING_HEAD_BYTES, type Encoding } from "./bytes/transcode.ts";
export { type BadReference, findIllegal, resolveText } from "./xml/characters.ts";
export type { StartEvent, XmlEvent } from "./xml/tokenizer.ts";

export interface XmlEventsOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the document after decompression. Default: no limit. */
  readonly maxDocumentBytes?: number;
  /** Default 100. */
  readonly maxDepth?: number;
  /** Of one element. Default 1000. */
  readonly maxAttributes?: number;
  /** Of one tag, comment, CDATA section or instruction. Default 1 MiB. */
  readonly maxMarkupBytes?: number;
  /** Bytes that come of one byte of gzip. Default 1000. */
  readonly maxCompressionRatio?: number;
  /** Whether blank lines before the XML declaration, and a second declaration, are read past. Default false. */
  readonly tolerantProlog?: boolean;
}

/** A document as events, one after the other. */
export interface XmlEvents {
  /** The next event of what is in memory; undefined when `fill` has to get more. */
  next(): XmlEvent | undefined;
  fill(): Promise<void>;
  /** Line and column of an offset that an event gave and that is still in memory: of the last event, at most. */
  locate(offset: number): Location;
  /** Lets the source go. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a document (gzip or not, in any encoding that XML declares) as events.
 *
 * Errors are VotableError with the codes VOT_SYNTAX, VOT_ENTITY, VOT_ENCODING, VOT_TRUNCATED, VOT_EMPTY,
 * VOT_COMPRESSION and VOT_LIMIT. Whoever stops early calls `close`.
 */
export async function openXmlEvents(source: ByteSource, options: XmlEventsOptions = {}): Promise<XmlEvents> {
  const { signal, maxDocumentBytes = Number.POSITIVE_INFINITY, maxCompressionRatio = 1000 } = options;
  const { maxDepth = 100, maxAttributes = 1000, maxMarkupBytes = 1 << 20, tolerantProlog = false } = options;
  const { chunks } = await openDocumentBytes(source, { limits: { maxCompressionRatio }, signal });
  const window = new ByteWindow(chunks, { maxDocumentBytes });
  const tokenizer = new XmlTokenizer(window, { maxDepth, maxAttributes, maxMarkupBytes, tolerantProlog });
  return {
    next: () => tokenizer.next(),
    fill: async () => void (await window.fill()),
    locate: (offset) => window.locate(offset),
    close: () => window.close(),
  };
}
