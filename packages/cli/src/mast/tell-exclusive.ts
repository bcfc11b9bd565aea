import type { ExclusiveProgramme } from "@armillary/mast";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printBytes, printCount, printCounted } from "../quantities.ts";
import { tellNote, warn } from "../warnings.ts";

/** Programmes that are told one by one; `--dry-run --json` has all. */
const MOST_TOLD = 10;

/** A line a programme: how much of it is under exclusive access, and whether who asks may have it. */
export function describeExclusive(programmes: readonly ExclusiveProgramme[]): readonly string[] {
  return programmes.map(({ programme, files, bytes, isOpen, refusal }) => {
    const whose =
      programme === "" ? "of programmes that are not named" : `of programme ${printableLine(programme, 40)}`;
    const size = bytes === 0 ? "" : `, ${printBytes(bytes)}`;
    const verdict =
      isOpen === true
        ? "open to you"
        : isOpen === false
          ? `not for you (${refusal?.code})`
          : "MAST does not say whether for you";
    return `${printCounted(files, "file")} ${whose}${size}: ${verdict}`;
  });
}

/** Tells before a download what of it will not come. */
export function tellExclusive(programmes: readonly ExclusiveProgramme[], hasToken: boolean, io: Io): void {
  const closed = programmes.filter(({ isOpen }) => isOpen === false);
  if (closed.length === 0) return;
  const files = closed.reduce((sum, each) => sum + each.files, 0);
  const why = hasToken
    ? "The account of your token has no right to them."
    : "You ask as nobody: armillary mast login, or MAST_API_TOKEN, says who you are.";
  warn(
    io,
    `${printCounted(files, "file")} under exclusive access ${files === 1 ? "is" : "are"} not for you, and left alone; the manifest lists them. ${why}`,
  );
  for (const line of describeExclusive(closed.slice(0, MOST_TOLD))) tellNote(io, line);
  if (closed.length > MOST_TOLD) tellNote(io, `and of ${printCount(closed.length - MOST_TOLD)} more programmes`);
}
