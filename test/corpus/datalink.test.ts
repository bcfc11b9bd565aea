import { createTransport } from "@armillary/dali";
import {
  callUrl,
  findDescriptors,
  openAccess,
  prepareCall,
  type ServiceDescriptor,
  servicesOf,
} from "@armillary/datalink";
import { openVotable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel, votableDocuments } from "../support/corpus.ts";

// Tables of links and service descriptors that services really sent.

const documents = votableDocuments().filter(({ expected }) => !expected.error);
const bytesOf = (path: string): Uint8Array =>
  documents.find((document) => document.path === path)?.bytes ?? new Uint8Array();

/** A transport whose one answer is the document. */
function serving(bytes: Uint8Array): ReturnType<typeof createTransport> {
  const headers = { "content-type": "text/xml" };
  return createTransport({ fetch: async () => new Response(Buffer.from(bytes), { headers }) });
}

async function descriptorsIn(path: string): Promise<ServiceDescriptor[]> {
  const reader = await openVotable(bytesOf(path), { lenient: true });
  await reader.summary;
  return findDescriptors(reader.document, "https://archive.test/links");
}

/** Tables of links, with how many of their links are what. */
const LINKS: readonly (readonly [path: string, links: number, services: number, nested: number])[] = [
  ["votable/pyvo/datalink.xml", 4, 1, 1],
  ["votable/pyvo/proc.xml", 5, 1, 0],
  ["votable/pyvo/proc_inf.xml", 3, 1, 0],
  ["votable/pyvo/proc_units.xml", 3, 1, 0],
  ["votable/pyvo/cutout1.xml", 6, 4, 0],
  ["votable/pyvo/cutout2.xml", 3, 2, 0],
  ["votable/astroquery/alma-datalink.xml", 9, 2, 2],
  ["votable/astroquery/alma-datalink-recurse-this.xml", 8, 2, 0],
  ["votable/astroquery/alma-datalink-recurse-aux.xml", 48, 0, 0],
  ["votable/astroquery/datalink.xml", 6, 4, 0],
];

describe.skipIf(corpusFolder === undefined)(`documents of the corpus${corpusLabel}`, () => {
  test.each(LINKS)("%s is a table of links", async (path, links, services, nested) => {
    const opened = await openAccess(serving(bytesOf(path)), "https://archive.test/links");
    if (opened.kind !== "links") throw new Error(`it is a ${opened.kind}`);
    const found = opened.links;
    const counts = [
      found.length,
      found.filter(({ kind }) => kind === "service").length,
      found.filter(({ isNested }) => isNested).length,
    ];
    expect(counts).toEqual([links, services, nested]);
    // Whatever service a row names is described, and has an address.
    for (const { kind, descriptor } of found) if (kind === "service") expect(descriptor?.accessUrl).toMatch(/^https?:/);
  });

  test("ALMA: services of a tarball's files have one ID, and each row gets its own", async () => {
    const opened = await openAccess(
      serving(bytesOf("votable/astroquery/alma-datalink-recurse-this.xml")),
      "https://archive.test/links",
    );
    if (opened.kind !== "links") throw new Error(`it is a ${opened.kind}`);
    const urls = opened.links.flatMap(({ descriptor }) => descriptor?.accessUrl ?? []);
    expect(urls.map((url) => /spw\d+_\d+/.exec(url)?.[0])).toEqual(["spw0_1", "spw0_4"]);
  });

  /** Services of other documents: their standards, and where each parameter's value comes from. */
  const SERVICES: readonly (readonly [path: string, services: readonly string[]])[] = [
    ["votable/astropy/gaia_source_dr3_select_1_result.vot", ["DataLink ID:column RELEASE:fixed"]],
    [
      "votable/astropy/gemini.xml",
      [
        "self DataLink ID:open RESPONSEFORMAT:default",
        "custom uri:column cutout:open",
        "SODA ID:column POS:open CIRC:open POLY:open BAND:open TIME:open POL:open",
        "SODA ID:column POS:open CIRC:open POLY:open BAND:open TIME:open POL:open",
        "SODA ID:fixed POS:open CIRC:open POLY:open BAND:open",
        "SODA ID:fixed POS:open CIRC:open POLY:open BAND:open",
      ],
    ],
    ["votable/astropy/resource_groups.xml", ["DataLink ID:column"]],
    ["votable/astroquery/1714556098855O-result.vot", ["DataLink ID:column"]],
    ["votable/pyvo/datalink-obscore.xml", ["DataLink ID:column RESPONSEFORMAT:default"]],
    ["votable/pyvo/datalink-ssa.xml", ["SODA ID:fixed FLUXCALIB:open BAND:open FORMAT:open", "DataLink ID:column"]],
    ["votable/pyvo/sia2_dataset.xml", ["DataLink ID:column RESPONSEFORMAT:default"]],
    ["votable/votables.jl/gaia", ["DataLink ID:column"]],
  ];

  test.each(SERVICES)("%s describes its services", async (path, expected) => {
    const found = await descriptorsIn(path);
    const standardOf = (descriptor: ServiceDescriptor): string =>
      ["DataLink", "SODA"].find((standard) => servicesOf([descriptor], standard).length > 0) ?? "custom";
    const told = found.map((descriptor) =>
      [
        ...(descriptor.isSelf ? ["self"] : []),
        standardOf(descriptor),
        ...descriptor.inputs.map(({ param, source }) => `${param.name}:${source}`),
      ].join(" "),
    );
    expect(told).toEqual(expected);
  });

  test("each service that takes its values from rows can be called for one", async () => {
    let calls = 0;
    for (const [path] of SERVICES) {
      for (const descriptor of await descriptorsIn(path)) {
        const columns = descriptor.inputs.filter(({ source }) => source === "column");
        // One of the documents has no table that its reference could lead to.
        if (columns.length === 0 || columns.some(({ column }) => column?.field === undefined)) continue;
        const row = Object.fromEntries(columns.map(({ column }) => [column?.key ?? "", "x y"]));
        expect(callUrl(prepareCall(descriptor, { row }))).toContain("=x%20y");
        calls++;
      }
    }
    expect(calls).toBeGreaterThan(8);
  });

  test.each(["proc.xml", "proc_inf.xml", "proc_units.xml"])(
    "votable/pyvo/%s: values are held against ranges",
    async (name) => {
      const [descriptor] = await descriptorsIn(`votable/pyvo/${name}`);
      if (descriptor === undefined) throw new Error("no service");
      const call = (values: Parameters<typeof prepareCall>[1]): string => callUrl(prepareCall(descriptor, values));
      expect(call({ values: { SCALE: 4, CIRCLE: [101, -0.5, 0.1], KIND: "HEADER" } })).toContain("SCALE=4");
      expect(() => call({ values: { SCALE: 64 } })).toThrow(/from 2 to 32/);
      expect(() => call({ values: { CIRCLE: [10, 20, 0.1] } })).toThrow(/lies outside/);
      expect(() => call({ values: { KIND: "ALL" } })).toThrow(/"HEADER", "DATA"/);
    },
  );
});
