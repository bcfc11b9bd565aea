import {
  type CatalogQuery,
  checkCatalogQuery,
  checkPanstarrsQuery,
  countCatalog,
  type PanstarrsQuery,
  searchCatalog,
  searchPanstarrs,
} from "@armillary/mast";
import { usageError } from "../../failure.ts";
import type { Io } from "../../io.ts";
import { placeOfTarget, readTarget, type TargetArguments } from "../../mast/mast-target.ts";
import { type Asking, type MastTableArguments, writeRows } from "./write-rows.ts";

export interface CatalogArguments extends MastTableArguments, TargetArguments {
  readonly catalog: string;
  /** `3`, `dr2` */
  readonly release?: string;
  /** Of Pan-STARRS: `mean`, `stack`, … */
  readonly kind?: string;
  /** Of the service's own. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** `armillary mast catalog NAME`. */
export async function runCatalog(args: CatalogArguments, io: Io): Promise<void> {
  await (/^pan-?starrs$/i.test(args.catalog) ? runPanstarrs(args, io) : runMashupCatalog(args, io));
}

async function runMashupCatalog(args: CatalogArguments, io: Io): Promise<void> {
  const { catalog, release, kind, filters, columns, parameters } = args;
  if (kind !== undefined) throw usageError(`--kind is for panstarrs, not for ${catalog}.`);
  const version = release === undefined ? {} : { version: releaseNumber(release) };
  const { name, ...target } = readTarget(args);
  const asked: CatalogQuery = {
    catalog,
    filters,
    ...version,
    ...target,
    ...(parameters.length === 0
      ? {}
      : { parameters: Object.fromEntries(parameters.map(([name, value]) => [name, numberOr(value)])) }),
  };
  checkCatalogQuery(asked, { isAround: args.target !== undefined });
  const question = async (asking: Asking): Promise<CatalogQuery> => ({
    ...asked,
    ...(name === undefined ? {} : await placeOfTarget({ name, ...target }, asking, io)),
  });
  await writeRows(
    args,
    {
      usage: `mast catalog ${catalog}`,
      open: async (asking) =>
        searchCatalog(
          asking.session,
          { ...(await question(asking)), ...(columns === undefined ? {} : { columns }) },
          { ...asking.operation, ...asking.limit, onProgress: asking.onProgress },
        ),
      count: async (asking) => countCatalog(asking.session, await question(asking), asking.operation),
    },
    io,
  );
}

async function runPanstarrs(args: CatalogArguments, io: Io): Promise<void> {
  const { release: text, kind, filters, columns, parameters } = args;
  if (parameters.length > 0) throw usageError("Pan-STARRS has no parameters but its columns: --filter names those.");
  const release = text?.toLowerCase().replace(/^(?=\d)/, "dr");
  if (release !== undefined && release !== "dr1" && release !== "dr2")
    throw usageError("Pan-STARRS has the releases dr2 and dr1.");
  const { name, ...target } = readTarget(args);
  const asked: PanstarrsQuery = {
    filters,
    ...target,
    ...(release === undefined ? {} : { release }),
    ...(kind === undefined ? {} : { table: kind }),
  };
  checkPanstarrsQuery(asked, { isAround: args.target !== undefined });
  const question = async (asking: Asking): Promise<PanstarrsQuery> => ({
    ...asked,
    ...(name === undefined ? {} : await placeOfTarget({ name, ...target }, asking, io)),
  });
  await writeRows(
    args,
    {
      usage: "mast catalog panstarrs",
      open: async (asking) =>
        searchPanstarrs(
          asking.session,
          { ...(await question(asking)), ...(columns === undefined ? {} : { columns }) },
          { ...asking.operation, ...asking.limit },
        ),
      // The service does not count: the rows are.
      count: async (asking) => {
        const rows = await searchPanstarrs(
          asking.session,
          { ...(await question(asking)), columns: ["objID"] },
          asking.operation,
        );
        return (await rows.summary).rows;
      },
    },
    io,
  );
}

function releaseNumber(text: string): number {
  const digits = /^(?:v|dr)?(\d+)$/i.exec(text)?.[1];
  if (digits === undefined) throw usageError(`"${text}" is no release: a number is due.`);
  return Number(digits);
}

function numberOr(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
