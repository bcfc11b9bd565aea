/** Thrown by fail(): the text cannot be understood as a unit. Caught by parseUnit. */
export class NotAUnit extends Error {}

export function fail(): never {
  throw new NotAUnit();
}

/** Where the reader stands in the text of a unit, and how the text so far departs from VOUnits. */
export class UnitCursor {
  at = 0;
  readonly text: string;
  readonly deviations: Set<string> = new Set();

  constructor(text: string) {
    this.text = text;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  deviate(how: string): void {
    this.deviations.add(how);
  }

  looksAt(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  skipBlanks(): boolean {
    const before = this.at;
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
    return this.at > before;
  }
}
