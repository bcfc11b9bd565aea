import { parseStandardId } from "@armillary/dali";
import { RegistryError } from "./errors.ts";

/** Protocols that are told apart; `sia` stands for both versions of SIA. */
export const PROTOCOL_NAMES = ["scs", "sia1", "sia2", "ssa", "tap", "slap", "datalink", "soda", "hips", "oai"] as const;
export type ProtocolName = (typeof PROTOCOL_NAMES)[number];

/** How the registry marks a protocol. */
export interface Protocol {
  readonly name: ProtocolName;
  readonly title: string;
  /** Standard identifier without its fragment, in lower case. */
  readonly standard: string;
  /**
   * What the fragment begins with, of standards that name their endpoints (`#query-2.0`): the version follows. Without it, the
   * capability has no fragment, for `…/sia#query-2.0` is another protocol than `…/sia`.
   */
  readonly key?: string;
  /** The first part of the version behind the key: 2 of `#query-2.%`. */
  readonly major?: number;
  /** The fragment of capabilities that lead from one dataset's record to a service of many (IVOA note Discover, 1.1). */
  readonly auxiliary?: string;
}

const STD = "ivo://ivoa.net/std/";

/** Registered standards (RegTAP 1.2, section 10.1; the IVOA note on discovering data collections for the auxiliary ones). */
export const PROTOCOLS: readonly Protocol[] = [
  { name: "scs", title: "cone search", standard: `${STD}conesearch`, auxiliary: "aux" },
  { name: "sia1", title: "images, SIA 1", standard: `${STD}sia`, auxiliary: "aux" },
  { name: "sia2", title: "images, SIA 2", standard: `${STD}sia`, key: "query", major: 2, auxiliary: "query-aux" },
  { name: "ssa", title: "spectra, SSA", standard: `${STD}ssa`, auxiliary: "aux" },
  { name: "tap", title: "tables, TAP", standard: `${STD}tap`, auxiliary: "aux" },
  { name: "slap", title: "spectral lines, SLAP", standard: `${STD}slap`, auxiliary: "aux" },
  { name: "datalink", title: "DataLink", standard: `${STD}datalink`, key: "links" },
  { name: "soda", title: "cutouts, SODA", standard: `${STD}soda`, key: "sync" },
  { name: "hips", title: "HiPS", standard: `${STD}hips`, key: "hips" },
  { name: "oai", title: "harvesting, OAI-PMH", standard: `${STD}registry` },
];

/** Other names of protocols, as pyvo, TOPCAT and people have them. */
const SPELLINGS: Readonly<Record<string, readonly ProtocolName[]>> = {
  cone: ["scs"],
  conesearch: ["scs"],
  sia: ["sia1", "sia2"],
  image: ["sia1", "sia2"],
  images: ["sia1", "sia2"],
  siap: ["sia1", "sia2"],
  siap1: ["sia1"],
  siap2: ["sia2"],
  ssap: ["ssa"],
  spectrum: ["ssa"],
  spectra: ["ssa"],
  table: ["tap"],
  tables: ["tap"],
  sla: ["slap"],
  line: ["slap"],
  lines: ["slap"],
};

/**
 * The protocols that a name means: one, or both versions of SIA for `sia`. A standard identifier, with or without a version,
 * is taken, too.
 * @throws RegistryError code REG_USAGE, with all names
 */
export function protocolsNamed(text: string): readonly Protocol[] {
  const word = text.trim().toLowerCase();
  const byId = /^ivo:\/\//.test(word) ? protocolOf(word) : undefined;
  const names = byId === undefined ? (SPELLINGS[word] ?? [word]) : [byId.protocol.name];
  const found = PROTOCOLS.filter(({ name }) => names.includes(name));
  if (found.length > 0) return found;
  throw new RegistryError(
    "REG_USAGE",
    `"${text}" is no protocol that is known here: sia, ${PROTOCOL_NAMES.join(", ")}.`,
  );
}

/** What a capability's standard identifier says. */
export interface StandardUse {
  readonly protocol: Protocol;
  readonly isAuxiliary: boolean;
  /** `2.0` of `#query-2.0`; undefined for identifiers without a version. */
  readonly version?: string;
}

/** The protocol of a standard identifier, in letters of any case; undefined for one that is not known here. */
export function protocolOf(standardId: string | undefined): StandardUse | undefined {
  if (standardId === undefined) return undefined;
  const { standard, key, version } = parseStandardId(standardId);
  for (const protocol of PROTOCOLS) {
    if (protocol.standard !== standard) continue;
    const isAuxiliary = key !== undefined && key === protocol.auxiliary;
    if (!isAuxiliary && key !== protocol.key) continue;
    if (protocol.major !== undefined && Number.parseInt(version ?? "", 10) !== protocol.major) continue;
    return { protocol, isAuxiliary, ...(version === undefined ? {} : { version }) };
  }
  return undefined;
}
