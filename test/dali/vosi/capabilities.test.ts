import {
  accessPoints,
  adqlOf,
  type Capability,
  findCapabilities,
  isOpen,
  isStandard,
  limitFor,
  parseAvailability,
  parseCapabilities,
  parseStandardId,
  type StandardId,
} from "@armillary/dali";
import { describe, expect, test } from "vitest";
import type { ServiceMetadata } from "../../../packages/adql/src/schema/metadata.ts";

const NAMESPACES = `xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"
  xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;

function capabilities(inside: string): Capability[] {
  return parseCapabilities(`<?xml version="1.0"?><vosi:capabilities ${NAMESPACES}>${inside}</vosi:capabilities>`);
}

const TAP = `<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">
  <description>Tables of a test</description>
  <interface role="std" xsi:type="vs:ParamHTTP" version="1.1">
    <accessURL use="base"> http://vo.test/tap </accessURL><accessURL use="base">https://vo.test/tap</accessURL>
    <mirrorURL title="elsewhere">https://mirror.test/tap</mirrorURL><mirrorURL/>
    <securityMethod/><securityMethod standardID="ivo://ivoa.net/sso#cookie"/>
    <queryType>GET</queryType><queryType>POST</queryType><resultType>application/x-votable+xml</resultType>
    <param use="required" std="true"><name>QUERY</name><description>ADQL</description><ucd/><dataType arraysize="*">string</dataType></param>
    <param><description>without a name</description></param>
    <testQueryString>REQUEST=doQuery&amp;LANG=ADQL</testQueryString>
  </interface>
  <dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1">ObsCore 1.1</dataModel>
  <language>
    <name>ADQL</name>
    <version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">2.0</version><version>2.1</version>
    <description>Astronomical Data Query Language</description>
    <languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf">
      <feature><form>ivo_hasword(haystack TEXT, needle TEXT) -&gt; INTEGER</form><description>looks for a word</description></feature>
      <feature><form>two(x INTEGER) -> INTEGER</form></feature>
      <feature><description>without a form</description></feature>
    </languageFeatures>
    <languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-adqlgeo">
      <feature><form>POINT</form></feature><feature><form>CIRCLE</form></feature>
    </languageFeatures>
    <languageFeatures><feature><form>SAMPLE</form></feature></languageFeatures>
  </language>
  <language><name>PQL</name><version>0.1</version></language>
  <language><version>1.0</version></language>
  <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary2"><mime>application/x-votable+xml;serialization=binary2</mime><alias>votable/b2</alias><alias>b2</alias></outputFormat>
  <outputFormat forMode="Async"><mime>text/csv</mime></outputFormat>
  <outputFormat><alias>ipac_table</alias></outputFormat>
  <outputFormat/>
  <uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/><uploadMethod forMode="sync" ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-https"/>
  <retentionPeriod><default>172800</default><hard>2e6</hard></retentionPeriod>
  <executionDuration forMode="sync"><hard>60</hard></executionDuration>
  <executionDuration><default>3600</default><hard>never</hard></executionDuration>
  <outputLimit forMode="sync"><default unit="row">2000</default></outputLimit>
  <outputLimit><default unit="Rows">20000</default><hard unit="byte">2000000000</hard></outputLimit>
  <uploadLimit><hard unit="row"/></uploadLimit>
  <uploadLimit><default>100</default></uploadLimit>
