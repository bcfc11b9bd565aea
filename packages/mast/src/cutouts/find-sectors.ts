import { DalError, type OperationOptions, type SkyPosition } from "@armillary/dali";
import { readJson } from "../json/read-rows.ts";
import type { MastSession } from "../session/session.ts";
import { membersOf } from "./json-answer.ts";
import { type CutoutTarget, isMoving, targetParameters, usage } from "./request.ts";

/** A detector of TESS that saw a place, or a moving target, during a sector. */
export interface TessSector {
  /** `tess-s0001-1-3`. */
  readonly sectorName: string;
  readonly sector: number;
  readonly camera: number;
  readonly ccd: number;
}

export interface FindOptions extends OperationOptions {
  /** Whatever is within so many degrees counts (default 0: the place itself). */
  readonly radiusDeg?: number;
}

/**
 * The sectors in whose full-frame images a target is, as the service has them in order. None is an answer.
 * @throws DalError code DAL_USAGE; DAL_QUERY_ERROR for a moving target that nobody knows; DAL_FORMAT; as the transport
 */
export async function findTessSectors(
  session: MastSession,
  target: CutoutTarget,
  { radiusDeg = 0, ...options }: FindOptions = {},
): Promise<readonly TessSector[]> {
  const moving = isMoving(target);
  if (moving && radiusDeg !== 0) throw usage("The sectors of a moving target are asked for without a radius.");
  const url = `${session.baseUrl}/tesscut/api/v0.1/${moving ? "moving_target/sector" : "sector"}`;
  const radius = moving ? [] : [["radius", String(checkRadius(radiusDeg))] as const];
  const response = await session.request({ url, parameters: [...targetParameters(target), ...radius], ...options });
  const { results } = membersOf(await readJson(response), response.url);
  if (!Array.isArray(results)) throw unexpected(response.url, "a list of sectors");
  return results.map((one: unknown) => readSector(one, response.url));
}

/**
 * The deep-field surveys of which zcut has images at a place.
 * @throws DalError as `findTessSectors`
 */
export async function findZcutSurveys(
  session: MastSession,
  target: SkyPosition,
  { radiusDeg = 0, ...options }: FindOptions = {},
): Promise<readonly string[]> {
  const url = `${session.baseUrl}/zcut/api/v0.1/survey`;
  const parameters = [...targetParameters(target), ["radius", String(checkRadius(radiusDeg))] as const];
  const response = await session.request({ url, parameters, ...options });
  const { surveys, results, msg } = membersOf(await readJson(response), response.url);
  // Where there are none it says so in the form of its cutouts.
  if (surveys === undefined && (Array.isArray(results) || typeof msg === "string")) return [];
  if (!Array.isArray(surveys)) throw unexpected(response.url, "a list of surveys");
  return surveys.map(String);
}

/** Sectors, cameras and detectors come as text. */
function readSector(one: unknown, url: string): TessSector {
  const { sectorName, sector, camera, ccd } = (one ?? {}) as Readonly<Record<string, unknown>>;
  const numbers = [sector, camera, ccd].map((value) => (value === "" || value === null ? Number.NaN : Number(value)));
  const [sectorNumber, cameraNumber, ccdNumber] = numbers as [number, number, number];
  if (typeof sectorName !== "string" || !numbers.every(Number.isInteger)) throw unexpected(url, "a sector");
  return { sectorName, sector: sectorNumber, camera: cameraNumber, ccd: ccdNumber };
}

function checkRadius(radiusDeg: number): number {
  if (radiusDeg >= 0 && radiusDeg <= 180) return radiusDeg;
  throw usage(`There is no radius of ${radiusDeg} degrees.`);
}

function unexpected(url: string, expected: string): DalError {
  return new DalError("DAL_FORMAT", `${url} answered JSON without ${expected}. Has the service changed?`, { url });
}
