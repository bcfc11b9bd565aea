import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type DalResponse, type Deadline, parsePos } from "@armillary/dali";
import { nameOf, withMark } from "@armillary/dali/download";
import { type Link, type SodaQuery, sodaCombinations } from "@armillary/datalink";
import { asCommandError, CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { type CutoutTarget, cutoutTargets } from "../links/cutout-targets.ts";
import { requireLinks, tellOutcomes } from "../links/tell-outcomes.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { printCounted } from "../quantities.ts";
import { openSink } from "../sink.ts";
import { parseBand } from "../targets/band.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { tellNote, warn } from "../warnings.ts";
import { askLinks, type LinksQuestion, labelOf, openLinks } from "./links.ts";

export interface CutoutArguments extends LinksQuestion {
  /** As DALI writes regions. */
  readonly region: readonly string[];
  readonly band: readonly string[];
  readonly time: readonly string[];
  readonly pol: readonly string[];
  /** Parameters of the cutout service's own. */
  readonly set: Readonly<Record<string, readonly string[]>>;
  readonly output: string;
  /** Where several go. */
  readonly folder?: string;
  readonly asJob: boolean;
  readonly check: boolean;
  readonly verbose: boolean;
}

/** `armillary cutout`: parts of datasets, by SODA. */
export async function runCutout(args: CutoutArguments, io: Io): Promise<0 | 3> {
  const query = queryOf(args);
  if (args.folder === undefined && args.output === "-" && io.stdout.isTTY === true) {
    throw usageError("A cutout is binary: not for a terminal.", "-o FILE takes it; or pipe the output on.");
  }
  const { network, source } = await openLinks(args, io);
  const progress = new Progress(io);
  progress.phase = "asking";
  try {
    const result = await askLinks(source, args, network, progress);
    const links: Link[] = [];
    for await (const link of result.records()) links.push(link);
    const summary = await result.summary;
    requireLinks(summary, labelOf(source));
    const isWhole = tellOutcomes(summary, io);
    const targets = cutoutTargets(links, network.transport);
    const [first] = targets;
    if (first === undefined) throw noService(links, labelOf(source));
    const cutter = new Cutter(query, args, network.deadline, progress, io);
    if (args.folder === undefined) {
      const cutouts = targets.length * sodaCombinations(query).length;
      if (cutouts > 1) throw usageError(`${printCounted(cutouts, "cutout")} would be made: --dir DIR takes them all.`);
      await cutter.cutTo(first, () => args.output);
      return isWhole ? 0 : 3;
    }
    return (await cutter.cutAll(targets, args.folder)) && isWhole ? 0 : 3;
  } finally {
    progress.end();
    await network.close();
  }
}

/** @throws CommandError, DalError DAL_USAGE */
function queryOf({ region, band, time, pol, set }: CutoutArguments): SodaQuery {
  return {
    ...(region.length === 0 ? {} : { region: region.map(parsePos) }),
    ...(band.length === 0 ? {} : { bandM: band.map(parseBand) }),
    ...(time.length === 0 ? {} : { timeMjd: time.map(parseTimeRange) }),
    ...(pol.length === 0 ? {} : { pol }),
    parameters: set,
  };
}

function noService(links: readonly Link[], label: string): CommandError {
  const others = [...new Set(links.flatMap(({ descriptor }) => descriptor?.standardId ?? []))];
  const there =
    others.length === 0 ? "" : ` There are services of ${others.map((id) => printableLine(id)).join(", ")}.`;
  return new CommandError({
    code: "CUTOUT_NONE",
    message: `No cutout service (SODA) is among the links.${there}`,
    where: label,
    hint: "armillary links lists what there is; --follow reads nested tables of links.",
  });
}

/** Makes cutouts, one after the other: each costs the service some work. */
class Cutter {
  readonly #query: SodaQuery;
  readonly #args: CutoutArguments;
  readonly #deadline: Deadline | undefined;
  readonly #progress: Progress;
  readonly #io: Io;

  constructor(query: SodaQuery, args: CutoutArguments, deadline: Deadline | undefined, progress: Progress, io: Io) {
    this.#query = query;
    this.#args = args;
    this.#deadline = deadline;
    this.#progress = progress;
    this.#io = io;
  }

  /** @returns whether all were made; what fails is told */
  async cutAll(targets: readonly CutoutTarget[], folder: string): Promise<boolean> {
    await mkdir(folder, { recursive: true });
    const taken = new Set<string>();
    let made = 0;
    let failure: unknown;
    for (const target of targets) {
      try {
        await this.cutTo(target, (response) => join(folder, freeName(response, taken)));
        made++;
      } catch (thrown) {
        failure ??= thrown;
        if (this.#deadline?.isOver === true) break;
        warn(this.#io, `${printableLine(target.id, 200)}: ${asCommandError(thrown).failure.message}`);
      }
    }
    if (made === 0) throw failure;
    return made === targets.length;
  }

  async cutTo(target: CutoutTarget, placeOf: (response: DalResponse) => string): Promise<void> {
    for await (const response of this.#answers(target)) {
      const place = placeOf(response);
      const sink = await openSink(place, this.#io);
      try {
        this.#progress.phase = undefined;
        for await (const chunk of response.body) {
          this.#progress.bytesRead += chunk.length;
          await sink.write(chunk);
        }
        await sink.commit();
      } catch (thrown) {
        await sink.discard();
        throw thrown;
      } finally {
        await response.close();
      }
      this.#progress.end();
      if (place !== "-" && (this.#args.verbose || this.#io.stderr.isTTY === true)) {
        tellNote(this.#io, `${printableLine(target.id, 200)} → ${printableLine(place)}`);
      }
    }
  }

  async *#answers({ soda }: CutoutTarget): AsyncGenerator<DalResponse> {
    const { asJob, check } = this.#args;
    const operation = this.#deadline === undefined ? {} : { deadline: this.#deadline };
    if (!asJob && soda.url !== undefined) {
      for (const single of sodaCombinations(this.#query)) yield await soda.cutout(single, { check, ...operation });
      return;
    }
    const job = await soda.submit(this.#query, { check, ...operation });
    const giveUp = (): Promise<void> => job.giveUp();
    this.#io.onSignal.add(giveUp);
    try {
      for (const result of await job.results(operation)) yield await result.open(operation);
    } finally {
      this.#io.onSignal.delete(giveUp);
      await job.giveUp();
    }
  }
}

/** What the service calls the file, made safe; told apart from those before. */
function freeName({ url, headers }: DalResponse, taken: Set<string>): string {
  const name = nameOf(
    { url },
    { url, disposition: headers.get("content-disposition"), contentType: headers.get("content-type") },
  );
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count++) free = withMark(name, String(count));
  taken.add(free.toLowerCase());
  return free;
}
