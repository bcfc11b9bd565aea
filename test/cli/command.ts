import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Io, OutputStream } from "../../packages/cli/src/io.ts";
import { main } from "../../packages/cli/src/main.ts";
import type { Keyring } from "../../packages/cli/src/network/keyring.ts";

/** The command as a process of its own: what `npx armillary` runs. */
export const ARMILLARY = fileURLToPath(new URL("../../packages/cli/bin/armillary.js", import.meta.url));

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly stdin?: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** Which streams are a terminal. */
  readonly terminal?: readonly ("stdout" | "stderr")[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed when a password is asked for; without it there is no terminal to ask on. */
  readonly secret?: string;
  /** What the system keeps; without it there is no keyring. */
  readonly keyring?: Keyring;
  /** Called with every page that the user is shown. */
  readonly onPage?: (url: string) => void;
}

/** Runs the command in this process, in a world of its own. */
export async function run(args: readonly string[], world: World = {}): Promise<Outcome> {
  const { stdin = "", terminal = [], env = {} } = world;
  const input = typeof stdin === "string" || stdin instanceof Uint8Array ? [stdin] : stdin;
  const stdout = collector(terminal.includes("stdout"));
  const stderr = collector(terminal.includes("stderr"));
  const io: Io = {
    stdin: Readable.from(bytesOf(input)),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    askSecret: async () => world.secret,
    openKeyring: async () => {
      if (world.keyring === undefined) throw new Error("There is none.");
      return world.keyring;
    },
    openInBrowser: async (url) => world.onPage?.(url),
    onSignal: new Set(),
  };
  const status = await main(args, io);
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

async function* bytesOf(parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>) {
  for await (const part of parts) yield Buffer.from(part);
}

function collector(isTTY: boolean): { readonly stream: OutputStream; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return {
    stream: Object.assign(stream, isTTY ? { isTTY, columns: 80 } : {}),
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

const folders: string[] = [];

afterEach(async () => {
  // A cache may be written to after an answer was given: that is no reason to fail.
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

/** A new folder that is gone after the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-test-"));
  folders.push(folder);
  return folder;
}

/** Everything in a folder, hidden names included. */
export function namesIn(folder: string): Promise<string[]> {
  return readdir(folder);
}

/** A VOTable with one table; `rows` and what goes around it as XML. */
export function votable(rows: string, { before = "", after = "", fields = FIELDS } = {}): string {
  return `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results" name="answer">${before}
<TABLE name="stars">
${fields}
<DATA><TABLEDATA>
${rows}
</TABLEDATA></DATA></TABLE>${after}
</RESOURCE>
</VOTABLE>
`;
}

const FIELDS = `<FIELD name="id" datatype="long" ucd="meta.id;meta.main"><DESCRIPTION>Source identifier</DESCRIPTION></FIELD>
<FIELD name="ra" ID="col_ra" datatype="double" unit="deg" ucd="pos.eq.ra"/>
<FIELD name="note" datatype="char" arraysize="*"/>`;

export const ROWS = `<TR><TD>1</TD><TD>10.5</TD><TD>a</TD></TR>
<TR><TD>9007199254740993</TD><TD></TD><TD>b,c</TD></TR>
<TR><TD>-3</TD><TD>NaN</TD><TD></TD></TR>`;
