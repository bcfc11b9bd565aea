import type { ByteWindow, Location } from "../bytes/window.ts";
import type { DiagnosticCode, Diagnostics } from "../diagnostics.ts";
import { type ErrorPlace, VotableError, type VotableErrorCode } from "../errors.ts";

/** Where those who read the document's structure say what is wrong; places are those of the element being read. */
export class Reports {
  readonly lenient: boolean;
  readonly #diagnostics: Diagnostics;
  readonly #window: ByteWindow;
  #offset = 0;
  #place: Location | undefined;

  constructor(diagnostics: Diagnostics, lenient: boolean, window: ByteWindow) {
    this.#diagnostics = diagnostics;
    this.lenient = lenient;
    this.#window = window;
  }

  /** What is said from now on is about this offset, not before any that was marked. */
  set offset(offset: number) {
    this.#offset = offset;
    this.#place = undefined;
  }

  /** The place of the offset being read, to come back to by `return` when later ones have been read. */
  mark(): Location {
    this.#window.countLinesTo(this.#offset);
    return this.#window.locate(this.#offset);
  }

  /** What is said from now on is about a marked place. */
  return(place: Location): void {
    this.#place = place;
  }

  /** Reads past it: see Diagnostics.report. */
  warn(code: DiagnosticCode, subject: string, message: string): void {
    this.#diagnostics.report(code, subject, message, () => this.#here());
  }

  /** An error here. */
  error(code: VotableErrorCode, message: string, more: ErrorPlace = {}): VotableError {
    return new VotableError(code, message, { ...this.#here(), ...more });
  }

  #here(): Location {
    return this.#place ?? this.#window.locate(this.#offset);
  }
}
