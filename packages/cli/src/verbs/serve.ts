import { type Command, InvalidArgumentError, Option } from "commander";
import { addCommonOptions, addExamples, parseCount, parseTimeout, type Run } from "./common.ts";
import { addLocalOptions, type LocalFlags, localOf } from "./local-options.ts";

interface ServeFlags extends LocalFlags {
  readonly port: number;
  readonly host: string;
  readonly baseUrl?: string;
  readonly title?: string;
  readonly cors?: readonly string[];
  readonly maxrec?: number;
  readonly maxRows?: number;
  readonly queryTimeout?: number;
  readonly concurrency?: number;
  readonly json?: boolean;
}

export function defineServe(program: Command, run: Run): void {
  const command = program
    .command("serve")
    .description("publish tables of this machine as services of the VO: TAP, cone search, SIA 2, SSA, DataLink")
    .argument("[files...]", "tables: files, NAME=FILE, or folders of them")
    .addOption(new Option("--port <n>", "0 takes any that is free").argParser(parsePort).default(8080))
    .addOption(
      new Option("--host <address>", "the address to listen at; others than 127.0.0.1 let others in").default(
        "127.0.0.1",
      ),
    )
    .addOption(
      new Option("--base-url <url>", "where clients find it, behind a proxy (default: where they asked)").argParser(
        parseBaseUrl,
      ),
    )
    .addOption(new Option("--title <words>", "what its page calls it (default: Local tables)"))
    .addOption(
      new Option(
        "--cors <origins>",
        "origins of pages that may read answers, comma-separated; none: no page (default: all)",
      ).argParser(parseOrigins),
    )
    .addOption(
      new Option("--maxrec <n>", "rows of an answer where a client asks for no number (default: 100000)").argParser(
        parseCount,
      ),
    )
    .addOption(new Option("--max-rows <n>", "rows that a client may ask for (default: 10000000)").argParser(parseCount))
    .addOption(
      new Option(
        "--query-timeout <duration>",
        "of a query that is answered at once: 30s, 10min (default: 5min)",
      ).argParser(parseTimeout),
    )
    .addOption(
      new Option("--concurrency <n>", "queries that run at the same time; others wait (default: 8)").argParser(
        parseCount,
      ),
    );
  addLocalOptions(command);
  addCommonOptions(command, "print the address and the tables as JSON when ready (default: the address)");
  addExamples(command, [
    ["armillary serve gaia.vot stars=hipparcos.fits", "two tables, at http://127.0.0.1:8080"],
    ["armillary serve catalogues/ --port 0", "all tables of a folder, at a port that is free"],
    ["armillary serve ivoa.obscore=observations.vot", "datasets of ObsCore, as SIA 2, SSA and DataLink, too"],
    ['armillary query http://127.0.0.1:8080/tap "SELECT TOP 5 * FROM gaia"', "asking them"],
  ]);
  command.action((places: readonly string[], flags: ServeFlags) =>
    run(async (io) => {
      const { port, host, baseUrl, title, cors, maxrec, maxRows, queryTimeout, concurrency, json = false } = flags;
      const { runServe } = await import("../serve/run-serve.ts");
      await runServe(
        {
          ...localOf(flags),
          places,
          port,
          host,
          json,
          limits: {
            ...(maxrec === undefined ? {} : { defaultRows: maxrec }),
            ...(maxRows === undefined ? {} : { maxRows }),
            ...(queryTimeout === undefined ? {} : { queryTimeoutMs: queryTimeout }),
            ...(concurrency === undefined ? {} : { concurrentQueries: Math.max(1, concurrency) }),
          },
          ...(baseUrl === undefined ? {} : { baseUrl }),
          ...(title === undefined ? {} : { title }),
          ...(cors === undefined ? {} : { cors }),
        },
        io,
      );
      return 0;
    }),
  );
}

function parsePort(text: string): number {
  const port = parseCount(text);
  if (port > 65_535) throw new InvalidArgumentError("A port from 0 to 65535 is wanted.");
  return port;
}

function parseBaseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("An http or https URL is wanted.");
}

function parseOrigins(text: string): string[] {
  if (text === "none") return [];
  return text.split(",").map((origin) => {
    if (!URL.canParse(origin)) throw new InvalidArgumentError("Origins are wanted: https://portal.example.");
    return new URL(origin).origin;
  });
}
