import type { DownloadOptions, DownloadPlan } from "@armillary/dali/node";
import type { FormatName } from "@armillary/formats/vocabulary";
import {
  BUNDLE_FORMATS,
  type BundleFormat,
  openBundle,
  type ProductFile,
  type ProductItemsOptions,
  type ProductSurvey,
  printProductScript,
  surveyProducts,
} from "@armillary/mast";
import { type DownloadFlags, downloadOptions } from "../../download/download-options.ts";
import { checkSpace, followDownload } from "../../download/follow-download.ts";
import { printPlan } from "../../download/tell-download.ts";
import { usageError } from "../../failure.ts";
import { type Io, writeOut } from "../../io.ts";
import { checkProducts, openProducts, type ProductQuestion } from "../../mast/open-products.ts";
import { type MastArguments, type OpenMast, openMast } from "../../mast/open-session.ts";
import { splitFilters } from "../../mast/split-filters.ts";
import { describeExclusive, tellExclusive } from "../../mast/tell-exclusive.ts";
import { printBytes, printCount, printCounted } from "../../quantities.ts";
import { openSink, type Sink } from "../../sink.ts";
import { tellNote } from "../../warnings.ts";

export interface MastDownloadArguments extends MastArguments, DownloadFlags, ProductQuestion {
  /** As people write them, of observations and of products. */
  readonly filters: readonly string[];
  readonly flat: boolean;
  readonly mission?: string;
  /** Take copies of the cloud where there are any. */
  readonly cloud: boolean;
  readonly ignoreSize: boolean;
  readonly dryRun: boolean;
  /** Where a script, or a bundle, goes instead of files being fetched one by one. */
  readonly script?: string;
  readonly bundle?: string;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly from?: FormatName;
  readonly table: number;
}

/** So many files are asked for their size by a dry run: more would be a load of its own. */
const MOST_ASKED = 1000;

/**
 * `armillary mast download`.
 * @returns 0 where all is here; 1 where nothing came; 3 where some failed, or are not for who asks
 */
export async function runMastDownload(args: MastDownloadArguments, io: Io): Promise<0 | 1 | 3> {
  const { parallel } = args;
  const question = questionOf(args);
  checkProducts(question);
  const { script, bundle } = args;
  const format = bundle === undefined ? undefined : bundleFormat(bundle);
  const sink = (script ?? bundle) === undefined ? undefined : await openSink(script ?? bundle ?? "-", io);
  const mast = await openMast({ ...args, ...(parallel === undefined ? {} : { connectionsPerHost: parallel }) }, io);
  try {
    const source = await openProducts(question, mast, io);
    if (sink !== undefined) {
      await (format === undefined
        ? writeScript(sink, source, mast, args)
        : writeBundle(sink, format, source, mast, io));
      return 0;
    }
    const { session, operation } = mast;
    const mission = args.mission === undefined ? {} : { mission: args.mission };
    const survey = await surveyProducts(source(), session, { ...mission, ...operation });
    const downloading = { ...downloadOptions(args, mast.network), ...itemOptions(args), access: survey.access };
    const { planProducts } = await import("@armillary/mast/node");
    const plan = await planProducts(source(), { session, ...downloading, askSizes: args.dryRun ? MOST_ASKED : 0 });
    if (args.dryRun) {
      await tellPlan(plan, survey, args, io);
      return 0;
    }
    tellExclusive(survey.exclusive, session.hasToken, io);
    checkSpace(plan, args.folder, io);
    return await fetchAll(source, { plan, survey, downloading }, mast, args, io);
  } finally {
    await sink?.discard();
    await mast.close();
  }
}

/** Filters parted by whose they are. */
function questionOf({ filters, observationFilters, choice, ...args }: MastDownloadArguments): ProductQuestion {
  const { observations, products } = splitFilters(filters);
  const chosen = [...products, ...(choice.filters ?? [])];
  return {
    ...args,
    observationFilters: [...observationFilters, ...observations],
    choice: chosen.length === 0 ? choice : { ...choice, filters: chosen },
  };
}

