import type { ByteSource } from "../api.ts";
import { openDocumentBytes } from "../bytes/document.ts";
import { readRoot } from "../document/root.ts";
import { withDefaults } from "../options.ts";
import { explainFailure } from "../reader.ts";
import { verdictOf } from "../status.ts";
import { editData } from "./edit-data.ts";
import { EditSession } from "./edit-session.ts";
import type { EditOptions, VotableEdits } from "./edits.ts";

/** Bytes of metadata that are gathered before they are given. */
const CHUNK_BYTES = 1 << 16;

/** What UTF-8 may begin with. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Edits a VOTable in stream, in constant memory: metadata, and the serialization of its rows. Everything that no edit is
 * about comes out byte for byte: comments, white space, the order and quotes of attributes, prefixes, document types,
 * elements of any vocabulary. Without edits the document comes out as it is.
 *
 * - gzip around the document is taken off, and another encoding than UTF-8 becomes UTF-8, as its declaration then says.
 * - Of rows that are written anew, what stands between them (comments, attributes of TR and TD) is not kept, nor are the
 *   attributes of STREAM. Rows that are in the serialization wanted, and those behind an href, stay as they are.
 * - BINARY2 in a document of a version before 1.3 raises the document to 1.3.
 * - References (`ref`) do not follow an ID that is changed.
 *
 * Chunks may be kept: their memory is not used again. Leaving the loop early cancels the source.
 *
 * @throws VotableError VOT_EDIT for an edit that the document cannot have or that is about nothing in it, which shows at
 * the end of the document where it might have come still: what was given is of no use then; VOT_WRITE for rows that the
 * serialization cannot have; and what reading a document throws. Rows that stay as they are may hold anything
 * @see VOTable 1.5, sections 5 "Data serialization" and 7.1 "Element hierarchy"
 */
export async function* editVotable(
  source: ByteSource,
  edits: VotableEdits = {},
  options: EditOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const reading = withDefaults(options);
  const session = new EditSession(await openDocumentBytes(source, reading), edits, options, reading);
  try {
    yield* editDocument(session);
  } catch (failure) {
    throw await explainFailure(failure, session.tokenizer);
  } finally {
    await session.window.close();
  }
}

async function* editDocument(session: EditSession): AsyncGenerator<Uint8Array, void, void> {
  const { tokenizer, window, options, bytes } = session;
  if (bytes.encoding.kind === "utf-8" && bytes.encoding.bomBytes > 0) yield Uint8Array.from(BYTE_ORDER_MARK);
  await readRoot(tokenizer, (event) => void session.take(event));
  for (;;) {
    options.signal?.throwIfAborted();
    const event = tokenizer.next() ?? (await tokenizer.read());
    const signal = session.take(event);
    if (signal?.kind === "data") yield* editData(session, signal, event.offset);
    if (event.type === "eof") break;
    yield* session.settled(CHUNK_BYTES);
  }
  session.finish();
  yield* session.upTo(window.offset);
  options.onSummary?.({
    ...verdictOf(session.builder.document),
    rows: session.rows,
    bytesRead: bytes.bytesRead(),
    diagnostics: session.diagnostics.list(),
    notes: session.notes.list(),
  });
}
