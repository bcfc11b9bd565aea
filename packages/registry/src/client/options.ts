import type { OperationOptions, Transport } from "@armillary/dali";
import type { AccessOptions } from "../access.ts";
import type { Provenance } from "../provenance.ts";
import type { RegistryDescription, RegistryRecord } from "../record.ts";
import type { RegistryEndpoint } from "../registries.ts";
import type { RegistryCache } from "./store.ts";

export interface RegistryClientOptions {
  readonly transport: Transport;
  /** Registries to ask, in this order (default `REGISTRIES`): base URLs of their TAP services, or with titles. */
  readonly registries?: readonly (string | RegistryEndpoint)[];
  /** Keeps answers, and which registries failed lately (default: nothing is kept). */
  readonly cache?: RegistryCache;
  /** How long one registry may take before the next is asked (default 30 000). */
  readonly patienceMs?: number;
}

/** What holds for every question to the registry. */
export interface AskRegistryOptions extends OperationOptions {
  /** Up to which age what was kept is taken as it is (default: a day). 0 asks anew. */
  readonly maxAgeMs?: number;
  /** Ask nobody: what is kept, at any age, or bundled, is all there is (default false). */
  readonly offline?: boolean;
}

export interface SearchOptions extends AskRegistryOptions {
  /** Interfaces at most, of all resources together (default 250 000). */
  readonly maxRows?: number;
}

/** Which of a resource's services is meant, and how it is asked for. */
export interface GetServiceOptions extends AskRegistryOptions, AccessOptions {
  /** Of several the one at this address. */
  readonly url?: string;
}

/** Resources that fit all constraints. */
export interface SearchAnswer extends Provenance {
  readonly records: readonly RegistryRecord[];
  /** Whether they are all that the registry has; of what is bundled, never. `notes` says why not. */
  readonly isComplete: boolean;
}

/** All that is said of one resource. */
export interface DescribeAnswer extends Provenance {
  readonly record: RegistryDescription;
}
