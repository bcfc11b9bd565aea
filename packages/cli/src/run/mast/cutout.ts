import {
  type CutoutQuery,
  type CutoutSize,
  type CutoutTarget,
  findTessSectors,
  findZcutSurveys,
  planTessCutouts,
} from "@armillary/mast";
import type { CutoutOutcome } from "@armillary/mast/node";
import { CommandError, usageError } from "../../failure.ts";
import { type Io, writeOut } from "../../io.ts";
import { placeOfTarget, readTarget } from "../../mast/mast-target.ts";
import { type MastArguments, type OpenMast, openMast } from "../../mast/open-session.ts";
import { printableLine } from "../../printable.ts";
import { printBytes } from "../../quantities.ts";
import { tellNote, warn } from "../../warnings.ts";

export interface MastCutoutArguments extends MastArguments {
  readonly service: "tesscut" | "zcut" | "hapcut";
  /** A name, or a position. */
  readonly target?: string;
  /** A body of the solar system instead. */
  readonly moving?: string;
  readonly size?: CutoutSize;
  readonly sectors: readonly number[];
  readonly survey?: string;
  readonly format?: "fits" | "jpg" | "png";
  readonly folder: string;
  readonly parallel?: number;
  /** Tell what has the target, and cut nothing. */
  readonly list: boolean;
  readonly json: boolean;
}

/**
 * `armillary mast cutout`.
 * @returns 0 where all came; 3 where some did
 */
export async function runMastCutout(args: MastCutoutArguments, io: Io): Promise<0 | 3> {
  checkOptions(args);
  const mast = await openMast(args, io);
  try {
    const target = await targetOf(args, mast, io);
    if (args.list) {
      await tellWhatThereIs(target, mast, args, io);
      return 0;
    }
    const queries = await queriesOf(target, args, mast);
    if (queries.length === 0) throw nothing("No sector of TESS has the target.");
    const { saveCutouts } = await import("@armillary/mast/node");
    const { folder, parallel } = args;
    const outcomes = await saveCutouts(mast.session, queries, {
      folder,
      ...mast.operation,
      ...(parallel === undefined ? {} : { parallel }),
    });
    return await tellOutcomes(outcomes, args, io);
  } finally {
    await mast.close();
  }
}

function checkOptions({ service, target, moving, sectors, survey, format, list }: MastCutoutArguments): void {
  if ((target === undefined) === (moving === undefined))
    throw usageError("A cutout is of TARGET, or of a --moving body.");
  if (service !== "tesscut" && (moving !== undefined || sectors.length > 0)) {
    throw usageError(`--moving and --sector are for tesscut, not for ${service}.`);
  }
  if (service !== "zcut" && (survey !== undefined || format !== undefined)) {
    throw usageError(`--survey and --format are for zcut, not for ${service}.`);
  }
  if (list && service === "hapcut") throw usageError("hapcut does not tell what has a place; it cuts all that do.");
}

async function targetOf({ target, moving }: MastCutoutArguments, mast: OpenMast, io: Io): Promise<CutoutTarget> {
  if (moving !== undefined) return { movingTarget: moving };
  const { position } = await placeOfTarget(readTarget(target === undefined ? {} : { target }), mast, io);
  if (position === undefined) throw usageError("A cutout is of a place.");
  return position;
}

async function queriesOf(
  target: CutoutTarget,
  args: MastCutoutArguments,
  mast: OpenMast,
): Promise<readonly CutoutQuery[]> {
  const { service, sectors, survey, format } = args;
  const size = args.size === undefined ? {} : { size: args.size };
  if (service === "tesscut") {
    const chosen = sectors.length === 0 ? {} : { sectors };
    return planTessCutouts(mast.session, target, { ...size, ...chosen, ...mast.operation });
  }
  if ("movingTarget" in target) throw usageError(`${service} has no moving targets.`);
  if (service === "hapcut") return [{ service, target, ...size }];
  return [
    {
      service,
      target,
      ...size,
      ...(survey === undefined ? {} : { survey }),
      ...(format === undefined ? {} : { format }),
    },
  ];
}

async function tellWhatThereIs(
  target: CutoutTarget,
  { session, operation }: OpenMast,
  { service, json }: MastCutoutArguments,
  io: Io,
): Promise<void> {
  if (service === "tesscut") {
    const sectors = await findTessSectors(session, target, operation);
    const lines = sectors.map(
      ({ sectorName, sector, camera, ccd }) => `${sector}\t${camera}\t${ccd}\t${printableLine(sectorName)}\n`,
    );
    return writeOut(
      io.stdout,
      json ? `${JSON.stringify({ sectors })}\n` : `sector\tcamera\tccd\tname\n${lines.join("")}`,
    );
  }
  if ("movingTarget" in target) throw usageError(`${service} has no moving targets.`);
  const surveys = await findZcutSurveys(session, target, operation);
  await writeOut(
    io.stdout,
    json ? `${JSON.stringify({ surveys })}\n` : surveys.map((name) => `${printableLine(name)}\n`).join(""),
  );
}

async function tellOutcomes(
  outcomes: readonly CutoutOutcome[],
  { json, folder }: MastCutoutArguments,
  io: Io,
): Promise<0 | 3> {
  const files = outcomes.flatMap((outcome) => outcome.files);
  const failed = outcomes.filter(({ status }) => status === "FAILED");
  if (json) {
    const told = outcomes.map(({ query, status, files: saved, message, failure }) => ({
      query,
      status,
      files: saved,
      ...(message === undefined ? {} : { message }),
      ...(failure instanceof Error ? { error: failure.message } : {}),
    }));
    await writeOut(io.stdout, `${JSON.stringify({ cutouts: told })}\n`);
  } else {
    for (const { path } of files) await writeOut(io.stdout, `${path}\n`);
  }
  for (const { message } of outcomes.filter(({ status }) => status === "NOTHING"))
    tellNote(io, printableLine(message ?? "Nothing is there.", 300));
  for (const { failure } of failed) if (failure instanceof Error && files.length > 0) warn(io, failure.message);
  if (files.length === 0) {
    const first = failed[0]?.failure;
    if (first !== undefined) throw first;
    throw nothing("There is no image of the place.");
  }
  if (io.stderr.isTTY === true) {
    const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
    io.stderr.write(`${files.length} cutouts · ${printBytes(bytes)} → ${folder}\n`);
  }
  return failed.length === 0 ? 0 : 3;
}

function nothing(message: string): CommandError {
  return new CommandError({ code: "MAST_NOTHING", message });
}
