import type { Constraint } from "../constraint.ts";
import { RegistryError } from "../errors.ts";
import { PROTOCOLS, type Protocol } from "../protocols.ts";
import type { RegistryRecord } from "../record.ts";
import { SNAPSHOT_DATE, SNAPSHOT_SERVICES } from "./services.ts";
import type { SnapshotService } from "./snapshot-service.ts";

/** What records at hand say to a question. */
export interface LocalAnswer {
  readonly records: readonly RegistryRecord[];
  /** What could not be judged. */
  readonly gaps: readonly string[];
}

/** The bundled records: services of one identifier are one record. Families of services, one a table, are not among them. */
export function snapshotRecords(): readonly RegistryRecord[] {
  const groups = new Map<string, SnapshotService[]>();
  for (const service of SNAPSHOT_SERVICES) {
    if (isTemplate(service)) continue;
    const key = service.ivoid ?? service.url;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [service]);
    else group.push(service);
  }
  return [...groups.values()].map(recordOf);
}

/**
 * The bundled record of an identifier. One that belongs to a family (`ivo://nasa.heasarc/…`, a table each) is made by the
 * family's pattern: its protocols are those that the family has, whether or not the one table has them all.
 */
export function snapshotRecord(
  ivoid: string,
): { readonly record: RegistryRecord; readonly isByPattern: boolean } | undefined {
  const known = snapshotRecords().find((record) => record.ivoid === ivoid);
  if (known !== undefined) return { record: known, isByPattern: false };
  const members = SNAPSHOT_SERVICES.filter(isTemplate).flatMap((service) => filled(service, ivoid) ?? []);
  return members.length === 0 ? undefined : { record: recordOf(members), isByPattern: true };
}

/**
 * Records at hand that fit all constraints. Those of which a constraint cannot be judged are left out, and counted.
 * @throws RegistryError code REG_FEATURE for a constraint that nothing at hand can judge
 */
export function searchLocally(records: readonly RegistryRecord[], constraints: readonly Constraint[]): LocalAnswer {
  const beyond = constraints.filter(({ judge }) => judge === undefined);
  if (beyond.length > 0) {
    const list = beyond.map(({ text }) => `"${text}"`).join(", ");
    throw new RegistryError("REG_FEATURE", `What is at hand here cannot judge ${list}: only a registry can.`);
  }
  const fitting: RegistryRecord[] = [];
  const unknown = new Map<string, number>();
  for (const record of records) {
    const verdicts = constraints.map((constraint) => constraint.judge?.(record));
    if (verdicts.includes(false)) continue;
    const open = constraints.filter((_, index) => verdicts[index] === undefined);
    if (open.length === 0) fitting.push(record);
    for (const { text } of open) unknown.set(text, (unknown.get(text) ?? 0) + 1);
  }
  const gaps = [...unknown].map(
    ([text, count]) =>
      `Of ${count} ${count === 1 ? "service" : "services"} it is not known here whether "${text}" holds: left out.`,
  );
  return { records: fitting, gaps };
}

/** What to say of an answer out of the bundled list. */
export const SNAPSHOT_NOTE: string = `This is the list bundled with this program, of services of MAST, HEASARC, IRSA and NED as of ${SNAPSHOT_DATE}; registries know many more.`;

function isTemplate({ url }: SnapshotService): boolean {
  return url.includes("{");
}

/** A member of a family by its identifier. */
function filled(service: SnapshotService, ivoid: string): SnapshotService | undefined {
  const [before, name = "", after] = /^(.*)\{(\w+)\}(.*)$/.exec(service.ivoid ?? "")?.slice(1) ?? [];
  if (before === undefined || after === undefined || !ivoid.startsWith(before) || !ivoid.endsWith(after))
    return undefined;
  const value = ivoid.slice(before.length, ivoid.length - after.length);
  if (!/^[^/?#]+$/.test(value)) return undefined;
  const url = service.url.replaceAll(`{${name}}`, encodeURIComponent(value));
  return { ...service, ivoid, url, title: `${service.title.replace(/ \(per table\)/, "")}: ${value}` };
}

function recordOf(services: readonly SnapshotService[]): RegistryRecord {
  const [first] = services as readonly [SnapshotService];
  return {
    ...(first.ivoid === undefined ? {} : { ivoid: first.ivoid }),
    archive: first.archive,
    type: "catalogservice",
    title: first.title,
    creators: [],
    wavebands: [],
    contentTypes: [],
    contentLevels: [],
    capabilities: services.map(({ protocol, version, url, title }) => ({
      standardId: standardIdOf(PROTOCOLS.find(({ name }) => name === protocol) as Protocol, version),
      description: title,
      interfaces: [
        {
          type: "paramhttp",
          role: "std",
          ...(version === undefined ? {} : { version }),
          url,
          mirrors: [],
          use: "base",
          queryTypes: [],
        },
      ],
    })),
    evidence: {
      sources: [...new Set(services.flatMap(({ sources }) => sources))],
      confidence: services.every(({ confidence }) => confidence === "official") ? "official" : "observed",
    },
  };
}

function standardIdOf({ standard, key }: Protocol, version = "2.0"): string {
  return key === undefined ? standard : `${standard}#${key}-${version}`;
}
