import { attributeOf, childrenOf, childText, textOf, type XmlElement } from "../xml/element.ts";

/** What a TAP service says of itself (TAPRegExt 1.0 with erratum 1, and 1.1). */
export interface TableAccess {
  readonly dataModels: readonly DataModel[];
  readonly languages: readonly QueryLanguage[];
  readonly outputFormats: readonly OutputFormat[];
  readonly uploadMethods: readonly UploadMethod[];
  /** From creation of a job to its destruction. */
  readonly retentionPeriod: readonly TimeLimit[];
  readonly executionDuration: readonly TimeLimit[];
  readonly outputLimit: readonly DataLimit[];
  readonly uploadLimit: readonly DataLimit[];
}

export interface DataModel {
  readonly ivoid?: string;
  readonly label?: string;
}

export interface QueryLanguage {
  readonly name: string;
  readonly versions: readonly LanguageVersion[];
  readonly description?: string;
  /** In the order of the document, each with the type of the list that it stands in. */
  readonly features: readonly LanguageFeature[];
}

export interface LanguageVersion {
  readonly version: string;
  readonly ivoid?: string;
}

export interface LanguageFeature {
  /** `ivo://ivoa.net/std/TAPRegExt#features-udf`, … Empty where the list does not say. */
  readonly type: string;
  /** `POINT`, or a signature: `ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER`. */
  readonly form: string;
  readonly description?: string;
}

export interface OutputFormat {
  readonly mime: string;
  readonly aliases: readonly string[];
  readonly ivoid?: string;
  readonly forMode?: AccessMode;
}

export interface UploadMethod {
  /** `ivo://ivoa.net/std/TAPRegExt#upload-inline`, … */
  readonly ivoid?: string;
  readonly forMode?: AccessMode;
}

/** `sync` or `async`; other words are kept. */
export type AccessMode = "sync" | "async" | (string & {});

export interface TimeLimit {
  readonly forMode?: AccessMode;
  readonly defaultSeconds?: number;
  readonly hardSeconds?: number;
}

export interface DataLimit {
  readonly forMode?: AccessMode;
  readonly default?: DataAmount;
  readonly hard?: DataAmount;
}

export interface DataAmount {
  readonly value: number;
  /** IRSA limits answers in bytes. Absent where the service does not say, which the standard has no word for. */
  readonly unit?: "row" | "byte";
}

const ELEMENTS = [
  "language",
  "outputFormat",
  "uploadMethod",
  "retentionPeriod",
  "executionDuration",
  "outputLimit",
  "uploadLimit",
];

/** Reads the TAPRegExt part of a capability; undefined where it has none, whatever its type is called. */
export function readTableAccess(element: XmlElement, type: string | undefined): TableAccess | undefined {
  if (type !== "TableAccess" && !childrenOf(element).some(({ local }) => ELEMENTS.includes(local))) return undefined;
  return {
    dataModels: childrenOf(element, "dataModel").map((child) => {
      const ivoid = attributeOf(child, "ivo-id");
      const label = textOf(child);
      return { ...(ivoid === undefined ? {} : { ivoid }), ...(label === undefined ? {} : { label }) };
    }),
    languages: childrenOf(element, "language").flatMap((child) => readLanguage(child) ?? []),
    outputFormats: childrenOf(element, "outputFormat").flatMap((child) => readOutputFormat(child) ?? []),
    uploadMethods: childrenOf(element, "uploadMethod").map((child) => ({ ...ivoidOf(child), ...modeOf(child) })),
    retentionPeriod: childrenOf(element, "retentionPeriod").map(readTimeLimit),
    executionDuration: childrenOf(element, "executionDuration").map(readTimeLimit),
    outputLimit: childrenOf(element, "outputLimit").map(readDataLimit),
    uploadLimit: childrenOf(element, "uploadLimit").map(readDataLimit),
  };
}

/** The limit that holds in a mode: the one declared for it, else the one declared for no mode (TAPRegExt 1.1, section 2.1). */
export function limitFor<Limit extends { readonly forMode?: AccessMode }>(
  limits: readonly Limit[],
  mode: "sync" | "async",
): Limit | undefined {
  return limits.find(({ forMode }) => forMode === mode) ?? limits.find(({ forMode }) => forMode === undefined);
}

