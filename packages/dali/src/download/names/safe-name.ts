import { hashText } from "./short-hash.ts";

/** What file systems allow a name to have (ext4, NTFS, APFS), in bytes of UTF-8. */
const MOST_NAME_BYTES = 255;
/** Kept free for `.part`, and for what tells equal names apart. */
const SPARE_BYTES = ".part".length + "-0123456789abcdef-999999".length;
/** An ending that is longer is no ending. */
const MOST_ENDING_BYTES = 32;
const MOST_FOLDERS = 16;
const MOST_PATH_BYTES = 1000;
const ASCII = /^[\0-\x7f]*$/;

/** Control characters, what turns the direction of text or is not seen, halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** What Windows does not allow in names, and what parts paths anywhere. */
const FORBIDDEN = /[<>:"/\\|?*]/g;
/** What nearly all names are, and nothing is to be done about: lists have hundreds of thousands. */
const PLAIN = /^(?=.{1,200}$)[\w+-]+(?:\.[\w+-]+)*$/;
/** Devices of Windows, whatever follows behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(?:\.|$)/iu;

/**
 * A name of a file or folder made of any text: legal on Linux, macOS and Windows, in one folder, not hidden, of 226 bytes at most, with
 * its ending kept. A name that is so already comes back as it is; nothing is left where there is nothing to make one of.
 */
export function safeName(text: string): string | undefined {
  if (PLAIN.test(text) && !DEVICE.test(text)) return text;
  const plain = text.normalize("NFC").replace(UNSEEN, "_").replace(FORBIDDEN, "_").replace(/\s/gu, " ");
  // Hidden names could be those of settings; Windows takes dots and blanks at the end away.
  const trimmed = plain
    .replace(/^ +/, "")
    .replace(/^\.+/, "_")
    .replace(/[. ]+$/, "");
  if (trimmed === "") return undefined;
  const named = DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  return shorten(named, MOST_NAME_BYTES - SPARE_BYTES);
}

/**
 * A path below a folder, made of any text, its parts made safe each for itself: `/`, `\` and drives do not lead out, `.` and empty
 * parts are left out, `..` becomes a name. Of a path that is too deep or too long the name alone is left, with what tells it from
 * others of its kind.
 */
export function safePath(text: string): string | undefined {
  const parts = text.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  const names = parts.map((part) => safeName(part)).filter((part) => part !== undefined);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  const path = names.join("/");
  if (names.length <= MOST_FOLDERS + 1 && bytesOf(path) <= MOST_PATH_BYTES) return path;
  return withMark(name, hashText(text));
}

/** `image-3f2a.fits` of `image.fits`; of a path, in its last part. */
export function withMark(path: string, mark: string): string {
  const slash = path.lastIndexOf("/") + 1;
  const [stem, ending] = splitEnding(path.slice(slash));
  return `${path.slice(0, slash)}${stem}-${mark}${ending}`;
}

/** `.fits`, `.fits.gz`, or nothing. */
export function endingOf(name: string): string {
  return splitEnding(name)[1];
}

/** Of two endings (`.fits.gz`, `.tar.xz`) both, where the last one says how the file is packed. */
function splitEnding(name: string): readonly [stem: string, ending: string] {
  const ending = /(?:\.[A-Za-z0-9]{1,8})?\.(?:gz|bz2|xz|zst|Z|fz)$|\.[A-Za-z0-9_~+-]{1,31}$/.exec(name)?.[0] ?? "";
  if (ending.length >= name.length || ending.length > MOST_ENDING_BYTES) return [name, ""];
  return [name.slice(0, name.length - ending.length), ending];
}

function shorten(name: string, mostBytes: number): string {
  if (bytesOf(name) <= mostBytes) return name;
  const [stem, ending] = splitEnding(name);
  let room = mostBytes - bytesOf(ending);
  let end = 0;
  for (const character of stem) {
    room -= bytesOf(character);
    if (room < 0) break;
    end += character.length;
  }
  return `${stem.slice(0, end).replace(/[. ]+$/, "")}${ending}`;
}

function bytesOf(text: string): number {
  return ASCII.test(text) ? text.length : new TextEncoder().encode(text).length;
}
