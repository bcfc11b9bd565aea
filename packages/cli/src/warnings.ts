import type { Diagnostic } from "@armillary/votable";
import type { Io } from "./io.ts";
import { hasColor } from "./io.ts";
import { printable, printableLine } from "./printable.ts";
import { printCount, printCounted } from "./quantities.ts";

/** Tells on stderr, with `warning:` before it. */
export function warn(io: Io, message: string): void {
  const label = hasColor(io.stderr, io.env) ? "\u001b[1;33mwarning:\u001b[0m" : "warning:";
  io.stderr.write(`${label} ${printable(message)}\n`);
}

/** What the user must know of a table that was read to its end: that it is not complete, that values were lost. */
export function warnOfSummary(
  io: Io,
  label: string,
  summary: {
    readonly status: string;
    readonly message?: string;
    /** Absent where they were not counted. */
    readonly rows?: number;
    readonly diagnostics: readonly Diagnostic[];
  },
): void {
  if (summary.status === "OVERFLOW") {
    const words = summary.message === undefined ? "" : ` It says: "${printableLine(summary.message, 300)}"`;
    const after = summary.rows === undefined ? "" : ` after ${printCounted(summary.rows, "row")}`;
    warn(io, `Incomplete: the service stopped at its limit${after}; there are more (OVERFLOW).${words}`);
  }
  warnOfDiagnostics(io, label, summary.diagnostics);
}

/** Values that were lost in reading. */
export function warnOfDiagnostics(io: Io, label: string, diagnostics: readonly Diagnostic[]): void {
  // W: departures that cost nothing. armillary lint shows them to those who care.
  for (const diagnostic of diagnostics) if (diagnostic.code.startsWith("E-")) warnOfDiagnostic(io, label, diagnostic);
}

/** What the user must know of a table that was written: all that is not as it was. */
export function warnOfWriting(io: Io, label: string, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) warnOfDiagnostic(io, label, diagnostic);
}

function warnOfDiagnostic(io: Io, label: string, { message, count, code }: Diagnostic): void {
  const more = count > 1 ? ` (and ${printCount(count - 1)} more)` : "";
  warn(io, `${printableLine(label)}: ${printableLine(message, 300)}${more} (${code})`);
}

/** Tells on stderr, with `note:` before it: what is good to know and no fault. */
export function tellNote(io: Io, message: string): void {
  const label = hasColor(io.stderr, io.env) ? "\u001b[1;36mnote:\u001b[0m" : "note:";
  io.stderr.write(`${label} ${printable(message)}\n`);
}
