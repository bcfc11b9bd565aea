import type { TapServiceOptions } from "../tap-service/index.ts";
import type { Reply } from "./answers.ts";
import type { Asked } from "./asked.ts";
import type { ArchiveProtocol } from "./faults.ts";
import type { Catalogue } from "./sky.ts";

/** A service of an archive that answers with whole documents. */
export interface Endpoint {
  readonly protocol: ArchiveProtocol;
  /** Host and path of its URLs. */
  readonly place: RegExp;
  /** @throws Refused */
  answer(asked: Asked): Reply;
}

/** A TAP service of an archive. */
export interface TapEndpoint {
  readonly protocol: "tap" | "registry";
  /** Host and path of its base URL. */
  readonly place: string;
  readonly options: TapServiceOptions;
}

/** All that an archive has. */
export interface ArchiveParts {
  readonly hosts: readonly string[];
  readonly taps: readonly TapEndpoint[];
  readonly endpoints: readonly Endpoint[];
}

/** What the archives hold, and how much of it they give. */
export interface ArchiveSettings {
  readonly catalogue: Catalogue;
  /** Rows that MAST and HEASARC never exceed (100 000). */
  readonly mostRows: number;
}

/** Geometry that clients use with the archives' TAP services (navo.md 2.1, 2.2, 2.4). */
export const GEOMETRY: readonly string[] = ["POINT", "CIRCLE", "BOX", "POLYGON", "CONTAINS", "DISTANCE"];
