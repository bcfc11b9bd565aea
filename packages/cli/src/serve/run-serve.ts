import type { ServerLimits } from "@armillary/server";
import { type Io, writeOut } from "../io.ts";
import { type LocalTables, withLocalTables } from "../local/open-tables.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { tellNote, warn } from "../warnings.ts";
import { publishedTables } from "./published-tables.ts";

export interface ServeArguments extends LocalTables {
  /** Files and folders besides the tables. */
  readonly places: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly baseUrl?: string;
  readonly title?: string;
  readonly cors?: readonly string[];
  readonly limits: Partial<ServerLimits>;
  readonly json: boolean;
}

/** `armillary serve`: publishes tables as services, until a signal comes. */
export async function runServe(args: ServeArguments, io: Io): Promise<void> {
  const { places, port, host, baseUrl, title, cors, limits, json } = args;
  const published = await publishedTables(places);
  const tables = [...args.tables, ...published.tables];
  for (const folder of published.leftOut) {
    warn(io, `${printableLine(folder)} is left out: a folder of various files within another. Name it, too.`);
  }
  await withLocalTables({ ...args, tables }, io, async (engine) => {
    const { serve } = await import("@armillary/server");
    const server = await serve(engine, {
      port,
      host,
      limits,
      onFault: (fault) => warn(io, `A request failed that should not: ${fault.message}`),
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(title === undefined ? {} : { title }),
      ...(cors === undefined ? {} : { cors }),
    });
    const ended = new Promise<void>((resolve) => {
      io.onSignal.add(() => server.close().then(resolve));
    });
    if (!isLoopback(host)) {
      warn(
        io,
        `Whoever reaches ${host} can read these tables, and make this machine work. --host 127.0.0.1 keeps them here.`,
      );
    }
    const { url } = server;
    const line = json
      ? JSON.stringify({ url, tap: `${url}/tap`, port: server.port, tables: engine.tables.map(({ name }) => name) })
      : url;
    await writeOut(io.stdout, `${line}\n`);
    if (io.stderr.isTTY === true) {
      tellNote(io, `${printCounted(engine.tables.length, "table")}; TAP is at ${url}/tap. Ctrl-C ends it.`);
    }
    await ended;
  });
}

function isLoopback(host: string): boolean {
  return /^(?:127\.|localhost$|::1$)/.test(host);
}
