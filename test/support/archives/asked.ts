import type { Call } from "../faulty-service.ts";
import { type Box, type Circle, isWithin, offsetDeg, type Point } from "../tap-service/geometry.ts";
import { readForm } from "../tap-service/uploads.ts";
import type { ArchiveFault } from "./faults.ts";
import type { Dataset } from "./sky.ts";

/** What an archive is asked, and how many rows the answer may have. */
export interface Asked {
  /** Host and path. */
  readonly path: string;
  /** Characters of the path and the query. */
  readonly urlLength: number;
  /** The first value of a parameter; names are in any case (DALI 1.1, section 3.1). */
  get(name: string): string | undefined;
  all(name: string): readonly string[];
  /** Set by a fault. */
  readonly limit: { readonly most?: number; readonly isSilent?: boolean };
}

export function readAsked(call: Call, path: string, fault: ArchiveFault | undefined): Asked {
  const { parameters } = readForm(call.url.searchParams, call.request.headers["content-type"] ?? "", call.body);
  const all = (name: string): string[] => parameters.filter(([key]) => key === name).map(([, value]) => value);
  return {
    path,
    urlLength: call.request.url?.length ?? 0,
    all,
    get: (name) => all(name)[0],
    limit:
      fault?.kind === "overflow"
        ? { most: fault.rows, ...(fault.isSilent === undefined ? {} : { isSilent: fault.isSilent }) }
        : {},
  };
}

/** The fewer of the rows that a fault lets through and those that the client wants. */
export function limitOf({ limit }: Asked, wanted: string | undefined): Asked["limit"] {
  const rows = wanted === undefined ? Number.NaN : Number(wanted);
  return Number.isNaN(rows) ? limit : { ...limit, most: Math.min(rows, limit.most ?? rows) };
}

/** A number that a parameter has; undefined where it is absent or none. */
export function numberOf(asked: Asked, name: string): number | undefined {
  const value = asked.get(name)?.trim();
  return value === undefined || value === "" || Number.isNaN(Number(value)) ? undefined : Number(value);
}

/** RA, DEC, SR of a cone search (SCS 1.03, section 2.1). */
export function coneOf(asked: Asked): Circle | undefined {
  const [raDeg, decDeg, radiusDeg] = ["RA", "DEC", "SR"].map((name) => numberOf(asked, name));
  if (raDeg === undefined || decDeg === undefined || radiusDeg === undefined) return undefined;
  return { raDeg, decDeg, radiusDeg };
}

/** `POS=ra,dec`. */
export function positionOf(asked: Asked): Point | undefined {
  const [raDeg = Number.NaN, decDeg = Number.NaN] = (asked.get("POS") ?? "").split(/[,;]/).map(Number);
  return Number.isFinite(raDeg) && Number.isFinite(decDeg) ? { raDeg, decDeg } : undefined;
}

/** POS and SIZE of SIA 1: a box (SIA 1.0, section 4.1.1). */
export function boxOf(asked: Asked): Box | undefined {
  const centre = positionOf(asked);
  const [widthDeg = Number.NaN, heightDeg = widthDeg] = (asked.get("SIZE") ?? "").split(",").map(Number);
  return centre === undefined || Number.isNaN(widthDeg) ? undefined : { ...centre, widthDeg, heightDeg };
}

/** Whether an image has part of the box, or as INTERSECT says else (SIA 1.0, section 4.1.1). */
export function isAsked(image: Dataset, box: Box, intersect = "OVERLAPS"): boolean {
  if (intersect === "CENTER") return isWithin(box, boxOfImage(image));
  const offset = offsetDeg(box, image);
  if (offset === undefined) return false;
  const fits = (distanceDeg: number, sideDeg: number): boolean => {
    const [half, own] = [sideDeg / 2, image.fovDeg / 2];
    if (intersect === "COVERS") return Math.abs(distanceDeg) + half <= own;
    if (intersect === "ENCLOSED") return Math.abs(distanceDeg) + own <= half;
    return Math.abs(distanceDeg) <= half + own;
  };
  return fits(offset[0], box.widthDeg) && fits(offset[1], box.heightDeg);
}

function boxOfImage({ raDeg, decDeg, fovDeg }: Dataset): Box {
  return { raDeg, decDeg, widthDeg: fovDeg, heightDeg: fovDeg };
}

/** Whether a band or a time meets the interval of an SSA parameter: `a/b`, `a/`, `/b`, `a`, in lists. */
export function meetsRanges(
  value: string | undefined,
  lower: number,
  upper: number,
  read: (text: string) => number = Number,
): boolean {
  if (value === undefined) return true;
  return value.split(",").some((range) => {
    const [from = "", to = from] = range.split(";")[0]?.split("/") ?? [];
    return (to === "" || lower <= read(to)) && (from === "" || upper >= read(from));
  });
}

/** MJD of an ISO time. */
export function mjdOf(iso: string): number {
  return Date.parse(/Z$|T.*[+-]/.test(iso) ? iso : iso.includes("T") ? `${iso}Z` : iso) / 86_400_000 + 40_587;
}
