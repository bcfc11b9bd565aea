/** Something odd in a FIELD or a cell that was read all the same. The reader makes a diagnostic of it. */
export interface CellWarning {
  readonly code: CellWarningCode;
  readonly message: string;
  /** Clause of the standard. */
  readonly section: string;
}

export type CellWarningCode =
  | "W-ARRAYSIZE"
  | "W-ARRAY-OVER-BOUND"
  | "W-CHAR-NOT-ASCII"
  | "W-CHAR-TOO-LONG"
  | "W-EMPTY-CELL"
  | "W-HEX-SIGN"
  | "W-FLOAT-SPELLING"
  | "W-FLOAT-OVERFLOW"
  | "W-NOT-UTF8"
  | "W-LONE-SURROGATE"
  | "W-NULL-VALUE";

/** What decoding a cell may warn of, with the clause that says otherwise. */
export const CELL_WARNINGS: Readonly<Record<CellWarningCode, string>> = {
  "W-ARRAYSIZE": "VOTable 1.5 §2.2",
  "W-ARRAY-OVER-BOUND": "VOTable 1.5 §2.2",
  "W-CHAR-NOT-ASCII": "VOTable 1.5 §6",
  "W-CHAR-TOO-LONG": "VOTable 1.5 §2.2",
  "W-EMPTY-CELL": "VOTable 1.5 §9.2",
  "W-HEX-SIGN": "VOTable 1.5 §6",
  "W-FLOAT-SPELLING": "VOTable 1.5 §6",
  "W-FLOAT-OVERFLOW": "VOTable 1.5 §6",
  "W-NOT-UTF8": "VOTable 1.5 §6",
  "W-LONE-SURROGATE": "VOTable 1.5 §6",
  "W-NULL-VALUE": "VOTable 1.5 §4.7",
};

/**
 * What a decoder has to say of the cell it decoded last. One object a decoder, so that a cell with nothing to say
 * costs nothing.
 */
export class CellReport {
  /** Why the cell did not decode; empty when it did. */
  reason = "";
  /** The first oddity that was accepted. */
  warning: CellWarning | undefined = undefined;

  clear(): void {
    this.reason = "";
    this.warning = undefined;
  }

  /** Notes the reason and gives `undefined`, which is what a decoder returns for a cell that does not decode. */
  fail(reason: string): undefined {
    this.reason = reason;
    return undefined;
  }

  warn(code: CellWarningCode, message: string): void {
    this.warning ??= { code, message, section: CELL_WARNINGS[code] };
  }
}
