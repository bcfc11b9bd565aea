import type { Transport } from "@armillary/dali";
import { createObsCoreReader, isPos, type SkyRegion } from "@armillary/dali/dataset";
import type { DatasetRecord } from "@armillary/dali/table";
import { SiaService } from "@armillary/siap";
import { SsaService } from "@armillary/ssap";
import { TapService } from "@armillary/tap";
import { ObsCoreService } from "@armillary/tap/obscore";
import type { CommonRow } from "../merge/common-row.ts";
import { type RegionShape, regionShape } from "../region/region-shape.ts";
import type { AskOptions, OpenedAnswer } from "./answer.ts";
import type { PlannedAsk } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";
import { type Criterion, insideRegion, rowFilter, withWords } from "./row-filter.ts";

/** Asks an image service of either version: version 2 for the region itself, version 1 for the box around it. */
export async function openImages(
  ask: PlannedAsk,
  question: ArchiveQuestion,
  transport: Transport,
  options: AskOptions,
): Promise<OpenedAnswer> {
  const version = ask.service.protocol === "sia1" ? 1 : 2;
  const service = new SiaService(ask.url, { transport, version });
  const region = version === 1 ? regionOfSia1(question.region) : question.region;
  const result = await service.search({ region, ...sought(ask, question) }, options);
  const filter = rowFilter(withWords(question.keyword));
  return {
    result,
    url: result.url,
    read: (batch, row) => commonOf(result.recordAt(batch, row)),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** Asks a spectral service: for the circle around the region, of which the rows outside are left out. */
export async function openSpectra(
  ask: PlannedAsk,
  question: ArchiveQuestion,
  transport: Transport,
  options: AskOptions,
): Promise<OpenedAnswer> {
  const shape = regionShape(question.region);
  const { raDeg, decDeg, radiusDeg } = shape.enclosing;
  const service = new SsaService(ask.url, { transport });
  const result = await service.search({ raDeg, decDeg, diameterDeg: 2 * radiusDeg, ...sought(ask, question) }, options);
  const isWide = service.facts?.sizeMayBeRadius !== undefined;
  const filter = rowFilter([...aroundOf(shape, isWide), ...withWords(question.keyword)]);
  return {
    result,
    url: result.url,
    read: (batch, row) => commonOf(result.recordAt(batch, row)),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** Asks ObsTAP for images or spectra, in the dialect of its service. */
export async function openObsCore(
  ask: PlannedAsk,
  question: ArchiveQuestion,
  transport: Transport,
  { spool, ...options }: AskOptions,
): Promise<OpenedAnswer> {
  const { kind, region, keyword } = question;
  const tap = new TapService(ask.url, { transport, ...(spool === undefined ? {} : { spool }) });
  const { match = "region" } = ask.service;
  const service = new ObsCoreService(tap, { match });
  const asked = {
    region,
    ...sought(ask, question),
    ...(keyword === undefined ? {} : { keyword }),
    productType: kind === "images" ? ["image", "cube"] : ["spectrum"],
  };
  const notes =
    match === "centre" ? ["Datasets were found by their centres: of regions the service takes one way alone."] : [];
  const result = await service.search(asked, { ...options, notes });
  const read = createObsCoreReader(result.fields, { protocol: "obscore", url: tap.url });
  return {
    result,
    url: tap.url,
    query: service.adql(asked).query.text,
    read: (batch, row) => commonOf(read(batch, row)),
  };
}

/** What is asked of all of them beside the region. */
function sought(
  { service: { collectionIn }, collection }: PlannedAsk,
  { bandM, timeMjd, maxrec }: ArchiveQuestion,
): Pick<ArchiveQuestion, "bandM" | "timeMjd" | "maxrec"> & { readonly collection?: string } {
  return {
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(bandM === undefined ? {} : { bandM }),
    ...(timeMjd === undefined ? {} : { timeMjd }),
    ...(collectionIn === "parameter" && collection !== undefined ? { collection } : {}),
  };
}

/** What version 1 takes no box for: a range that is open, or ends at a pole, is asked for by the circle around it. */
function regionOfSia1(region: SkyRegion): SkyRegion {
  if (!isPos(region) || region.shape !== "RANGE") return region;
  const { longitudeDeg, latitudeDeg } = region;
  const isOpen = !Number.isFinite(longitudeDeg.lower) || !Number.isFinite(longitudeDeg.upper);
  const isPolar = latitudeDeg.lower <= -90 || latitudeDeg.upper >= 90;
  return isOpen || isPolar ? regionShape(region).enclosing : region;
}

function aroundOf(shape: RegionShape, isWide: boolean): readonly Criterion[] {
  if (!shape.isCircle) {
    return [insideRegion(shape, "SSA has circles alone, and the one around the region was asked for")];
  }
  return isWide ? [insideRegion(shape, "The service may take SIZE, a diameter, for a radius")] : [];
}

function commonOf({ publisherDid, obsId, targetName, row: _, ...record }: DatasetRecord): CommonRow {
  const id = publisherDid ?? obsId;
  return {
    ...record,
    ...(id === undefined ? {} : { id }),
    ...(targetName === undefined ? {} : { name: targetName }),
  };
}
