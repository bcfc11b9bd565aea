import { isDalError } from "@armillary/dali";
import type { FormatName } from "@armillary/formats";
import {
  type AskRegistryOptions,
  archive,
  type Constraint,
  describeAge,
  isRegistryError,
  type Provenance,
  type RegistryClient,
  type SearchAnswer,
  type ServiceAccess,
} from "@armillary/registry";
import { printAligned } from "../aligned.ts";
import type { Io } from "../io.ts";
import { type Network, type NetworkOptions, openNetwork } from "../network/network.ts";
import { outputFormat } from "../output-format.ts";
import { Progress } from "../progress.ts";
import { printCounted } from "../quantities.ts";
import { namedRegistry, openRegistry } from "../services/open-registry.ts";
import { constraintsOf, type SearchTerms } from "../services/search-terms.ts";
import { type ServiceRow, serviceRows, serviceTable } from "../services/service-rows.ts";
import { openSink, type Sink } from "../sink.ts";
import type { WriteFlags } from "../verbs/write-options.ts";
import { tellNote, warn, warnOfWriting } from "../warnings.ts";
import { writeTable } from "./write-table.ts";

/** How the registry is asked. */
export interface RegistryArguments extends NetworkOptions {
  /** Base URL of a registry, instead of those of the VO. */
  readonly registry?: string;
  /** Ask anew, whatever is kept. */
  readonly refresh: boolean;
  /** Ask nobody. */
  readonly offline: boolean;
  readonly json: boolean;
}

export interface ServicesArguments extends RegistryArguments {
  readonly terms: SearchTerms;
  readonly output: string;
  readonly to?: FormatName;
  readonly how: Omit<WriteFlags, "to">;
}

/** `armillary services`: services that fit, as a list to read, a table in any format, or JSON. */
export async function runServices(args: ServicesArguments, io: Io): Promise<void> {
  const { terms, output, to, json } = args;
  const isForPeople = to === undefined && output === "-" && io.stdout.isTTY === true;
  const format = outputFormat({ output, to, standard: isForPeople ? "text" : "csv", verb: "services" }, io);
  const registry = namedRegistry(args.registry, io);
  const network = await openNetwork({ ...args, withoutMastToken: true }, io, () => registry);
  try {
    const client = await openRegistry(network, registry, io);
    const asking = {
      offline: args.offline,
      ...(args.refresh ? { maxAgeMs: 0 } : {}),
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
    };
    const constraints = await withThesaurus(args, client, network, io);
    const answer = await client.search(constraints, asking);
    const rows = serviceRows(answer.records, terms.protocol, terms.auxiliary);
    tellOrigin(io, answer, args);
    // Where none answered this, none would answer that.
    if (args.refresh && answer.origin === "registry") await renewSnapshot(client, constraints, answer, asking, io);
    if (rows.length === 0) tellNote(io, `Nothing fits: ${constraints.map(({ text }) => text).join("; ")}.`);
    const sink = await openSink(output, io);
    try {
      if (json) await sink.write(Buffer.from(`${JSON.stringify(answer)}\n`));
      else if (isForPeople) await sink.write(Buffer.from(listOf(rows, io.stdout.columns || 80)));
      else await write(rows, sink, { format, how: args.how }, io);
      await sink.commit();
    } finally {
      await sink.discard();
    }
  } finally {
    await network.close();
  }
}

/**
 * With `--refresh` what stands in for registries that do not answer is renewed, too; a search of the four archives alone has done
 * that already.
 */
async function renewSnapshot(
  client: RegistryClient,
  constraints: readonly Constraint[],
  answer: SearchAnswer,
  { deadline }: Pick<AskRegistryOptions, "deadline">,
  io: Io,
): Promise<void> {
  const isDone = constraints.length === 1 && constraints[0]?.text === archive().text;
  const { origin, records } = isDone
    ? answer
    : await client.refreshSnapshot(deadline === undefined ? {} : { deadline });
  if (origin !== "registry" || io.stderr.isTTY !== true) return;
  tellNote(
    io,
    `${printCounted(records.length, "record")} of MAST, HEASARC, IRSA and NED are kept, for when no registry answers.`,
  );
}

/** Where an answer comes from, as far as that is not "from the registry, just now"; and what is missing of it. */
export function tellOrigin(
  io: Io,
  { origin, fetchedEpochMs, registry, notes, gaps }: Provenance,
  { offline }: Pick<RegistryArguments, "offline">,
): void {
  if (origin === "cache" && fetchedEpochMs !== undefined) {
    tellNote(io, `${registry} said this ${describeAge(fetchedEpochMs)} ago; --refresh asks anew.`);
  }
  // Who asks nobody knows that what is at hand is all there is.
  const isExpected = offline || origin === "registry" || origin === "cache";
  for (const note of notes) {
    if (isExpected) tellNote(io, note);
    else warn(io, note);
  }
  for (const gap of gaps) warn(io, `Incomplete: ${gap}`);
}

/** How long the thesaurus is waited for, without which the search goes on. */
const THESAURUS_MS = 10_000;

/** Narrower concepts of a subject are found by the IVOA's thesaurus; without it, the subject stands alone, which is said. */
async function withThesaurus(
  { terms, offline }: ServicesArguments,
  client: RegistryClient,
  { deadline }: Network,
  io: Io,
): Promise<readonly Constraint[]> {
  if (terms.subject === undefined || offline) return constraintsOf(terms);
  try {
    const patience = { timeoutMs: THESAURUS_MS, ...(deadline === undefined ? {} : { deadline }) };
    return constraintsOf(terms, await client.vocabulary("uat", patience));
  } catch (failure) {
    const isMissing = isDalError(failure) || (isRegistryError(failure) && failure.code === "REG_VOCABULARY");
    if (!isMissing) throw failure;
    warn(io, `"${terms.subject}" is looked for alone, without narrower concepts: ${failure.message}`);
    return constraintsOf(terms);
  }
}

/** What people want to see, with what the next command takes. */
function listOf(rows: readonly ServiceRow[], width: number): string {
  if (rows.length === 0) return "";
  const lines = rows.map(({ record, access }) => [
    access === undefined ? (record.type ?? "") : describeProtocol(access),
    record.ivoid ?? access?.url ?? "",
    record.title ?? record.shortName ?? "",
  ]);
  const shared = rows.some(({ access }) => access?.isAuxiliary === true);
  const foot = shared ? "* a service of many datasets, of which this is one\n" : "";
  return `${printAligned([["PROTOCOL", "SERVICE", "TITLE"], ...lines], width)}${foot}`;
}

function describeProtocol({ protocol, isAuxiliary, needsLogin }: ServiceAccess): string {
  return `${protocol}${isAuxiliary ? "*" : ""}${needsLogin ? " login" : ""}`;
}

async function write(
  rows: readonly ServiceRow[],
  sink: Sink,
  { format, how }: { readonly format: FormatName; readonly how: Omit<WriteFlags, "to"> },
  io: Io,
): Promise<void> {
  const progress = new Progress(io);
  try {
    const lost = await writeTable(serviceTable(rows), sink, { to: format, how, progress });
    progress.end();
    warnOfWriting(io, sink.label, lost);
  } finally {
    progress.end();
  }
}
