/** What is known of a service, and where from. */
export interface ScsFact<Value> {
  readonly value: Value;
  readonly source: string;
}

/** How the cone searches of an archive depart from the standard. What is absent is not known. */
export interface ScsFacts {
  /** Short name of the archive. */
  readonly id: string;
  /** What the base URLs begin with, in small letters and without their scheme. */
  readonly places: readonly string[];
  /** The parameter that limits the rows, where it is not MAXREC. */
  readonly maxrecParameter?: ScsFact<string>;
}

/** None of these was tried by us: each has its source. */
export const SCS_FACTS: readonly ScsFacts[] = [
  {
    id: "mast",
    places: ["archive.stsci.edu/"],
    maxrecParameter: {
      value: "max_records",
      source: "MAST's page of general parameters of its mission searches, which are its cone searches",
    },
  },
];

/** What is known of the service with this base URL. */
export function findScsFacts(baseUrl: string): ScsFacts | undefined {
  const place = baseUrl.toLowerCase().replace(/^https?:\/\//, "");
  return SCS_FACTS.find(({ places }) => places.some((start) => place.startsWith(start)));
}
