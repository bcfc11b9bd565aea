/** What the user is told of a failure: what, where, the service's words, what to do next. */
export interface Failure {
  /** Stable: `VOT_SYNTAX`, `FILE_NOT_FOUND`, `USAGE`, … */
  readonly code: string;
  readonly message: string;
  /** File, URL, or `standard input`. */
  readonly where?: string;
  readonly line?: number;
  readonly column?: number;
  /** Row of the table, from 0, and name of the column. */
  readonly row?: number;
  readonly field?: string;
  /** HTTP status. */
  readonly httpStatus?: number;
  /** URL of the UWS job that it is about. */
  readonly job?: string;
  /** Verbatim. */
  readonly serviceMessage?: string;
  readonly hint?: string;
}

/** A failure told in full. `exit` is 1 for work that failed, 2 for a command that was misused. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly failure: Failure;
  readonly exit: 1 | 2;

  constructor(failure: Failure, exit: 1 | 2 = 1, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
    this.exit = exit;
  }
}

/** A CommandError for misuse. */
export function usageError(message: string, hint?: string): CommandError {
  return new CommandError({ code: "USAGE", message, ...(hint === undefined ? {} : { hint }) }, 2);
}

/** Adds to whatever was thrown the file or URL it happened in; a CommandError that knows its own keeps it. */
export function failureIn(where: string, thrown: unknown): CommandError {
  const known = asCommandError(thrown);
  if (known.failure.where !== undefined || known.exit === 2) return known;
  return new CommandError({ ...known.failure, where }, known.exit, { cause: known.cause ?? known });
}

/** Errors of the packages and of the system as the user is told of them. */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  if (!(thrown instanceof Error)) return new CommandError({ code: "UNEXPECTED", message: String(thrown) });
  const { code } = thrown as PackageError;
  const system = typeof code === "string" ? SYSTEM_FAILURES[code] : undefined;
  if (system !== undefined) return new CommandError(system, 1, { cause: thrown });
  if (typeof code !== "string" || !/^[A-Z]+(_[A-Z0-9]+)+$/.test(code) || code.startsWith("ERR_")) {
    return new CommandError(
      {
        code: "UNEXPECTED",
        message: `Something went wrong that should not: ${thrown.message}`,
        hint: "Again with --debug shows where; please report it with what it prints.",
      },
      1,
      { cause: thrown },
    );
  }
  const hint = HINTS[code];
  return new CommandError(
    { code, message: wording(thrown.message), ...detailsOf(thrown), ...(hint === undefined ? {} : { hint }) },
    MISUSE.has(code) ? 2 : 1,
    { cause: thrown },
  );
}

/** What a question to image services has, as the command line says it. */
const QUESTION_OPTIONS: Readonly<Record<string, string>> = {
  bandM: "--band",
  timeMjd: "--time",
  productType: "--type",
  format: "--format",
  collection: "--collection",
  instrument: "--instrument",
  facility: "--facility",
};
const QUESTION_WORD = new RegExp(
  `\\b(${Object.keys(QUESTION_OPTIONS).join("|")})(?= cannot be sought here| was not sent)`,
);

/** The packages speak of their options, the command of its own. */
export function wording(message: string): string {
  return message
    .replace(QUESTION_WORD, (word) => QUESTION_OPTIONS[word] ?? word)
    .replace(/\bthe option (lenient|strict|columns|types|hdu|table|row|spectral|flux|assume)\b/g, "--$1")
    .replace(/\bthe option spectralUnit\b/g, "--spectral-unit")
    .replace("(invokeMashupJson)", "(--raw)");
}

/** What the errors of our packages have in common: matched by shape, which survives duplicate installs. */
type PackageError = Error & Details & { readonly code?: unknown; readonly place?: Details; readonly failure?: Details };

interface Details {
  readonly line?: number;
  /** A number with `line`, or the name of a column of the table. */
  readonly column?: number | string;
  readonly row?: number;
  readonly field?: string;
  readonly serviceMessage?: string;
  readonly httpStatus?: number;
  /** Of what was asked, and of the job. */
  readonly url?: string;
  readonly job?: string;
}