</capability>`;

describe("TAPRegExt", () => {
  const [tap] = capabilities(TAP);
  const access = tap?.tableAccess;

  test("languages, features, formats, upload methods, data models", () => {
    expect(tap).toMatchObject({
      standardID: "ivo://ivoa.net/std/TAP",
      type: "TableAccess",
      description: "Tables of a test",
    });
    expect(access).toMatchObject({
      dataModels: [{ ivoid: "ivo://ivoa.net/std/ObsCore#core-1.1", label: "ObsCore 1.1" }],
      languages: [
        {
          name: "ADQL",
          versions: [{ version: "2.0", ivoid: "ivo://ivoa.net/std/ADQL#v2.0" }, { version: "2.1" }],
          description: "Astronomical Data Query Language",
          features: [
            {
              type: "ivo://ivoa.net/std/TAPRegExt#features-udf",
              form: "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER",
              description: "looks for a word",
            },
            { form: "two(x INTEGER) -> INTEGER" },
            { type: "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo", form: "POINT" },
            { form: "CIRCLE" },
            { type: "", form: "SAMPLE" },
          ],
        },
        { name: "PQL", versions: [{ version: "0.1" }], features: [] },
      ],
      uploadMethods: [
        { ivoid: "ivo://ivoa.net/std/TAPRegExt#upload-inline" },
        { ivoid: "ivo://ivoa.net/std/TAPRegExt#upload-https", forMode: "sync" },
      ],
    });
    expect(access?.outputFormats).toEqual([
      {
        mime: "application/x-votable+xml;serialization=binary2",
        aliases: ["votable/b2", "b2"],
        ivoid: "ivo://ivoa.net/std/TAPRegExt#output-votable-binary2",
      },
      { mime: "text/csv", aliases: [], forMode: "async" },
      { mime: "ipac_table", aliases: ["ipac_table"] },
    ]);
  });

  test("limits, by mode, with their units", () => {
    expect(access?.retentionPeriod).toEqual([{ defaultSeconds: 172_800, hardSeconds: 2_000_000 }]);
    expect(limitFor(access?.executionDuration ?? [], "sync")).toEqual({ forMode: "sync", hardSeconds: 60 });
    expect(limitFor(access?.executionDuration ?? [], "async")).toEqual({ defaultSeconds: 3600 });
    expect(limitFor(access?.outputLimit ?? [], "sync")).toEqual({
      forMode: "sync",
      default: { value: 2000, unit: "row" },
    });
    expect(limitFor(access?.outputLimit ?? [], "async")).toEqual({
      default: { value: 20_000, unit: "row" },
      hard: { value: 2_000_000_000, unit: "byte" },
    });
    // IRSA: a limit without content is none.
    expect(access?.uploadLimit).toEqual([{}, { default: { value: 100 } }]);
    expect(limitFor([], "sync")).toBeUndefined();
  });

  test("interfaces", () => {
    expect(tap?.interfaces).toEqual([
      {
        type: "ParamHTTP",
        role: "std",
        version: "1.1",
        accessUrls: [
          { url: "http://vo.test/tap", use: "base" },
          { url: "https://vo.test/tap", use: "base" },
        ],
        mirrorUrls: [{ url: "https://mirror.test/tap", title: "elsewhere" }],
        securityMethods: [undefined, "ivo://ivoa.net/sso#cookie"],
        testQuery: "REQUEST=doQuery&LANG=ADQL",
        resultType: "application/x-votable+xml",
        queryTypes: ["GET", "POST"],
        parameters: [
          { name: "QUERY", description: "ADQL", datatype: "string", arraysize: "*", use: "required", std: true },
        ],
        endpoints: [],
      },
    ]);
  });

  test("what it declares of ADQL is what the validator of ADQL takes", () => {
    const declared: ServiceMetadata | undefined = access === undefined ? undefined : adqlOf(access);
    expect(declared).toEqual({
      versions: ["2.0", "2.1"],
      functions: [
        { signature: "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER", description: "looks for a word" },
        { signature: "two(x INTEGER) -> INTEGER" },
      ],
      features: [
        { type: "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo", form: "POINT" },
        { type: "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo", form: "CIRCLE" },
        { type: "", form: "SAMPLE" },
      ],
    });
    const [odd] = capabilities("<capability><language><name>ADQL-2.0</name></language></capability>");
    expect(odd?.tableAccess === undefined ? undefined : adqlOf(odd.tableAccess)?.versions).toEqual(["2.0"]);
    const [other] = capabilities("<capability><language><name>PQL</name></language></capability>");
    expect(other?.tableAccess === undefined ? null : adqlOf(other.tableAccess)).toBeUndefined();
  });
});

describe("capabilities of other protocols", () => {
  test("cone search, SIA 1, SSA: limits, with units", () => {
    const [cone, sia, ssa, plain] = capabilities(`
      <capability standardID="ivo://ivoa.net/std/ConeSearch" xsi:type="cs:ConeSearch"><maxSR>10.5</maxSR><maxRecords>50000</maxRecords>
        <verbosity>true</verbosity><testQuery><ra>10</ra><dec>20</dec><sr>0.5</sr></testQuery></capability>
      <capability standardID="ivo://ivoa.net/std/SIA" xsi:type="sia:SimpleImageAccess"><imageServiceType>Cutout</imageServiceType>
        <maxQueryRegionSize><long>360.0</long><lat>180</lat></maxQueryRegionSize><maxImageSize><long>5000</long><lat>4000</lat></maxImageSize>
        <maxFileSize>100000000</maxFileSize><maxRecords>many</maxRecords></capability>
      <capability standardID="ivo://ivoa.net/std/SSA" xsi:type="ssap:SimpleSpectralAccess"><complianceLevel>full</complianceLevel>
        <dataSource>survey</dataSource><dataSource>pointed</dataSource><creationType>archival</creationType>
        <supportedFrame>ICRS</supportedFrame><maxSearchRadius>2</maxSearchRadius><maxRecords>10000</maxRecords>
        <defaultMaxRecords>5000</defaultMaxRecords><maxAperture>0.1</maxAperture></capability>
      <capability standardID="ivo://ivoa.net/std/VOSI#availability"/>`);
    const empty = { dataSources: [], creationTypes: [], supportedFrames: [] };
    expect(cone?.profile).toMatchObject({
      ...empty,
      maxRadiusDeg: 10.5,
      maxRecords: 50_000,
      verbosity: true,
      testQuery: { local: "testQuery" },
    });
    expect(sia?.profile).toEqual({
      ...empty,
      imageServiceType: "Cutout",
      maxQueryRegion: { longitudeDeg: 360, latitudeDeg: 180 },
      maxImageSizePixels: 5000,
      maxFileSizeBytes: 100_000_000,
    });
    expect(ssa?.profile).toEqual({
      complianceLevel: "full",
      dataSources: ["survey", "pointed"],
      creationTypes: ["archival"],
      supportedFrames: ["ICRS"],
      maxRadiusDeg: 2,
      maxRecords: 10_000,
      defaultMaxRecords: 5000,
      maxApertureDeg: 0.1,
    });
    expect([plain?.profile, plain?.tableAccess, plain?.interfaces]).toEqual([undefined, undefined, []]);
  });

  test("endpoints of DALI interfaces; capabilities of a registry record", () => {
    const [found] = parseCapabilities(`<ri:Resource><title>x</title><capability><interface xsi:type="tr:DALIInterface">
      <endpoint><name>sync</name></endpoint><endpoint><name>async</name><meta property="x">y</meta></endpoint></interface></capability></ri:Resource>`);
    expect(found?.interfaces[0]?.endpoints).toEqual(["sync", "async"]);
  });

  test.each(["<html><body/></html>", "<VOTABLE/>", "<availability/>"])("%s is refused", (document) => {
    expect(() => parseCapabilities(document)).toThrow(/is no list of capabilities/);
    expect(() => parseCapabilities(document)).toThrow(expect.objectContaining({ code: "DAL_FORMAT" }));
  });
  test("a list of none is one", () => expect(capabilities("")).toEqual([]));
});

describe("standardID", () => {
  test.each<[text: string, id: StandardId]>([
    ["ivo://ivoa.net/std/TAP", { standard: "ivo://ivoa.net/std/tap" }],
    ["ivo://ivoa.net/std/TAP#sync-1.1", { standard: "ivo://ivoa.net/std/tap", key: "sync", version: "1.1" }],
    ["ivo://ivoa.net/std/SIA#query-aux-2.0", { standard: "ivo://ivoa.net/std/sia", key: "query-aux", version: "2.0" }],
    ["ivo://ivoa.net/std/TAP#aux", { standard: "ivo://ivoa.net/std/tap", key: "aux" }],
    ["ivo://ivoa.net/std/ADQL#v2.0", { standard: "ivo://ivoa.net/std/adql", version: "2.0" }],
    [
      "vos://cadc.nrc.ca~vospace/CADC/std/Logging#control-1.0",
      { standard: "vos://cadc.nrc.ca~vospace/cadc/std/logging", key: "control", version: "1.0" },
    ],
    [" ivo://ivoa.net/std/SODA/ ", { standard: "ivo://ivoa.net/std/soda" }],
    ["ivo://ivoa.net/std/X#", { standard: "ivo://ivoa.net/std/x" }],
  ])("%s", (text, id) => expect(parseStandardId(text)).toEqual(id));

  test("is compared without regard to case, version and, if nothing else is asked, key", () => {
    expect(isStandard("IVO://ivoa.net/std/tap#Sync-1.1", "TAP")).toBe(true);
    expect(isStandard("ivo://ivoa.net/std/TAP#sync-1.1", "tap", "SYNC")).toBe(true);
    expect(isStandard("ivo://ivoa.net/std/TAP", "TAP", "sync")).toBe(false);
    expect(isStandard("ivo://ivoa.net/std/TAPRegExt", "TAP")).toBe(false);
    expect(isStandard("ivo://ivoa.net/std/SIA", "ivo://ivoa.net/std/sia")).toBe(true);
    expect(isStandard(undefined, "TAP")).toBe(false);
  });
});

test("access points: the standard's own, open, encrypted ones first, mirrors last, web pages never", () => {
  const found = capabilities(`<capability standardID="ivo://ivoa.net/std/TAP">
    <interface xsi:type="vr:WebBrowser"><accessURL>https://vo.test/form</accessURL></interface>
    <interface xsi:type="vs:ParamHTTP"><accessURL>https://vo.test/other</accessURL></interface>
    <interface xsi:type="vs:ParamHTTP" role="std"><accessURL>https://vo.test/auth</accessURL><securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/></interface>
    <interface xsi:type="vs:ParamHTTP" role="std"><accessURL>http://vo.test/tap</accessURL><accessURL>https://vo.test/tap</accessURL><mirrorURL>https://mirror.test/tap</mirrorURL></interface>
  </capability><capability standardID="ivo://ivoa.net/std/VOSI#tables-1.1"><interface><accessURL>http://vo.test/tap/tables</accessURL></interface></capability>`);
  expect(accessPoints(found, "TAP").map(({ url }) => url)).toEqual([
    "https://vo.test/tap",
    "http://vo.test/tap",
    "https://vo.test/auth",
    "https://vo.test/other",
    "https://mirror.test/tap",
  ]);
  expect(accessPoints(found, "VOSI", "tables").map(({ url }) => url)).toEqual(["http://vo.test/tap/tables"]);
  expect(findCapabilities(found, "SIA")).toEqual([]);
  expect(found[0]?.interfaces.map(isOpen)).toEqual([true, true, false, true]);
});

describe("availability", () => {
  test("in full", () => {
    const document = `<a:availability xmlns:a="http://www.ivoa.net/xml/VOSIAvailability/v1.0"><a:available>false</a:available>
      <a:upSince>2026-11-01T00:00:00Z</a:upSince><a:downAt>2026-11-23T08:00:00.000+0100</a:downAt><a:backAt>soon</a:backAt>
      <a:note>maintenance</a:note><a:note/><a:note> disks </a:note></a:availability>`;
    expect(parseAvailability(document)).toEqual({
      available: false,
      upSince: { text: "2026-11-01T00:00:00Z", epochMs: Date.UTC(2026, 10, 1) },
      downAt: { text: "2026-11-23T08:00:00.000+0100", epochMs: Date.UTC(2026, 10, 23, 7) },
      backAt: { text: "soon" },
      notes: ["maintenance", "disks"],
    });
  });
  test("that says nothing", () =>
    expect(parseAvailability("<availability><available>perhaps</available></availability>")).toEqual({ notes: [] }));
  test("another document is refused", () =>
    expect(() => parseAvailability("<capabilities/>")).toThrow(/says nothing of availability/));
});
