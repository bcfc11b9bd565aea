/**
 * A resource of the VO as the registry has it: a service, a catalogue, an archive's collection of images (VOResource 1.1,
 * VODataService 1.2, as RegTAP 1.2 has them in tables). Plain data, safe to keep as JSON.
 */
export interface RegistryRecord {
  /** In lower case, as RegTAP has it. Absent in the bundled list for services whose identifier is not known. */
  readonly ivoid?: string;
  /** Short name of the archive, if it is one of the four (`ARCHIVES`). */
  readonly archive?: string;
  /** `catalogservice`, `catalogresource`, `organisation`, …: without the prefix of its schema, in lower case. */
  readonly type?: string;
  readonly shortName?: string;
  readonly title?: string;
  readonly description?: string;
  readonly referenceUrl?: string;
  /** Authors, in the order of the record. */
  readonly creators: readonly string[];
  /** `radio`, `infrared`, `neutrino`, …: the vocabulary is `MESSENGERS`. Empty where the record does not say. */
  readonly wavebands: readonly string[];
  readonly contentTypes: readonly string[];
  readonly contentLevels: readonly string[];
  /** ISO 8601, as the registry has them. */
  readonly created?: string;
  readonly updated?: string;
  /** The publication behind it: `bibcode` and `2016A&A…595A...1G`. */
  readonly source?: { readonly format?: string; readonly value: string };
  readonly version?: string;
  /** Angle by which positions should be blurred to find all that matters to them. */
  readonly regionOfRegardDeg?: number;
  readonly rights?: string;
  readonly rightsUri?: string;
  readonly capabilities: readonly RegistryCapability[];
  /** Of the bundled list: where the knowledge comes from, and how sure it is. */
  readonly evidence?: Evidence;
}

/** Where what is bundled is known from. */
export interface Evidence {
  readonly sources: readonly string[];
  /** `official`: the archive's or a reference client's own word; `observed`: seen by one client of others. */
  readonly confidence: "official" | "observed";
}

/** What a service can do: the standard that it speaks, and where. */
export interface RegistryCapability {
  /** In lower case: `ivo://ivoa.net/std/sia#query-2.0`. */
  readonly standardId?: string;
  /** `conesearch`, `simpleimageaccess`, `tableaccess`: without the prefix of its schema, in lower case. */
  readonly type?: string;
  readonly description?: string;
  readonly interfaces: readonly RegistryInterface[];
}

/** A way into a service. */
export interface RegistryInterface {
  /** `paramhttp`, `webbrowser`, `webservice`, `oaihttp`: without the prefix of its schema, in lower case. */
  readonly type?: string;
  /** `std` marks the interface that the capability's standard defines. */
  readonly role?: string;
  /** Of the standard. */
  readonly version?: string;
  /** As the registry has it: use `accessPoints`, which puts right what is wrong with many. */
  readonly url: string;
  readonly mirrors: readonly string[];
  /** `base`, `full` or `dir`. */
  readonly use?: string;
  /** `get`, `post` */
  readonly queryTypes: readonly string[];
  readonly resultType?: string;
  /** Whether nobody gets in without logging in; absent where the registry does not say. */
  readonly authenticatedOnly?: boolean;
}

/** All that the registry says of a resource, but for its tables. */
export interface RegistryDescription extends RegistryRecord {
  /** Terms of the UAT, or what the publishers took for such. */
  readonly subjects: readonly string[];
  readonly contacts: readonly RegistryRole[];
  readonly publishers: readonly RegistryRole[];
  readonly contributors: readonly RegistryRole[];
  readonly relationships: readonly Relationship[];
  /** DOIs and the like, as URIs: `doi:10.26093/cds/vizier.1350`. */
  readonly alternateIdentifiers: readonly string[];
  readonly dates: readonly { readonly date: string; readonly role?: string }[];
  readonly validations: readonly Validation[];
  /** What has no column of its own, by the path in the record: `/capability/maxRecords`. */
  readonly details: readonly { readonly path: string; readonly value: string }[];
  readonly coverage: Coverage;
}

export interface RegistryRole {
  readonly name: string;
  readonly ivoid?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly address?: string;
}

/** To another resource: `isservedby` leads from data to a service that has it. */
export interface Relationship {
  /** In lower case. */
  readonly type: string;
  readonly ivoid?: string;
  readonly name?: string;
}

/** A grade from 0 (there is a record) to 4 (looked at by people who found it right). */
export interface Validation {
  readonly level: number;
  readonly by?: string;
  /** Of this capability alone. */
  readonly standardId?: string;
}

/** Where, when and at what energies there is data, as far as the record says. */
export interface Coverage {
  /** As a MOC, ICRS, in the registry's text. */
  readonly moc?: string;
  readonly timesMjd: readonly (readonly [from: number, to: number])[];
  /** Energies of the messenger, at the barycentre of the solar system. */
  readonly energiesJ: readonly (readonly [from: number, to: number])[];
}