function detailsOf(thrown: PackageError): Partial<Failure> {
  const { line, column, row, field, serviceMessage, httpStatus, url, job } = {
    ...thrown,
    ...thrown.place,
    ...thrown.failure,
  };
  const name = field ?? (typeof column === "string" ? column : undefined);
  return {
    ...(line === undefined ? {} : { line }),
    ...(typeof column === "number" ? { column } : {}),
    ...(row === undefined ? {} : { row }),
    ...(name === undefined ? {} : { field: name }),
    ...(serviceMessage === undefined ? {} : { serviceMessage }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(url === undefined ? {} : { where: url }),
    ...(job === undefined ? {} : { job }),
  };
}

const SYSTEM_FAILURES: Readonly<Record<string, Failure>> = {
  ENOENT: { code: "FILE_NOT_FOUND", message: "There is no such file or folder." },
  ENOTDIR: { code: "FILE_NOT_FOUND", message: "A part of the path is a file, not a folder." },
  EISDIR: { code: "FILE_IS_FOLDER", message: "This is a folder, not a file." },
  EACCES: { code: "FILE_PERMISSION", message: "Permission denied." },
  EPERM: { code: "FILE_PERMISSION", message: "The operation is not permitted." },
  EROFS: { code: "FILE_PERMISSION", message: "The file system is read-only." },
  ENAMETOOLONG: { code: "FILE_NAME", message: "The name is too long." },
  ELOOP: { code: "FILE_NAME", message: "Too many symbolic links lead in a circle." },
  EMFILE: { code: "FILE_LIMIT", message: "Too many files are open." },
  ENOSPC: {
    code: "DISK_FULL",
    message: "No space is left on the device.",
    hint: "Free some space, or write elsewhere. Nothing was left behind.",
  },
  EDQUOT: {
    code: "DISK_FULL",
    message: "Your disk quota is used up.",
    hint: "Free some space, or write elsewhere. Nothing was left behind.",
  },
  EFBIG: { code: "DISK_FULL", message: "The file would be larger than is allowed here." },
  EADDRINUSE: {
    code: "PORT_IN_USE",
    message: "Another program listens at this port.",
    hint: "--port 0 takes any that is free.",
  },
  EADDRNOTAVAIL: { code: "HOST_NOT_HERE", message: "This machine has no such address to listen at." },
  ENOTFOUND: { code: "HOST_NOT_HERE", message: "No machine has this name, so this one cannot listen at it." },
  EIO: { code: "FILE_IO", message: "The device reports an input/output error." },
};

const MISUSE: ReadonlySet<string> = new Set([
  "FORMAT_OPTION",
  "FORMAT_NOT_WRITTEN",
  "DAL_USAGE",
  "MAST_FILTER",
  "REG_USAGE",
  "SPECTRUM_OPTION",
  "ENGINE_NAME",
  "ENGINE_OPTION",
]);

const HINTS: Readonly<Record<string, string>> = {
  ENGINE_NAME: "--table NAME=FILE names a table: --table stars=gaia.vot.",
  ENGINE_POSITION:
    "--ra and --dec name columns of position in degrees (--ra TABLE=COLUMN where there are several tables); armillary info IN lists them.",
  ENGINE_TIMEOUT: "--timeout sets another time.",
  ENGINE_MEMORY: "--memory SIZE gives it more.",
  ARROW_VALUE: "--arrow-types votable leaves such columns as a VOTable has them.",
  ARROW_TYPE: "--columns names the columns to take, and leaves out the others.",
  PARQUET_TYPE: "--columns names the columns to take, and leaves out the others.",
  DAL_AUTH: "--user NAME logs in; the password is asked for. At MAST, armillary mast login does.",
  DAL_TIMEOUT: "--timeout sets the time for all of it; --async lets the service work for as long as it needs.",
  DAL_NETWORK: "--debug shows every request; --retries N asks more often.",
  DAL_NOT_FOUND: "armillary query --help lists the services with short names.",
  REG_UNREACHABLE: "armillary services --offline shows what is kept or bundled here; --registry URL asks another.",
  REG_FEATURE: "--registry URL asks another registry.",
  REG_NO_SERVICE: "armillary services show tells all that it has.",
  DOWNLOAD_LOCKED: "Two downloads need two folders: --dir.",
  DOWNLOAD_MANIFEST: "--manifest FILE names another.",
  DOWNLOAD_EXISTS: "--overwrite fetches everything anew.",
  DOWNLOAD_SIZE: "Where the table is wrong about sizes, --ignore-size takes what comes.",
  DOWNLOAD_LIMIT: "--max-bytes sets another bound.",
  MAST_TOKEN_MISSING: "armillary mast login keeps a token; MAST_API_TOKEN, or --token-file FILE, says one.",
  MAST_TOKEN_REFUSED: "armillary mast login takes a new one; --anonymous asks as nobody, for what is public.",
  MAST_TOKEN_EXPIRED: "armillary mast login takes a new one; --anonymous asks as nobody, for what is public.",
  UWS_JOB_GONE: "armillary job list has the jobs that are known here.",
  SKY_POSITION:
    "--ra and --dec name the columns; of two tables --ra1 and --dec1, --ra2 and --dec2. armillary info IN lists them.",
  FORMAT_UNKNOWN:
    "--from FORMAT says what it is, where a verb has that; else the end of its name: .vot, .fits, .csv, .tsv, .ecsv, .tbl, .arrow, .arrows, .parquet.",
  FORMAT_NO_TABLE: "armillary info IN lists the tables.",
  FORMAT_NO_COLUMN: "armillary info IN lists the columns.",
  VOT_NO_COLUMN: "armillary info IN lists the columns.",
  VOT_EDIT: "armillary info IN lists tables, columns, params and infos.",
  VOT_STRICT: "Without --strict it is read past; armillary lint IN lists all such places.",
};
