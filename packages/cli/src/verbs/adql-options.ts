import type { AdqlVersion } from "@armillary/adql";
import { Option } from "commander";

/** Named here so that help and completion load no parser. */
const VERSIONS: readonly AdqlVersion[] = ["2.0", "2.1"];

export function versionOption(): Option {
  return new Option("--adql-version <version>", "of the language (default: the newest)").choices(VERSIONS);
}

/** Files that say what a service has; the option may be given several times. */
export function schemaOption(): Option {
  return new Option(
    "--schema <file>",
    "what the service has: VOSI tables or capabilities (XML), JSON, or a table TAP_SCHEMA.columns; several add up",
  ).argParser((file: string, before: readonly string[] = []) => [...before, file]);
}

export function serviceOption(): Option {
  return new Option(
    "--service <service>",
    "against what a TAP service has, by its short name or base URL; kept for a day (default: none)",
  );
}

/** Files and service as one list. */
export function schemaOf({
  schema = [],
  service,
}: {
  readonly schema?: readonly string[] | undefined;
  readonly service?: string | undefined;
}): readonly (string | { readonly service: string })[] {
  return service === undefined ? schema : [...schema, { service }];
}

export function extensionsOption(standard: "error" | "allow"): Option {
  return new Option("--extensions <how>", "what SQL is that some services run and ADQL has not: CASE, %, …")
    .choices(["error", "warn", "allow"])
    .default(standard);
}
