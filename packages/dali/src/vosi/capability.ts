import {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  isTrue,
  textOf,
  typeOf,
  type XmlElement,
} from "../xml/element.ts";
import { readProfile, type ServiceProfile } from "./service-profile.ts";
import { readTableAccess, type TableAccess } from "./table-access.ts";

/** How a service may be entered: a URL, who may, and by what rules (VOResource 1.1, section 2.2.2). */
export interface ServiceInterface {
  /** `xsi:type` without its prefix: `ParamHTTP`, `WebBrowser`, `WebService`, `DALIInterface`. */
  readonly type?: string;
  /** `std` marks the interface that keeps to the capability's standard. */
  readonly role?: string;
  /** Of the standard. */
  readonly version?: string;
  readonly accessUrls: readonly AccessUrl[];
  readonly mirrorUrls: readonly MirrorUrl[];
  /**
   * `standardID` of each way to be let in, of which one is enough: `ivo://ivoa.net/sso#BasicAA`, … Undefined in it
   * stands for "without any" (CADC writes an empty `securityMethod` beside others).
   */
  readonly securityMethods: readonly (string | undefined)[];
  /** Arguments that give an answer that is not empty: `testQueryString`, or `testQuery` of ParamHTTP. */
  readonly testQuery?: string;
  /** Media type of the answer (ParamHTTP). */
  readonly resultType?: string;
  readonly queryTypes: readonly string[];
  readonly parameters: readonly InputParameter[];
  /** Names of the resources below the URL (TAPRegExt 1.1, DALIInterface): `sync`, `async`, `tables`. */
  readonly endpoints: readonly string[];
}

export interface AccessUrl {
  readonly url: string;
  /** `full`: as it is; `base`: with parameters added; `dir`: with a path added. */
  readonly use?: string;
}

export interface MirrorUrl {
  readonly url: string;
  readonly title?: string;
}

/** A parameter that an interface takes (VODataService 1.2, section 3.4). */
export interface InputParameter {
  readonly name: string;
  readonly description?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly datatype?: string;
  readonly arraysize?: string;
  /** `required`, `optional` or `ignored`. */
  readonly use?: string;
  readonly std?: boolean;
}

/** What a service can do, and where (VOSI 1.1, section 2; VOResource 1.1, section 2.2.2). */
export interface Capability {
  readonly standardID?: string;
  /** `xsi:type` without its prefix: `TableAccess`, `SimpleImageAccess`, `ConeSearch`. */
  readonly type?: string;
  readonly description?: string;
  readonly interfaces: readonly ServiceInterface[];
  /** Of a TAP service: languages, formats, limits. */
  readonly tableAccess?: TableAccess;
  /** Of cone search, SIA and SSA services: limits and what is there. */
  readonly profile?: ServiceProfile;
  /** The element itself: whatever extension it is of. */
  readonly element: XmlElement;
}

/** Reads a `<capability>`, of VOSI and of VOResource alike. */
export function readCapability(element: XmlElement): Capability {
  const standardID = attributeOf(element, "standardID");
  const type = typeOf(element);
  const description = childText(element, "description");
  const tableAccess = readTableAccess(element, type);
  const profile = tableAccess === undefined ? readProfile(element) : undefined;
  return {
    ...(standardID === undefined ? {} : { standardID }),
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
    interfaces: childrenOf(element, "interface").map(readInterface),
    ...(tableAccess === undefined ? {} : { tableAccess }),
    ...(profile === undefined ? {} : { profile }),
    element,
  };
}

/** Whether anybody may use an interface: it names no security method, or an empty one among others. */
export function isOpen({ securityMethods }: ServiceInterface): boolean {
  return securityMethods.length === 0 || securityMethods.includes(undefined);
}

function readInterface(element: XmlElement): ServiceInterface {
  const type = typeOf(element);
  const role = attributeOf(element, "role");
  const version = attributeOf(element, "version");
  const testQuery = childText(element, "testQueryString") ?? childText(element, "testQuery");
  const resultType = childText(element, "resultType");
  return {
    ...(type === undefined ? {} : { type }),
    ...(role === undefined ? {} : { role }),
    ...(version === undefined ? {} : { version }),
    accessUrls: childrenOf(element, "accessURL").flatMap((child) => {
      const url = textOf(child);
      const use = attributeOf(child, "use");
      return url === undefined ? [] : [use === undefined ? { url } : { url, use }];
    }),
    mirrorUrls: childrenOf(element, "mirrorURL").flatMap((child) => {
      const url = textOf(child);
      const title = attributeOf(child, "title");
      return url === undefined ? [] : [title === undefined ? { url } : { url, title }];
    }),
    securityMethods: childrenOf(element, "securityMethod").map((child) => attributeOf(child, "standardID")),
    ...(testQuery === undefined ? {} : { testQuery }),
    ...(resultType === undefined ? {} : { resultType }),
    queryTypes: childrenOf(element, "queryType").flatMap((child) => textOf(child) ?? []),
    parameters: childrenOf(element, "param").flatMap((child) => readParameter(child) ?? []),
    endpoints: childrenOf(element, "endpoint").flatMap((child) => childText(child, "name") ?? []),
  };
}

function readParameter(element: XmlElement): InputParameter | undefined {
  const name = childText(element, "name");
  if (name === undefined) return undefined;
  const type = childOf(element, "dataType");
  const values = {
    description: childText(element, "description"),
    unit: childText(element, "unit"),
    ucd: childText(element, "ucd"),
    utype: childText(element, "utype"),
    datatype: textOf(type),
    arraysize: type === undefined ? undefined : attributeOf(type, "arraysize"),
    use: attributeOf(element, "use"),
  };
  const std = isTrue(attributeOf(element, "std"));
  return { name, ...present(values), ...(std === undefined ? {} : { std }) };
}

/** Without what is undefined. */
function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined) kept[key] = value;
  return kept;
}
