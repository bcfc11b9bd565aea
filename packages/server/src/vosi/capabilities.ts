import type { FeatureMetadata, ServiceMetadata } from "@armillary/adql";
import type { ServerContext } from "../context.ts";
import { OUTPUT_FORMATS } from "../dali/output-formats.ts";
import type { PublishedTable } from "../engine.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import type { ServerLimits } from "../options.ts";
import { element, type XmlNode, XSI } from "../xml.ts";

const NAMESPACES = {
  "xmlns:vosi": "http://www.ivoa.net/xml/VOSICapabilities/v1.0",
  "xmlns:vr": "http://www.ivoa.net/xml/VOResource/v1.0",
  "xmlns:vs": "http://www.ivoa.net/xml/VODataService/v1.1",
  "xmlns:xsi": XSI,
};

/** The document of some capabilities (VOSI 1.1, section 2). */
export function capabilitiesDocument(
  capabilities: readonly XmlNode[],
  namespaces: XmlNode["attributes"] = {},
): XmlNode {
  return element("vosi:capabilities", { ...NAMESPACES, ...namespaces }, capabilities);
}

/** The capabilities of VOSI itself that every service here has, at siblings of this document (DALI 1.1, section 2.4). */
export function vosiCapabilities(baseUrl: string): XmlNode[] {
  return [
    capability("ivo://ivoa.net/std/VOSI#capabilities", [httpInterface(`${baseUrl}/capabilities`, { use: "full" })]),
    capability("ivo://ivoa.net/std/VOSI#availability", [httpInterface(`${baseUrl}/availability`, { use: "full" })]),
  ];
}

/** @param details - of the capability's own type, with `xsi:type` among the attributes */
export function capability(
  standardID: string,
  interfaces: readonly XmlNode[],
  details: { readonly attributes?: XmlNode["attributes"]; readonly children?: readonly (XmlNode | undefined)[] } = {},
): XmlNode {
  return element("capability", { standardID, ...details.attributes }, [...interfaces, ...(details.children ?? [])]);
}

export function httpInterface(
  url: string,
  { use, version }: { readonly use: "base" | "full"; readonly version?: string },
): XmlNode {
  return element("interface", { "xsi:type": "vs:ParamHTTP", role: "std", version }, element("accessURL", { use }, url));
}

/** The capabilities of the TAP service (TAP 1.1, section 2.4; TAPRegExt 1.0). @param baseUrl - of the service */
export function tapCapabilities(context: ServerContext, baseUrl: string): XmlNode {
  const { engine, limits } = context;
  const access = capability("ivo://ivoa.net/std/TAP", [httpInterface(baseUrl, { use: "base", version: "1.1" })], {
    attributes: { "xsi:type": "tr:TableAccess" },
    children: [
      ...dataModels(engine.tables),
      languageElement(engine.metadata),
      ...OUTPUT_FORMATS.map(({ mime, aliases, ivoid }) =>
        element(
          "outputFormat",
          { "ivo-id": ivoid },
          element("mime", mime),
          aliases.map((alias) => element("alias", alias)),
        ),
      ),
      ...["inline", "http", "https"].map((method) =>
        element("uploadMethod", { "ivo-id": `ivo://ivoa.net/std/TAPRegExt#upload-${method}` }),
      ),
      ...limitElements(limits),
    ],
  });
  const examples = element(
    "interface",
    { "xsi:type": "vr:WebBrowser" },
    element("accessURL", { use: "full" }, `${baseUrl}/examples`),
  );
  return capabilitiesDocument(
    [
      access,
      ...vosiCapabilities(baseUrl),
      capability("ivo://ivoa.net/std/VOSI#tables-1.1", [
        httpInterface(`${baseUrl}/tables`, { use: "base", version: "1.1" }),
      ]),
      capability("ivo://ivoa.net/std/DALI#examples", [examples]),
    ],
    { "xmlns:tr": "http://www.ivoa.net/xml/TAPRegExt/v1.0" },
  );
}

/** ObsCore where there is the table that it asks for, by its name and with its columns (ObsCore 1.1, section 5). */
function dataModels(tables: readonly PublishedTable[]): XmlNode[] {
  const table = tables.find(({ name }) => name.toLowerCase() === "ivoa.obscore");
  if (table === undefined || !isObsCore(table)) return [];
  return [element("dataModel", { "ivo-id": "ivo://ivoa.net/std/ObsCore#core-1.1" }, "ObsCore-1.1")];
}

function languageElement({ versions = ["2.1"], functions = [], features = [] }: ServiceMetadata): XmlNode {
  const lists = new Map<string, FeatureMetadata[]>();
  for (const feature of features) lists.set(feature.type, [...(lists.get(feature.type) ?? []), feature]);
  return element(
    "language",
    element("name", "ADQL"),
    versions.map((version) => element("version", { "ivo-id": `ivo://ivoa.net/std/ADQL#v${version}` }, version)),
    element("description", "The Astronomical Data Query Language of the IVOA"),
    functions.length === 0
      ? undefined
      : element(
          "languageFeatures",
          { type: "ivo://ivoa.net/std/TAPRegExt#features-udf" },
          functions.map(({ signature, description }) =>
            element(
              "feature",
              element("form", signature),
              description === undefined ? undefined : element("description", description),
            ),
          ),
        ),
    ...[...lists].map(([type, list]) =>
      element(
        "languageFeatures",
        { type: featureType(type) },
        list.map(({ form }) => element("feature", element("form", form))),
      ),
    ),
  );
}

const TAPREGEXT = "ivo://ivoa.net/std/TAPRegExt#features-";

/** Lists of features that TAPRegExt's own record has. */
const REGISTERED: readonly string[] = [
  "adqlgeo",
  "adql-string",
  "adql-sets",
  "adql-common-table",
  "adql-type",
  "adql-unit",
  "adql-offset",
];

/**
 * A type of features as TAPRegExt spells it, where it does: ADQL 2.1 writes it in small letters, and has one more
 * (`adql-conditional`). Both are the same to those who compare without case (ADQL 2.1, section 4.1), which not all do.
 */
function featureType(type: string): string {
  return REGISTERED.map((key) => TAPREGEXT + key).find((known) => known.toLowerCase() === type.toLowerCase()) ?? type;
}

function limitElements({
  retentionSeconds,
  jobSeconds,
  defaultRows,
  maxRows,
  maxUploadBytes,
}: ServerLimits): XmlNode[] {
  const limit = (name: string, unit: string | undefined, soft: number, hard: number): XmlNode =>
    element(name, element("default", { unit }, String(soft)), element("hard", { unit }, String(hard)));
  return [
    limit("retentionPeriod", undefined, retentionSeconds.default, retentionSeconds.hard),
    limit("executionDuration", undefined, jobSeconds.default, jobSeconds.hard),
    limit("outputLimit", "row", defaultRows, maxRows),
    limit("uploadLimit", "byte", maxUploadBytes, maxUploadBytes),
  ];
}
