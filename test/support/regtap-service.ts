import type { CellValue } from "@armillary/columns";
import { serviceTable, type TapServiceOptions, type TestTapService, tapService } from "./tap-service/index.ts";
import type { ColumnSpec, ServiceTable } from "./tap-service/tables.ts";

/** A resource of a registry on loopback. What is left out is null. */
export interface TestResource {
  readonly ivoid: string;
  readonly type?: string;
  readonly title?: string;
  readonly shortName?: string;
  readonly description?: string;
  readonly waveband?: string;
  readonly creators?: readonly string[];
  readonly contact?: { readonly name: string; readonly email: string };
  readonly subjects?: readonly string[];
  readonly capabilities?: readonly TestCapability[];
  readonly tables?: readonly {
    readonly name: string;
    readonly utype?: string;
    readonly description?: string;
    readonly columns?: readonly { readonly name: string; readonly ucd?: string; readonly description?: string }[];
  }[];
  readonly details?: readonly (readonly [path: string, value: string])[];
  readonly related?: readonly (readonly [type: string, ivoid: string])[];
  readonly alternate?: readonly string[];
  readonly level?: number;
  readonly timesMjd?: readonly [number, number];
  readonly energiesJ?: readonly [number, number];
}

export interface TestCapability {
  readonly standardId?: string;
  readonly interfaces: readonly {
    readonly url: string | null;
    readonly type?: string;
    readonly role?: string | null;
    readonly version?: string;
    readonly mirrors?: string;
    readonly login?: boolean;
  }[];
}

export interface RegtapOptions {
  readonly resources: readonly TestResource[];
  /** 1.1 has neither coverages nor the columns that came later (default 1.2). */
  readonly version?: "1.1" | "1.2";
  /** Whether it has the functions and features of RegTAP (default true). */
  readonly hasFeatures?: boolean;
  readonly tap?: TapServiceOptions;
}

/** A registry on loopback, closed when the test is over. */
export function regtapService({
  resources,
  version = "1.2",
  hasFeatures = true,
  tap = {},
}: RegtapOptions): Promise<TestTapService> {
  return tapService({
    ...tap,
    tables: regtapTables(resources, version),
    declared: {
      functions: hasFeatures
        ? ["ivo_hasword", "ivo_hashlist_has", "ivo_nocasematch"].map((name) => `${name}(a TEXT, b TEXT) -&gt; INTEGER`)
        : ["other_function(a TEXT) -&gt; TEXT"],
      features: hasFeatures
        ? [
            ["features-adql-sets", "UNION"],
            ["features-adql-string", "ILIKE"],
          ]
        : [],
      ...tap.declared,
    },
  });
}

const TEXT = { datatype: "char", arraysize: "*" } as const;