/** What a service declares of ADQL, in the shape that the validator of ADQL takes (ServiceMetadata of @armillary/adql). */
export interface AdqlDeclaration {
  readonly versions: readonly string[];
  readonly functions: readonly { readonly signature: string; readonly description?: string }[];
  readonly features: readonly { readonly type: string; readonly form: string }[];
}

/** What a TAP service declares of ADQL; undefined where it declares no language of that name. */
export function adqlOf(tableAccess: TableAccess): AdqlDeclaration | undefined {
  const languages = tableAccess.languages.filter(({ name }) => /^adql(-|$)/i.test(name));
  if (languages.length === 0) return undefined;
  const features = languages.flatMap((language) => language.features);
  return {
    // Older services put the version into the name: ADQL-2.0.
    versions: languages.flatMap(({ name, versions }) =>
      versions.length > 0 ? versions.map(({ version }) => version) : (name.split("-")[1] ?? []),
    ),
    functions: features
      .filter(({ type }) => isUdf(type))
      .map(({ form, description }) =>
        description === undefined ? { signature: form } : { signature: form, description },
      ),
    features: features.filter(({ type }) => !isUdf(type)).map(({ type, form }) => ({ type, form })),
  };
}

function isUdf(type: string): boolean {
  return type.toLowerCase().endsWith("#features-udf");
}

function readLanguage(element: XmlElement): QueryLanguage | undefined {
  const name = childText(element, "name");
  if (name === undefined) return undefined;
  const description = childText(element, "description");
  return {
    name,
    versions: childrenOf(element, "version").flatMap((child) => {
      const version = textOf(child);
      return version === undefined ? [] : [{ version, ...ivoidOf(child) }];
    }),
    ...(description === undefined ? {} : { description }),
    features: childrenOf(element, "languageFeatures").flatMap((list) => {
      const type = attributeOf(list, "type") ?? "";
      return childrenOf(list, "feature").flatMap((child) => {
        const form = childText(child, "form");
        const words = childText(child, "description");
        if (form === undefined) return [];
        return [words === undefined ? { type, form } : { type, form, description: words }];
      });
    }),
  };
}

function readOutputFormat(element: XmlElement): OutputFormat | undefined {
  const aliases = childrenOf(element, "alias").flatMap((child) => textOf(child) ?? []);
  const mime = childText(element, "mime") ?? aliases[0];
  return mime === undefined ? undefined : { mime, aliases, ...ivoidOf(element), ...modeOf(element) };
}

function readTimeLimit(element: XmlElement): TimeLimit {
  const defaultSeconds = wholeNumber(childText(element, "default"));
  const hardSeconds = wholeNumber(childText(element, "hard"));
  return {
    ...modeOf(element),
    ...(defaultSeconds === undefined ? {} : { defaultSeconds }),
    ...(hardSeconds === undefined ? {} : { hardSeconds }),
  };
}

function readDataLimit(element: XmlElement): DataLimit {
  const soft = readAmount(childrenOf(element, "default"));
  const hard = readAmount(childrenOf(element, "hard"));
  return {
    ...modeOf(element),
    ...(soft === undefined ? {} : { default: soft }),
    ...(hard === undefined ? {} : { hard }),
  };
}

/** Undefined for one without content, as IRSA has it. */
function readAmount([element]: readonly XmlElement[]): DataAmount | undefined {
  const value = wholeNumber(textOf(element));
  if (element === undefined || value === undefined) return undefined;
  const unit = attributeOf(element, "unit")?.toLowerCase().replace(/s$/, "");
  return unit === "row" || unit === "byte" ? { value, unit } : { value };
}

/** Digits, or a number like `2e9`; undefined for anything else, negative numbers included. */
function wholeNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\+?[\d.]+(?:[eE]\+?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isInteger(value) ? value : undefined;
}

function ivoidOf(element: XmlElement): { readonly ivoid?: string } {
  const ivoid = attributeOf(element, "ivo-id");
  return ivoid === undefined ? {} : { ivoid };
}

function modeOf(element: XmlElement): { readonly forMode?: AccessMode } {
  const forMode = attributeOf(element, "forMode")?.toLowerCase();
  return forMode === undefined ? {} : { forMode };
}
