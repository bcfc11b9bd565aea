import type { TableMetadata } from "@armillary/adql";
import { accessPoints, describeAccess, type RegistryDescription, type RegistryRole } from "@armillary/registry";
import { printAligned } from "../aligned.ts";
import { type Io, writeOut } from "../io.ts";
import { openNetwork } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { namedRegistry, openRegistry } from "../services/open-registry.ts";
import { type RegistryArguments, tellOrigin } from "./services.ts";

export interface ServiceShowArguments extends RegistryArguments {
  readonly ivoid: string;
}

/** `armillary services show`: all that the registry says of a resource. */
export async function runServiceShow(args: ServiceShowArguments, io: Io): Promise<void> {
  const { ivoid, offline, refresh, json } = args;
  const registry = namedRegistry(args.registry, io);
  const network = await openNetwork({ ...args, withoutMastToken: true }, io, () => registry);
  try {
    const client = await openRegistry(network, registry, io);
    const asking = {
      offline,
      ...(refresh ? { maxAgeMs: 0 } : {}),
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
    };
    const answer = await client.describe(ivoid, asking);
    tellOrigin(io, answer, args);
    // Of what is bundled, tables are not known.
    const tables = answer.origin === "snapshot" ? [] : await client.tables(ivoid, asking).catch(() => []);
    const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
    const text = json ? `${JSON.stringify({ ...answer, tables })}\n` : describe(answer.record, tables, width);
    await writeOut(io.stdout, text);
  } finally {
    await network.close();
  }
}

/** More tables than this are counted. */
const MOST_TABLES = 12;

function describe(record: RegistryDescription, tables: readonly TableMetadata[], width: number): string {
  const { title, shortName, coverage, evidence } = record;
  const validation = record.validations.map(({ level, by }) => `${level}${by === undefined ? "" : ` (${by})`}`);
  const facts: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["identifier", [record.ivoid]],
    ["type", [record.type]],
    ["short name", [shortName]],
    ["waveband", record.wavebands],
    ["subjects", record.subjects],
    ["creators", record.creators],
    ["publisher", record.publishers.map(roleText)],
    ["contact", record.contacts.map(roleText)],
    ["page", [record.referenceUrl]],
    ["source", [record.source?.value]],
    ["also known as", record.alternateIdentifiers],
    ["rights", [record.rights, record.rightsUri]],
    ["dates", record.dates.map(({ date, role }) => `${role ?? "date"} ${date}`)],
    ["validation", validation],
    ["sky", [coverage.moc === undefined ? undefined : `MOC ${coverage.moc}`]],
    ["times", coverage.timesMjd.map(([from, to]) => `MJD ${from} to ${to}`)],
    ["energies", coverage.energiesJ.map(([from, to]) => `${from.toPrecision(3)} to ${to.toPrecision(3)} J`)],
    ["related", record.relationships.map(({ type, ivoid, name }) => `${type} ${ivoid ?? name ?? ""}`)],
    ["known from", evidence?.sources ?? []],
  ];
  const lines = facts
    .map(([name, values]) => [name, values.filter((value) => value !== undefined && value !== "").join("; ")])
    .filter(([, text]) => text !== "");
  const services = accessPoints(record).flatMap((access) => [describeAccess(access), ...access.repairs]);
  const names = tables
    .slice(0, MOST_TABLES)
    .map(({ name, title: what, description }) => [name, what ?? description ?? ""]);
  const rest = tables.length > MOST_TABLES ? `  and ${tables.length - MOST_TABLES} more: armillary tables\n` : "";
  return [
    `${printableLine(title ?? shortName ?? record.ivoid ?? "")}\n`,
    record.description === undefined ? "" : `${printableLine(record.description, 2000)}\n`,
    "\n",
    printAligned(lines, width),
    services.length === 0
      ? "\nno service that is known here\n"
      : `\nservices\n${services.map((line) => `  ${printableLine(line, 500)}\n`).join("")}`,
    names.length === 0 ? "" : `\ntables\n${printAligned(names, width).replace(/^(?=.)/gm, "  ")}${rest}`,
  ].join("");
}

function roleText({ name, email }: RegistryRole): string {
  return email === undefined ? name : `${name} <${email}>`;
}
