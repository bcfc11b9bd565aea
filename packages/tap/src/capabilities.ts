import { type Capability, findCapabilities, type TableAccess } from "@armillary/dali";

/** How TAP is asked: for an answer now, or for a job. */
export type TapMode = "sync" | "async";

/** What a TAP service says of itself. */
export interface TapCapabilities {
  /** All of the document, VOSI's own among them. */
  readonly capabilities: readonly Capability[];
  /** That of TAP, and what it says by TAPRegExt. */
  readonly capability?: Capability;
  readonly tableAccess?: TableAccess;
  /** Of TAP: `1.1`; undefined where the service does not say, as those of 1.0 do not. */
  readonly version?: string;
  /** Modes that the service has: both, unless it lists its endpoints and one is missing. */
  readonly modes: readonly TapMode[];
}

/** The TAP part of a capabilities document. Of several the one with most in it, as services repeat it for each login. */
export function tapCapabilitiesOf(capabilities: readonly Capability[]): TapCapabilities {
  const all = findCapabilities(capabilities, "TAP").filter(({ standardID }) => !/#aux$/i.test(standardID ?? ""));
  const candidates = all.length > 0 ? all : capabilities.filter(({ tableAccess }) => tableAccess !== undefined);
  const [capability] = [...candidates].sort((a, b) => weightOf(b) - weightOf(a));
  const interfaces = candidates.flatMap((each) => each.interfaces);
  const version = interfaces.map((each) => each.version).find((each) => each !== undefined);
  const endpoints = new Set(interfaces.flatMap((each) => each.endpoints).map((name) => name.toLowerCase()));
  const listed = (["sync", "async"] as const).filter((mode) => endpoints.has(mode));
  return {
    capabilities,
    ...(capability === undefined ? {} : { capability }),
    ...(capability?.tableAccess === undefined ? {} : { tableAccess: capability.tableAccess }),
    ...(version === undefined ? {} : { version }),
    modes: listed.length === 0 ? ["sync", "async"] : listed,
  };
}

function weightOf({ tableAccess }: Capability): number {
  return tableAccess === undefined ? 0 : 1 + tableAccess.languages.length + tableAccess.outputFormats.length;
}
