import type { DocumentBytes } from "../bytes/document.ts";
import { ByteWindow } from "../bytes/window.ts";
import { Diagnostics } from "../diagnostics.ts";
import { DocumentBuilder, type Signal } from "../document/builder.ts";
import { Reports } from "../document/reports.ts";
import type { ReadingOptions } from "../options.ts";
import { type XmlEvent, XmlTokenizer } from "../xml/tokenizer.ts";
import { EditApplier } from "./apply-edits.ts";
import { DocumentEditor } from "./document-editor.ts";
import { EditNotes } from "./edit-notes.ts";
import type { EditOptions, VotableEdits } from "./edits.ts";
import { encodingChange } from "./encoding-change.ts";
import { BINARY2_VERSION, isBeforeBinary2, raiseVersion } from "./raise-version.ts";
import { Revision } from "./revision.ts";
import { Splices } from "./splices.ts";
import { Tape } from "./tape.ts";
import { Wanted } from "./wanted.ts";

/** A document that is being edited: what reads it, what keeps its bytes, and what changes them. */
export class EditSession {
  readonly edits: VotableEdits;
  readonly options: EditOptions;
  readonly reading: ReadingOptions;
  readonly bytes: DocumentBytes;
  readonly tape: Tape;
  readonly window: ByteWindow;
  readonly tokenizer: XmlTokenizer;
  readonly diagnostics: Diagnostics;
  readonly reports: Reports;
  readonly builder: DocumentBuilder;
  readonly editor: DocumentEditor;
  readonly notes: EditNotes;
  /** Rows written anew. */
  rows = 0;
  readonly #splices: Splices;
  readonly #wanted = new Wanted();
  readonly #applier: EditApplier;
  /** Offset up to which the document has been given. */
  #given = 0;
  #isRaised = false;

  constructor(bytes: DocumentBytes, edits: VotableEdits, options: EditOptions, reading: ReadingOptions) {
    this.bytes = bytes;
    this.edits = edits;
    this.options = options;
    this.reading = reading;
    this.tape = new Tape(bytes.chunks);
    this.window = new ByteWindow(this.tape, { maxDocumentBytes: reading.limits.maxDocumentBytes });
    this.tokenizer = new XmlTokenizer(this.window, reading.limits);
    this.diagnostics = new Diagnostics(reading.strict);
    // Columns whose rows are only copied may be of any type.
    const isLenient = reading.lenient || edits.serialization === undefined;
    this.reports = new Reports(this.diagnostics, isLenient, this.window);
    this.builder = new DocumentBuilder(this.reports, reading.limits);
    this.notes = new EditNotes(reading.strict);
    this.#splices = new Splices(this.tape);
    const revision = new Revision(this.tape, this.#splices);
    this.#applier = new EditApplier(
      edits.metadata ?? [],
      { revision, wanted: this.#wanted, notes: this.notes },
      () => this.version,
    );
    this.editor = new DocumentEditor(this.#applier, revision, (root) => {
      if (edits.serialization !== "binary2" || !isBeforeBinary2(root, this.builder.version)) return;
      raiseVersion(root, revision);
      this.#isRaised = true;
      this.notes.raised(root.attributes.get("version"));
    });
  }

  /** The version that the document says in the end, in the standard's form. */
  get version(): string | undefined {
    return this.#isRaised ? BINARY2_VERSION : this.builder.version;
  }

  /** Hands an event that was just read to all who follow the document. */
  take(event: XmlEvent): Signal | undefined {
    if (event.type === "instruction") {
      const { metadata = [], serialization } = this.edits;
      const isChanging = metadata.length > 0 || serialization !== undefined;
      const declaration = encodingChange(event, this.bytes.encoding, isChanging);
      if (declaration !== undefined) this.#splices.replace(event.offset, this.window.offset, declaration);
    }
    const signal = this.builder.take(event, () => this.tokenizer.raw);
    this.editor.take(event, this.window.offset);
    return signal;
  }

  /** What is settled and not yet given, if it is `bytes` at least. */
  settled(bytes = 0): Uint8Array[] {
    const { settled } = this.editor;
    return settled - this.#given >= bytes ? this.upTo(settled) : [];
  }

  /** The edited document up to an offset. */
  upTo(offset: number): Uint8Array[] {
    this.#given = offset;
    return this.#splices.take(offset);
  }

  /** Keeps bytes again after rows that were decoded, from where reading stands. */
  resume(): void {
    this.tape.resume(this.window);
    this.#given = this.window.offset;
  }

  /** All has been read. Throws VOT_EDIT for edits that were about nothing in the document. */
  finish(): void {
    this.#applier.finish();
    this.#wanted.demandTables(this.edits.tables, this.editor.tables);
  }
}