type Source = () => AsyncIterable<ProductFile>;

function itemOptions({ flat, mission, ignoreSize }: MastDownloadArguments): ProductItemsOptions {
  return { layout: flat ? "flat" : "mast", isSizeExact: !ignoreSize, ...(mission === undefined ? {} : { mission }) };
}

async function fetchAll(
  source: Source,
  {
    plan,
    survey,
    downloading,
  }: {
    readonly plan: DownloadPlan;
    readonly survey: ProductSurvey;
    readonly downloading: Omit<DownloadOptions, "transport"> & ProductItemsOptions;
  },
  { session }: OpenMast,
  { cloud, json, verbose, folder }: MastDownloadArguments,
  io: Io,
): Promise<0 | 1 | 3> {
  if (plan.files === 0 && survey.files === 0) throw usageError("There is nothing to fetch: no product fits.");
  const { downloadProducts } = await import("@armillary/mast/node");
  const isShown = verbose || io.stderr.isTTY === true;
  let from: { readonly fromCloud: number; readonly fromMast: number } | undefined;
  const status = await followDownload(
    async (following) => {
      const summary = await downloadProducts(source(), { session, cloud, ...downloading, ...following });
      from = summary.cloud;
      return summary;
    },
    {
      plan,
      folder,
      verbose,
      json,
      facts: ({ skippedFiles }) => ({
        skippedFiles,
        products: survey.products,
        duplicates: survey.duplicates,
        exclusive: survey.exclusive,
        ...(from === undefined ? {} : { cloud: from }),
      }),
    },
    io,
  );
  if (from !== undefined && isShown) {
    tellNote(io, `${printCount(from.fromCloud)} came from the cloud, ${printCount(from.fromMast)} from MAST.`);
  }
  return status;
}

async function tellPlan(
  plan: DownloadPlan,
  { products, duplicates, exclusive }: ProductSurvey,
  { json, folder }: MastDownloadArguments,
  io: Io,
): Promise<void> {
  if (json) return writeOut(io.stdout, `${JSON.stringify({ ...plan, products, duplicates, exclusive })}\n`);
  const repeated = duplicates === 0 ? "" : `, ${printCount(duplicates)} of them again`;
  const lines = describeExclusive(exclusive).map((line) => `  exclusive: ${line}\n`);
  await writeOut(
    io.stdout,
    `${printCounted(products, "product")}${repeated}\n${printPlan(plan, folder)}${lines.join("")}`,
  );
}

async function writeScript(
  sink: Sink,
  source: Source,
  { session }: OpenMast,
  args: MastDownloadArguments,
): Promise<void> {
  for await (const text of printProductScript(source(), session, itemOptions(args)))
    await sink.write(Buffer.from(text));
  await sink.commit();
}

/** @throws CommandError for a name that does not tell */
function bundleFormat(out: string): BundleFormat {
  const format = BUNDLE_FORMATS.find((ending) => out.toLowerCase().endsWith(`.${ending}`));
  if (format !== undefined) return format;
  throw usageError(`The name of ${out} does not tell what MAST is to pack.`, "It ends in .tar.gz, .zip or .sh.");
}

async function writeBundle(
  sink: Sink,
  format: BundleFormat,
  source: Source,
  { session, operation }: OpenMast,
  io: Io,
): Promise<void> {
  const uris: string[] = [];
  for await (const { uri } of source()) uris.push(uri);
  let bytes = 0;
  for await (const chunk of await openBundle(session, uris, { format, ...operation })) {
    bytes += chunk.length;
    await sink.write(chunk);
  }
  await sink.commit();
  if (io.stderr.isTTY === true)
    io.stderr.write(`${printCounted(new Set(uris).size, "file")} · ${printBytes(bytes)} → ${sink.label}\n`);
}