/** Tables of the schema `rr`. */
export function regtapTables(resources: readonly TestResource[], version: "1.1" | "1.2"): readonly ServiceTable[] {
  const isLate = version === "1.2";
  const capabilities = resources.flatMap(({ ivoid, capabilities: list = [] }) =>
    list.map((capability, index) => ({ ivoid, index, ...capability })),
  );
  let intf = 0;
  const interfaces = capabilities.flatMap(({ ivoid, index, interfaces: list }) =>
    list.map((each) => ({ ivoid, cap: index, index: intf++, ...each })),
  );
  const tables = resources.flatMap(({ ivoid, tables: list = [] }) =>
    list.map((table, index) => ({ ivoid, index, ...table })),
  );
  const rr = (name: string, columns: Readonly<Record<string, ColumnSpec>>, rows: readonly (readonly CellValue[])[]) =>
    serviceTable(`rr.${name}`, columns, rows);
  const of = <Item>(
    items: (resource: TestResource) => readonly Item[] | undefined,
    row: (item: Item, resource: TestResource) => readonly CellValue[],
  ) => resources.flatMap((resource) => (items(resource) ?? []).map((item) => [resource.ivoid, ...row(item, resource)]));
  return [
    rr(
      "resource",
      {
        ...texts(
          "ivoid res_type created short_name res_title updated content_level res_description reference_url creator_seq content_type source_format source_value res_version",
        ),
        region_of_regard: "float",
        ...texts("waveband rights"),
      },
      resources.map((each) => [
        each.ivoid,
        each.type ?? "vs:catalogservice",
        "2015-02-03T04:05:06",
        each.shortName ?? null,
        each.title ?? null,
        "2024-05-01T10:00:00",
        "research",
        each.description ?? null,
        "https://example.org/page",
        each.creators?.join("; ") ?? null,
        "catalog#archive",
        null,
        null,
        null,
        null,
        each.waveband ?? null,
        "public",
      ]),
    ),
    rr(
      "capability",
      { ivoid: TEXT, cap_index: "short", cap_type: TEXT, cap_description: TEXT, standard_id: TEXT },
      capabilities.map(({ ivoid, index, standardId }) => [ivoid, index, "vr:capability", null, standardId ?? null]),
    ),
    rr(
      "interface",
      {
        ivoid: TEXT,
        cap_index: "short",
        intf_index: "short",
        ...texts("intf_type intf_role std_version query_type result_type url_use access_url"),
        ...(isLate ? { mirror_url: TEXT, authenticated_only: "short" } : {}),
      },
      interfaces.map(({ ivoid, cap, index, url, type, role, version: std, mirrors, login }) => [
        ivoid,
        cap,
        index,
        type ?? "vs:paramhttp",
        role === undefined ? "std" : role,
        std ?? null,
        "get#post",
        null,
        "base",
        url,
        ...(isLate ? [mirrors ?? null, login === true ? 1 : 0] : []),
      ]),
    ),
    rr(
      "res_subject",
      texts("ivoid res_subject"),
      of(
        ({ subjects }) => subjects,
        (subject) => [subject],
      ),
    ),
    rr("res_role", texts("ivoid role_name role_ivoid street_address email telephone logo base_role"), [
      ...of(
        ({ creators }) => creators,
        (name) => [name, null, null, null, null, null, "creator"],
      ),
      ...of(
        ({ contact }) => (contact === undefined ? [] : [contact]),
        ({ name, email }) => [name, null, null, email, null, null, "contact"],
      ),
    ]),
    rr(
      "res_schema",
      { ivoid: TEXT, schema_index: "short", schema_name: TEXT },
      of(
        ({ tables: list }) => list?.slice(0, 1),
        () => [0, "main"],
      ),
    ),
    rr(
      "res_table",
      {
        ivoid: TEXT,
        schema_index: "short",
        table_index: "short",
        ...texts("table_name table_title table_description table_type table_utype"),
      },
      tables.map(({ ivoid, index, name, description, utype }) => [
        ivoid,
        0,
        index,
        name,
        null,
        description ?? null,
        null,
        utype ?? null,
      ]),
    ),
    rr(
      "table_column",
      {
        ivoid: TEXT,
        table_index: "short",
        ...texts("name ucd unit utype datatype extended_type arraysize flag column_description"),
        std: "short",
      },
      tables.flatMap(({ ivoid, index, columns = [] }) =>
        columns.map(({ name, ucd, description }) => [
          ivoid,
          index,
          name,
          ucd ?? null,
          null,
          null,
          "double",
          null,
          null,
          "indexed",
          description ?? null,
          0,
        ]),
      ),
    ),
    rr(
      "res_detail",
      { ivoid: TEXT, cap_index: "short", detail_xpath: TEXT, detail_value: TEXT },
      of(
        ({ details }) => details,
        ([path, value]) => [null, path, value],
      ),
    ),
    rr(
      "relationship",
      texts("ivoid relationship_type related_id related_name"),
      of(
        ({ related }) => related,
        ([type, id]) => [type, id, null],
      ),
    ),
    rr(
      "alt_identifier",
      texts("ivoid alt_identifier"),
      of(
        ({ alternate }) => alternate,
        (id) => [id],
      ),
    ),
    rr(
      "res_date",
      texts("ivoid date_value value_role"),
      of(
        () => ["2015-02-03"],
        (date) => [date, "created"],
      ),
    ),
    rr(
      "validation",
      { ivoid: TEXT, validated_by: TEXT, val_level: "short", cap_index: "short" },
      of(
        ({ level }) => (level === undefined ? [] : [level]),
        (level) => ["ivo://test/registry", level, null],
      ),
    ),
    ...(isLate
      ? [
          rr(
            "stc_temporal",
            { ivoid: TEXT, time_start: "double", time_end: "double" },
            of(
              ({ timesMjd }) => (timesMjd === undefined ? [] : [timesMjd]),
              (range) => range,
            ),
          ),
          rr(
            "stc_spectral",
            { ivoid: TEXT, spectral_start: "double", spectral_end: "double" },
            of(
              ({ energiesJ }) => (energiesJ === undefined ? [] : [energiesJ]),
              (range) => range,
            ),
          ),
          rr("stc_spatial", texts("ivoid coverage ref_system_name"), []),
        ]
      : []),
  ];
}

function texts(names: string): Record<string, ColumnSpec> {
  return Object.fromEntries(names.split(" ").map((name) => [name, TEXT]));
}

