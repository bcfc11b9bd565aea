import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "../failure.ts";
import type { ArchivesArguments } from "../run/archives.ts";
import type { PlaceWords } from "../targets/region.ts";
import { parseTimeout, severalOption } from "./common.ts";
import { networkOf } from "./network-options.ts";
import { plotOf } from "./plot-options.ts";
import type { SearchFlags } from "./search-options.ts";
import { howOf } from "./write-options.ts";

/** What a search of the archives is told, as the command line has it. */
export interface ArchiveFlags {
  readonly archive?: readonly ArchiveWord[];
  readonly wait?: number;
  readonly common?: boolean;
  readonly keyword?: readonly string[];
  readonly protocol?: readonly ProtocolWord[];
  readonly ledger?: string;
}

/** As @armillary/navo has them; it is not loaded for help. */
const ARCHIVES = ["mast", "heasarc", "irsa", "ned"] as const;
type ArchiveWord = (typeof ARCHIVES)[number];

/** The protocols that a word of the command line stands for, as @armillary/navo has them. */
const PROTOCOLS = {
  scs: ["scs"],
  tap: ["tap"],
  sia: ["sia2", "sia1"],
  sia1: ["sia1"],
  sia2: ["sia2"],
  ssa: ["ssa"],
  obscore: ["obscore"],
} as const;
type ProtocolWord = keyof typeof PROTOCOLS;

/** Those of each verb. */
const ANSWERING = {
  cone: ["scs", "tap"],
  images: ["sia", "sia1", "sia2", "obscore"],
  spectra: ["ssa", "obscore"],
} as const;

/** Options of a search of all archives: without --service. */
export function addArchiveOptions(command: Command, kind: keyof typeof ANSWERING): Command {
  return command
    .addOption(
      new Option("--archive <name>", `one of ${ARCHIVES.join(", ")}; repeatable (default: all four)`).argParser(
        addArchive,
      ),
    )
    .addOption(
      new Option("--wait <duration>", "for each archive: 30s, 2min (default: a minute or more, as it needs)").argParser(
        parseTimeout,
      ),
    )
    .addOption(
      severalOption(
        "--protocol <name>",
        `ask the archives by ${ANSWERING[kind].join(", ")}`,
        "of each archive what it answers best by",
      ).argParser((text: string, before: readonly ProtocolWord[] = []) => addProtocol(text, before, kind)),
    )
    .addOption(
      severalOption(
        "--keyword <word>",
        "in identifier, name, title, collection, facility or instrument; of several all",
      ),
    )
    .addOption(new Option("--common", "the columns alone that all archives have (default: their own, too)"));
}

/** Where, instead of TARGET. */
export function regionOption(): Option {
  return new Option(
    "--region <region>",
    "instead of TARGET, in degrees: CIRCLE ra dec r, BOX ra dec w h, RANGE ra1 ra2 dec1 dec2, POLYGON ra dec … (default: TARGET)",
  );
}

/** What of the words for a place was given. */
export function placeWords(words: { readonly [Key in keyof PlaceWords]: PlaceWords[Key] | undefined }): PlaceWords {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined));
}

/** Where what became of each archive is written. */
export function archiveLedgerOption(): Option {
  return new Option("--ledger <file>", "write what became of each archive, as JSON (default: nowhere)");
}

function addArchive(text: string, before: readonly ArchiveWord[] = []): readonly ArchiveWord[] {
  const name = ARCHIVES.find((each) => each === text.toLowerCase());
  if (name === undefined) throw new InvalidArgumentError(`Archives are ${ARCHIVES.join(", ")}.`);
  return [...before, name];
}

function addProtocol(
  text: string,
  before: readonly ProtocolWord[],
  kind: keyof typeof ANSWERING,
): readonly ProtocolWord[] {
  const word = text.toLowerCase() === "obstap" ? "obscore" : text.toLowerCase();
  const found = ANSWERING[kind].find((each) => each === word);
  if (found === undefined) throw new InvalidArgumentError(`For ${kind} there are ${ANSWERING[kind].join(", ")}.`);
  return [...before, found];
}

/** Options that only services by themselves understand: a question to all archives has none of them. */
export function refuseOptions(
  flags: object,
  names: readonly string[],
  why: string = "goes with --service: archives are asked what all of them understand",
): void {
  const given = names.find((name) => (flags as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (given === undefined) return;
  const option = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageError(`${option} ${why}.`, "Leave it out, or name a service.");
}

/** And those that only a search of all archives has. */
export function refuseArchiveOptions(given: Readonly<Record<string, unknown>>): void {
  const strange = Object.entries(given).find(([, value]) => value !== undefined);
  if (strange !== undefined)
    throw usageError(`--${strange[0]} is of a search of all archives: it does not go with --service.`);
}

/** What those options say, and what they share with a search of one service. */
export function archivesOf(
  flags: SearchFlags & ArchiveFlags,
  collections: readonly string[],
): Omit<ArchivesArguments, "question" | "place" | "kind"> {
  if (flags.open === true) throw usageError("--open goes with --service: there is no one page of several archives.");
  if (flags.param !== undefined) throw usageError("--param goes with --service: each service has its own.");
  if (flags.user !== undefined) throw usageError("--user goes with --service: it is for one service alone.");
  const { archive, wait, keyword, protocol } = flags;
  const { common = false, ledger, maxrec, output = "-", to, verbose = false, json = false } = flags;
  return {
    collections: collections.map(readCollection),
    common,
    output,
    how: howOf(flags),
    ...plotOf(flags),
    verbose,
    json,
    ...(archive === undefined ? {} : { archives: archive }),
    ...(wait === undefined ? {} : { waitMs: wait }),
    ...(keyword === undefined ? {} : { keyword }),
    ...(protocol === undefined ? {} : { protocols: protocol.flatMap((word) => PROTOCOLS[word]) }),
    ...(ledger === undefined ? {} : { ledger }),
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(to === undefined ? {} : { to }),
    ...networkOf(flags),
  };
}

/** `irsa:fp_psc`, or a name alone. */
function readCollection(text: string): { readonly archive?: ArchiveWord; readonly name: string } {
  const [, word = "", name = ""] = /^(\w+):(.+)$/.exec(text) ?? [];
  const archive = ARCHIVES.find((each) => each === word.toLowerCase());
  return archive === undefined ? { name: text } : { archive, name };
}
