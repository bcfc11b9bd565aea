import { originOf } from "../auth/origin.ts";
import { redactUrl } from "../transport/redact.ts";
import { cleanBaseUrl } from "../url/base-url.ts";
import { printChecksum } from "./checksum.ts";
import type { DownloadItem } from "./item.ts";
import { identityOf, keyOf } from "./item.ts";
import { Claims } from "./names/claims.ts";
import { nameOf } from "./names/name-of.ts";

export interface CurlScriptOptions {
  /** Write tokens and signatures in URLs out (default false: `REDACTED` stands for them). Passwords in URLs never are. */
  readonly withSecrets?: boolean;
  /** A token that the script takes from the environment, for these origins alone; curl drops it on the way to another host (since 7.58). */
  readonly token?: ScriptToken;
}

export interface ScriptToken {
  /** Name of the environment variable. */
  readonly variable: string;
  /** What stands before it in `Authorization`: `token`, `Bearer`. */
  readonly scheme: string;
  /** `https://mast.stsci.edu` */
  readonly origins: readonly string[];
}

// Run by any POSIX shell; functions first, so that a script that was cut short does nothing.
const HEAD = `#!/bin/sh
# Fetches files into the folder it is run in. Run it again to go on where it stopped.
# CURL_OPTIONS can say more to curl: CURL_OPTIONS='--netrc' sh SCRIPT
failed=0

# Whether a file has the sum ALGORITHM:HEX; a sum that cannot be computed here is not held against it.
has_sum() {
  [ -n "$2" ] || return 0
  sum_tool="\${2%%:*}sum"
  command -v "$sum_tool" >/dev/null 2>&1 || return 0
  set -- "$1" "\${2#*:}" "$("$sum_tool" <"$1")"
  [ "\${3%% *}" = "$2" ]
}

# PATH URL BYTES SUM, the last two empty where they are not known.
fetch() {
  [ -f "$1" ] && return 0
  mkdir -p -- "$(dirname -- "$1")" || { failed=$((failed + 1)); return 0; }
  for try in 1 2; do
    # shellcheck disable=SC2086
    if @AUTHORIZATION@curl $CURL_OPTIONS @CONFIG@--fail --location --globoff --silent --show-error --retry 3 --continue-at - --output "$1.part" -- "$2" &&
      { [ -z "$3" ] || [ "$(wc -c <"$1.part")" -eq "$3" ]; } && has_sum "$1.part" "$4"; then
      mv -- "$1.part" "$1" && return 0
    fi
    # What cannot be gone on with is begun anew, once.
    rm -f -- "$1.part"
  done
  echo "failed: $1" >&2
  failed=$((failed + 1))
}

`;
const TAIL = `
[ "$failed" -eq 0 ] || { echo "$failed failed" >&2; exit 1; }
`;

/**
 * A shell script that fetches the files with curl, one after the other, line by line: resumable, lengths and checksums verified where they are
 * known, each name where `nameOf` would put it before a server is asked.
 * @throws DalError code DAL_USAGE for what is no http or https URL
 */
export async function* printCurlScript(
  items: AsyncIterable<DownloadItem> | Iterable<DownloadItem>,
  { withSecrets = false, token }: CurlScriptOptions = {},
): AsyncGenerator<string, void, undefined> {
  yield headOf(token);
  const claims = new Claims();
  for await (const item of items) {
    const path = claims.claim(nameOf(item), keyOf(identityOf(item)));
    if (item.skip !== undefined) {
      yield `# left out: ${quote(path).replaceAll("\n", " ")} (${item.skip.code})\n`;
      continue;
    }
    const url = shownUrl(item.url, withSecrets);
    const sum = item.checksum === undefined ? "" : printChecksum(item.checksum);
    yield `fetch ${[`./${path}`, url, item.bytes === undefined ? "" : String(item.bytes), sum].map(quote).join(" ")}\n`;
  }
  yield TAIL;
}

/** With a token the script has a function for its header, which goes to curl where no other user of the machine sees it. */
function headOf(token: ScriptToken | undefined): string {
  const head = HEAD.replace("@AUTHORIZATION@", token === undefined ? "" : 'authorize "$2" | ').replace(
    "@CONFIG@",
    token === undefined ? "" : "--config - ",
  );
  if (token === undefined) return head;
  const { variable, scheme, origins } = token;
  if (!/^[A-Za-z_]\w*$/.test(variable) || !/^[\w-]+$/.test(scheme))
    throw new TypeError("no name of a variable, or scheme");
  const places = origins.map((origin) => `${quote(`${originOf(origin)}/`)}*`).join(" | ");
  const print = `printf 'header = "Authorization: ${scheme} %s"\\n' "$${variable}"`;
  return head.replace(
    "# PATH URL",
    `# Your token, if $${variable} has one: for its own service alone.
authorize() {
  case "$1" in
    ${places}) [ -z "$${variable}" ] || ${print} ;;
  esac
}

# PATH URL`,
  );
}

/** The URLs, a line each, for other programs. */
export async function* printUrlList(
  items: AsyncIterable<DownloadItem> | Iterable<DownloadItem>,
  { withSecrets = false }: CurlScriptOptions = {},
): AsyncGenerator<string, void, undefined> {
  for await (const { url, skip } of items) if (skip === undefined) yield `${shownUrl(url, withSecrets)}\n`;
}

function shownUrl(text: string, withSecrets: boolean): string {
  const url = new URL(cleanBaseUrl(text));
  url.username = "";
  url.password = "";
  return withSecrets ? url.href : redactUrl(url.href);
}

/** For a POSIX shell: nothing in single quotes means anything to it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
