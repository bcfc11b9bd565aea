import { listProducts, type ProductOptions, type ProductSummary, productFilters, readProduct } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { observationsOf } from "../../support/mast/observations.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import { productsOf, type SimulatedProduct } from "../../support/mast/products.ts";
import { openSession } from "../open-session.ts";

type Row = Record<string, unknown>;

async function list(
  service: SimulatedMast,
  obsids: readonly (string | number)[],
  options: ProductOptions = {},
): Promise<{ readonly rows: readonly Row[]; readonly summary: ProductSummary }> {
  const result = await listProducts(openSession(service), obsids, options);
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return { rows, summary: await result.summary };
}

/** Observations of a programme, and all their products. */
function programme(
  service: SimulatedMast,
  id: string,
): { readonly obsids: number[]; readonly products: SimulatedProduct[] } {
  const observations = observationsOf(service.settings).filter(({ proposal_id: one }) => one === id);
  return {
    obsids: observations.map(({ obsid }) => obsid),
    products: observations.flatMap((one) => [...productsOf(one, service.settings)]),
  };
}

function asked({ received }: SimulatedMast): number[] {
  return received.flatMap(({ body }) => {
    const obsids = /"obsid":"([^"]+)"/.exec(new URLSearchParams(body).get("request") ?? "")?.[1];
    return obsids === undefined ? [] : [obsids.split(",").length];
  });
}

describe("products of observations", () => {
  test.each<ProductOptions>([
    {},
    { batchSize: 7 },
    { batchSize: 7, parallel: 5 },
    { batchSize: 1, parallel: 1 },
    { pageSize: 11 },
  ])("come in the order of the observations, whatever the batches: %j", async (options) => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    const { rows, summary } = await list(service, obsids, options);
    expect(rows.map((row) => row["dataURI"])).toStrictEqual(products.map(({ dataURI }) => dataURI));
    expect(summary).toMatchObject({
      status: "OK",
      complete: true,
      observations: obsids.length,
      sent: products.length,
      failed: [],
    });
  });

  test("have their types: sizes are long, identifiers text", async () => {
    const service = await mast();
    const { obsids } = programme(service, "1345");
    const result = await listProducts(openSession(service), obsids.slice(0, 2));
    const about = new Map(result.fields.map((field) => [field.name, field]));
    expect(about.get("obsID")).toMatchObject({ datatype: "char" });
    expect(about.get("size")).toMatchObject({ datatype: "long", unit: "byte" });
    expect(about.get("calib_level")).toMatchObject({ datatype: "int" });
    await result.close();
  });

  test("each file once, though several observations have it", async () => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    const { rows, summary } = await list(service, obsids, { unique: true, batchSize: 30 });
    expect(rows).toHaveLength(new Set(products.map(({ dataURI }) => dataURI)).size);
    expect(summary.repeated).toBe(obsids.length - 1);
  });

  test.each<[choice: ProductOptions, isWanted: (one: SimulatedProduct) => boolean]>([
    [{ types: ["science", "INFO"] }, ({ productType: type }) => type === "SCIENCE" || type === "INFO"],
    [{ groups: ["X1D"] }, ({ productFilename: name }) => name.endsWith("x1d.fits")],
    [{ extensions: ["JPG", "json"] }, ({ productFilename: name }) => /jpg$|json$/.test(name)],
    [{ calibLevels: [2, 3], types: ["SCIENCE"] }, (one) => one.calib_level >= 2 && one.productType === "SCIENCE"],
    [{ minimumRecommended: true }, ({ productGroupDescription: group }) => group !== null],
    [{ filters: ["size=50000..120000"] }, ({ size }) => size !== null && size >= 50_000 && size <= 120_000],
    [{ filters: ["size=!28800,<100000"] }, ({ size }) => size !== null && size !== 28_800 && size < 100_000],
    [
      { filters: ["productType!=SCIENCE,PREVIEW"] },
      ({ productType: type }) => type !== "SCIENCE" && type !== "PREVIEW",
    ],
    [
      { filters: ["productFilename=*_i2d.*"], extensions: ["fits"] },
      ({ productFilename: name }) => name.endsWith("_i2d.fits"),
    ],
    [{ filters: ["filters=F606W"] }, ({ filters }) => filters.split(";").includes("F606W")],
  ])("chosen: %j", async (choice, isWanted) => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    const { rows, summary } = await list(service, obsids, choice);
    expect(rows.map((row) => row["dataURI"])).toStrictEqual(products.filter(isWanted).map(({ dataURI }) => dataURI));
    expect(rows.length).toBeGreaterThan(0);
    expect(summary.sent).toBe(products.length);
  });

  test("a choice by a column that products have not is refused", async () => {
    const service = await mast();
    await expect(list(service, [2_030_000_000], { filters: ["producttyp=SCIENCE"] })).rejects.toMatchObject({
      code: "MAST_FILTER",
      message: expect.stringContaining("productType"),
    });
  });

  test.each<[obsids: readonly (string | number)[], words: string]>([
    [[], "No observations"],
    [["jw01345-o001"], "obs_id is the mission's own name"],
    [[1.5], "no obsid"],
  ])("of %j are refused", async (obsids, words) => {
    await expect(list(await mast(), obsids)).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringContaining(words),
    });
  });

  test("records have what downloads need", async () => {
    const service = await mast();
    const { obsids } = programme(service, "1345");
    const { rows } = await list(service, obsids.slice(0, 1));
    expect(readProduct(rows[0] as Row)).toMatchObject({
      obsid: String(obsids[0]),
      collection: "JWST",
      dataUri: expect.stringMatching(/^mast:JWST\/product\//),
      filename: expect.stringMatching(/fits$/),
      sizeBytes: 120_000,
      productType: "SCIENCE",
      group: "Minimum Recommended Products",
      calibLevel: 3,
      proposalId: "1345",
      isExclusive: true,
    });
    expect(readProduct({ dataURI: "mast:X/product/a/b.fits" })).toStrictEqual({
      obsid: "",
      dataUri: "mast:X/product/a/b.fits",
      filename: "b.fits",
      isExclusive: false,
    });
    expect(readProduct({ dataURI: null })).toBeUndefined();
  });

  test("choices are filters", () => {
    expect(productFilters({})).toStrictEqual([]);
    expect(productFilters({ types: [] })).toStrictEqual([]);
  });
});

