/**
 * A text that may be laid out on one line or on several, after Wadler's "A prettier printer": a group is flat where it
 * fits into the width, and otherwise breaks all lines that are directly its own.
 */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: "line"; readonly flat: " " | "" | undefined }
  | { readonly kind: "indent"; readonly content: Layout }
  | { readonly kind: "group"; readonly content: Layout; readonly broken: boolean }
  /** Breaks each of its lines by itself, where what comes up to the next does not fit. */
  | { readonly kind: "fill"; readonly items: readonly Layout[] }
  /** A comment that ends its line: a comma may still come before it, all else goes to the next line. */
  | { readonly kind: "trailing"; readonly text: string }
  /** Comments on lines of their own, before what follows. */
  | { readonly kind: "comments"; readonly lines: readonly string[] };

/** A blank when flat. */
export const line: Layout = { kind: "line", flat: " " };
/** Nothing when flat. */
export const softLine: Layout = { kind: "line", flat: "" };
/** Never flat. */
export const hardLine: Layout = { kind: "line", flat: undefined };

export function indent(content: Layout): Layout {
  return { kind: "indent", content };
}

export function group(content: Layout, broken = false): Layout {
  return { kind: "group", content, broken };
}

export function fill(items: readonly Layout[]): Layout {
  return { kind: "fill", items };
}

interface Command {
  readonly depth: number;
  readonly flat: boolean;
  readonly layout: Layout;
}

/** Lays a text out in `width` columns; each level of indentation is `step`. */
export function render(layout: Layout, width: number, step: string): string {
  const renderer = new Renderer(width, step);
  renderer.run(layout);
  return renderer.text;
}

class Renderer {
  readonly #width: number;
  readonly #step: string;
  readonly #lines: string[] = [];
  readonly #waiting: Command[] = [];
  #line = "";
  #suffix = "";
  /** Comments that follow another at the end of the line: they get lines of their own below it. */
  readonly #queued: string[] = [];
  /** The line is a new one already: after comments that have lines of their own. */
  #fresh = false;

  constructor(width: number, step: string) {
    this.#width = width;
    this.#step = step;
  }

  get text(): string {
    return this.#lines.join("\n").trimEnd();
  }

  run(layout: Layout): void {
    this.#waiting.push({ depth: 0, flat: false, layout });
    for (let command = this.#waiting.pop(); command !== undefined; command = this.#waiting.pop()) this.#lay(command);
    this.#endLine();
  }

  #lay({ depth, flat, layout }: Command): void {
    if (typeof layout === "string") {
      this.#write(layout, depth);
    } else if (isList(layout)) {
      for (let index = layout.length - 1; index >= 0; index--) {
        this.#waiting.push({ depth, flat, layout: layout[index] ?? "" });
      }
    } else {
      switch (layout.kind) {
        case "indent":
          this.#waiting.push({ depth: depth + 1, flat, layout: layout.content });
          return;
        case "group":
          this.#waiting.push({
            depth,
            flat: !layout.broken && (flat || this.#fits(layout.content)),
            layout: layout.content,
          });
          return;
        case "fill":
          this.#fill(depth, layout.items);
          return;
        case "line":
          if (flat && layout.flat !== undefined && this.#suffix === "") this.#write(layout.flat, depth);
          else this.#breakLine(depth);
          return;
        case "trailing":
          if (this.#suffix === "") this.#suffix = ` ${layout.text}`;
          else this.#queued.push(layout.text);
          return;
        case "comments":
          this.#comments(layout.lines, depth);
      }
    }
  }

  #write(text: string, depth: number): void {
    if (this.#suffix !== "" && text !== ",") {
      if (text.trim() === "") return;
      this.#breakLine(depth);
    }
    if (this.#fresh && text.trim() === "") return;
    this.#fresh = false;
    const last = text.lastIndexOf("\n");
    if (last === -1) {
      this.#line += text;
      return;
    }
    // A string or a name over several lines.
    const lines = text.split("\n");
    this.#lines.push(this.#line + (lines[0] ?? ""), ...lines.slice(1, -1));
    this.#line = lines[lines.length - 1] ?? "";
  }

  #endLine(): void {
    this.#lines.push((this.#line.trim() === "" ? "" : this.#line.replace(/[ \t]+$/, "")) + this.#suffix);
    this.#line = "";
    this.#suffix = "";
  }

  #breakLine(depth: number): void {
    if (!this.#fresh) this.#endLine();
    this.#fresh = false;
    for (const text of this.#queued.splice(0)) this.#lines.push(this.#step.repeat(depth) + text);
    this.#line = this.#step.repeat(depth);
  }

  #comments(lines: readonly string[], depth: number): void {
    if (this.#line.trim() !== "" || this.#suffix !== "") this.#endLine();
    for (const text of [...this.#queued.splice(0), ...lines])
      this.#lines.push(text === "" ? "" : this.#step.repeat(depth) + text);
    this.#line = this.#step.repeat(depth);
    this.#fresh = true;
  }

  #fill(depth: number, items: readonly Layout[]): void {
    for (let index = items.length - 1; index >= 0; index--) {
      const item = items[index] ?? "";
      // Each item in a group with the line before it: both break together.
      const content = index === 0 ? item : [line, item];
      this.#waiting.push({ depth, flat: false, layout: { kind: "group", content, broken: false } });
    }
  }

  /** Whether a layout, flat, and what follows it up to the next line break, fit on the line. */
  #fits(content: Layout): boolean {
    let room = this.#width - this.#line.length;
    let pending = this.#suffix !== "";
    const ahead: Command[] = [{ depth: 0, flat: true, layout: content }];
    let rest = this.#waiting.length - 1;
    while (room >= 0) {
      const command = ahead.pop() ?? this.#waiting[rest--];
      if (command === undefined) return true;
      const { flat, layout } = command;
      if (typeof layout === "string") {
        if (pending && layout !== "," && layout.trim() !== "") return true;
        const end = layout.indexOf("\n");
        if (end !== -1) return room >= end;
        room -= layout.length;
      } else if (isList(layout)) {
        for (let index = layout.length - 1; index >= 0; index--)
          ahead.push({ depth: 0, flat, layout: layout[index] ?? "" });
      } else if (layout.kind === "line") {
        if (!flat || layout.flat === undefined || pending) return true;
        room -= layout.flat.length;
      } else if (layout.kind === "indent") {
        ahead.push({ depth: 0, flat, layout: layout.content });
      } else if (layout.kind === "group") {
        ahead.push({ depth: 0, flat: flat && !layout.broken, layout: layout.content });
      } else if (layout.kind === "fill") {
        for (let index = layout.items.length - 1; index >= 0; index--) {
          ahead.push({
            depth: 0,
            flat,
            layout: index === 0 ? (layout.items[0] ?? "") : [line, layout.items[index] ?? ""],
          });
        }
      } else if (layout.kind === "trailing") {
        pending = true;
      } else {
        return true;
      }
    }
    return false;
  }
}

function isList(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout);
}
