import type { ProtocolName } from "../protocols.ts";
import type { Evidence } from "../record.ts";

/** A service of the bundled list. */
export interface SnapshotService extends Evidence {
  readonly archive: string;
  readonly protocol: ProtocolName;
  /** Of the standard, where it is known. */
  readonly version?: string;
  /** In lower case; `{table}` in it stands for any name without a slash, which goes into the URL. */
  readonly ivoid?: string;
  readonly url: string;
  readonly title: string;
}
