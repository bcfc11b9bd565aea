import { parseCapabilities } from "@armillary/dali";
import { type RegistryFeatures, registryFeatures } from "@armillary/registry";
import type { TapCapabilities } from "@armillary/tap";

const RESOURCE =
  "ivoid res_type created short_name res_title updated content_level res_description reference_url creator_seq content_type source_format source_value res_version region_of_regard waveband rights";
const INTERFACE =
  "ivoid cap_index intf_index intf_type intf_role std_version query_type result_type url_use access_url";
/** Columns that came after RegTAP 1.0. */
export const LATE: readonly string[] = ["rights_uri", "mirror_url", "authenticated_only"];

export interface FeatureOptions {
  /** Whether it has what came with RegTAP 1.1 and 1.2. */
  readonly late: boolean;
  /** Optional features of its ADQL. */
  readonly forms: readonly string[];
  /** Functions that it declares (default: RegTAP's). */
  readonly functions?: readonly string[];
}

/** What a registry of this make understands. */
export function features({
  late,
  forms,
  functions = ["ivo_hasword", "ivo_hashlist_has", "ivo_nocasematch"],
}: FeatureOptions): RegistryFeatures {
  const list = (type: string, entries: readonly string[]): string =>
    `<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#${type}">${entries.map((form) => `<feature><form>${form}</form></feature>`).join("")}</languageFeatures>`;
  const capabilities =
    parseCapabilities(`<capabilities><capability standardID="ivo://ivoa.net/std/TAP" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="TableAccess">
<language><name>ADQL</name><version>2.0</version><version>2.1</version>
${list(
  "features-udf",
  functions.map((name) => `${name}(a TEXT, b TEXT) -&gt; INTEGER`),
)}${list("features-adql-sets", forms)}</language></capability></capabilities>`);
  const [capability] = capabilities;
  const tables: [string, string][] = [
    ["resource", `${RESOURCE}${late ? " rights_uri" : ""}`],
    ["capability", "ivoid cap_index cap_type cap_description standard_id"],
    ["interface", `${INTERFACE}${late ? " mirror_url authenticated_only" : ""}`],
    ...(late
      ? ([
          ["stc_spatial", "ivoid coverage ref_system_name"],
          ["stc_temporal", "ivoid time_start time_end"],
          ["stc_spectral", "ivoid spectral_start spectral_end"],
        ] as [string, string][])
      : []),
  ];
  return registryFeatures({
    url: "https://registry.example.org/tap",
    columns: new Map(tables.map(([table, columns]) => [table, new Set(columns.split(" "))])),
    capabilities: {
      capabilities,
      ...(capability === undefined ? {} : { capability }),
      ...(capability?.tableAccess === undefined ? {} : { tableAccess: capability.tableAccess }),
      modes: ["sync", "async"],
    } satisfies TapCapabilities,
  });
}