const STD = "ivo://ivoa.net/std/";

/** One record an archive and protocol, and the traps of real registries. */
export const TEST_RESOURCES: readonly TestResource[] = [
  {
    ivoid: "ivo://archive.stsci.edu/caomtap",
    title: "MAST CAOM",
    shortName: "CAOM",
    description: "Observations of Hubble and Webb",
    waveband: "optical#uv#infrared",
    creators: ["MAST"],
    subjects: ["archives"],
    details: [["/capability/dataModel/@ivo-id", "ivo://ivoa.net/std/ObsCore#core-1.1"]],
    capabilities: [
      {
        standardId: `${STD}tap`,
        interfaces: [
          { url: "https://example.org/caom/sync", version: "1.1" },
          { url: "https://example.org/login/caom", version: "1.1", login: true },
        ],
      },
      { standardId: `${STD}vosi#capabilities`, interfaces: [{ url: "https://example.org/caom/capabilities" }] },
    ],
    energiesJ: [3e-20, 1e-18],
    timesMjd: [48000, 60000],
    level: 2,
  },
  {
    ivoid: "ivo://mast.stsci/hst/sia",
    title: "HST images",
    waveband: "optical#uv",
    subjects: ["hst", "images"],
    creators: ["Müller, B.", "O'Neil, C."],
    capabilities: [
      { standardId: `${STD}sia`, interfaces: [{ url: "http://example.org/sia?id=HST&amp;x=1&", version: "1.0" }] },
      { standardId: `${STD}sia#query-2.0`, interfaces: [{ url: "https://example.org/sia2", version: "2.0" }] },
    ],
  },
  {
    ivoid: "ivo://nasa.heasarc/rosmaster",
    title: "ROSAT observations",
    description: "Pointed X-ray observations",
    waveband: "x-ray",
    subjects: ["x-ray-astronomy", "surveys"],
    contact: { name: "Help desk", email: "help@example.org" },
    alternate: ["doi:10.1000/1"],
    related: [["isservedby", "ivo://nasa.heasarc/services/xamin"]],
    tables: [
      {
        name: "public.rosmaster",
        description: "One pointing a row",
        columns: [
          { name: "ra", ucd: "pos.eq.ra;meta.main", description: "Right ascension" },
          { name: "exposure", ucd: "time.duration;obs.exposure", description: "Exposure time" },
        ],
      },
    ],
    capabilities: [
      {
        standardId: `${STD}conesearch`,
        interfaces: [
          {
            url: "https://example.org/cone?showoffsets&table=rosmaster&",
            version: "1.03",
            mirrors: "https://mirror.org/cone?table=rosmaster&#http://Other.org/Cone?",
          },
        ],
      },
      { standardId: `${STD}tap#aux`, interfaces: [{ url: "https://example.org/xamin" }] },
      { interfaces: [{ url: "https://example.org/form", type: "vr:webbrowser", role: null }] },
    ],
  },
  {
    ivoid: "ivo://irsa.ipac/spectra",
    title: "IRSA spectra",
    description: "Spitzer, infrared",
    waveband: "infrared",
    subjects: ["spectroscopy"],
    tables: [{ name: "spectra", columns: [{ name: "flux", ucd: "phot.flux.density;em.ir", description: "Flux" }] }],
    capabilities: [{ standardId: `${STD}ssa`, interfaces: [{ url: "https://example.org/ssa", type: "vs:ParamHTTP" }] }],
  },
  {
    ivoid: "ivo://org.example/regtap",
    title: "A registry",
    subjects: ["virtual-observatories"],
    details: [["/capability/dataModel/@ivo-id", "ivo://ivoa.net/std/RegTAP#1.2"]],
    tables: [{ name: "epn.core", utype: "ivo://ivoa.net/std/epntap#table-2.0" }],
    capabilities: [
      {
        standardId: `${STD}tap`,
        interfaces: [
          { url: "http://example.net/tap", version: "1.0" },
          { url: "https://example.net/tap", version: "1.1" },
        ],
      },
    ],
  },
  {
    ivoid: "ivo://org.example/odd",
    title: "Odd addresses",
    capabilities: [
      {
        standardId: `${STD}conesearch`,
        interfaces: [
          { url: "/relative/cone?" },
          { url: "https://example.net/conehttps://example.net/cone" },
          { url: "https://example.net/cone" },
        ],
      },
    ],
  },
  {
    ivoid: "ivo://org.example/data",
    type: "vs:catalogresource",
    title: "Data without a service",
    subjects: ["galaxies"],
  },
];
