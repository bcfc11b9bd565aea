/** Where a copy of a dataset is in a cloud: an object of a bucket. */
export interface CloudCopy {
  /** `aws`. */
  readonly provider: string;
  readonly bucket: string;
  readonly key: string;
  readonly region?: string;
}

/**
 * The copies that a cell of the column `cloud_access` names (IRSA; prototyped by MAST and HEASARC): JSON text,
 * `{"aws": {"bucket_name": …, "key": …, "region": …}}`, or a list of such objects, one or several copies a provider.
 * What is no such text has none: it is a help, not the way to the data.
 */
export function parseCloudAccess(text: string): readonly CloudCopy[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  return listOf(parsed).flatMap((providers) =>
    Object.entries(objectOf(providers)).flatMap(([provider, copies]) =>
      listOf(copies).flatMap((copy) => copyOf(provider, objectOf(copy))),
    ),
  );
}

function copyOf(provider: string, copy: Readonly<Record<string, unknown>>): readonly CloudCopy[] {
  const { key, region } = copy;
  const bucket = copy["bucket_name"] ?? copy["bucket"];
  if (typeof bucket !== "string" || typeof key !== "string" || bucket === "" || key === "") return [];
  return [{ provider, bucket, key, ...(typeof region === "string" && region !== "" ? { region } : {}) }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