describe("batches that fail", () => {
  const PRODUCTS = "/api/v0/invoke";

  /** Fails for questions that have more observations than `most`, or one of `never`. */
  function fail(service: SimulatedMast, most: number, never: readonly number[] = [], status = 504): void {
    const { settings } = service;
    settings.refuseProducts = (obsids) =>
      obsids.length > most || obsids.some((one) => never.includes(one)) ? status : 200;
  }

  test("are asked for again in halves, and the order is kept", async () => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    fail(service, 20);
    const { rows, summary } = await list(service, obsids, { batchSize: 100 });
    expect(rows.map((row) => row["dataURI"])).toStrictEqual(products.map(({ dataURI }) => dataURI));
    expect(summary).toMatchObject({ sent: products.length, failed: [] });
    expect(Math.max(...asked(service))).toBe(100);
  });

  test("one observation that cannot be done costs no other; the error says which, and asking for it again does it", async () => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    const [bad] = obsids.slice(33, 34) as [number];
    fail(service, 1000, [bad]);
    const result = await listProducts(openSession(service), obsids, { batchSize: 50 });
    const rows: Row[] = [];
    const read = async (): Promise<void> => {
      for await (const row of result.rows()) rows.push(row);
    };
    await expect(read()).rejects.toMatchObject({ code: "MAST_PRODUCTS", obsids: [String(bad)] });
    const others = products.filter(({ obsID }) => obsID !== bad);
    expect(rows.map((row) => row["dataURI"])).toStrictEqual(others.map(({ dataURI }) => dataURI));
    fail(service, 1000);
    expect((await list(service, [bad])).rows.length + rows.length).toBe(products.length);
  });

  test("with `partial` the summary says which", async () => {
    const service = await mast();
    const { obsids } = programme(service, "5371");
    fail(service, 1000, obsids.slice(3, 5));
    const { summary } = await list(service, obsids, { partial: true });
    expect(summary.failed.map(({ obsid }) => obsid)).toStrictEqual(obsids.slice(3, 5).map(String));
  });

  test("a page in the middle that fails brings no row twice", async () => {
    const service = await mast();
    const { obsids, products } = programme(service, "5371");
    let pages = 0;
    service.settings.refuseProducts = (_obsids, page) => (page === 3 && ++pages === 1 ? 504 : 200);
    const { rows, summary } = await list(service, obsids, { pageSize: 100 });
    expect(pages).toBeGreaterThan(0);
    const key = (row: Row): string => `${row["obsID"]} ${row["dataURI"]}`;
    expect(new Set(rows.map(key)).size).toBe(rows.length);
    expect(rows).toHaveLength(products.length);
    expect(summary.sent).toBe(products.length);
  });

  test("where nothing smaller would help, the failure comes as it is", async () => {
    const service = await mast();
    service.on(PRODUCTS, answer(401, ""));
    await expect(list(service, [1, 2])).rejects.toMatchObject({ code: "MAST_TOKEN_MISSING" });
    const failing = await mast();
    fail(failing, 0);
    await expect(list(failing, [1])).rejects.toMatchObject({ code: "DAL_HTTP", failure: { httpStatus: 504 } });
  });

  test("leaving the list asks for nothing more", async () => {
    const service = await mast();
    const { obsids } = programme(service, "5371");
    const result = await listProducts(openSession(service), obsids, { batchSize: 10 });
    for await (const row of result.rows()) {
      expect(row).toHaveProperty("dataURI");
      break;
    }
    expect(await result.summary).toMatchObject({ complete: false });
    expect(asked(service).length).toBeLessThanOrEqual(3);
  });

  test("the caller's signal ends it", async () => {
    const service = await mast({ polls: 100 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(list(service, [1, 2, 3], { signal: controller.signal })).rejects.toMatchObject({
      code: "DAL_ABORTED",
    });
  });
});
