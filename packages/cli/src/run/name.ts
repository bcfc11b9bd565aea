import { looksLikePosition, parsePosition, printPosition, printSexagesimal } from "@armillary/dali";
import type { ResolvedName } from "@armillary/navo";
import { type Io, writeOut } from "../io.ts";
import { printableLine } from "../printable.ts";
import { type LookUpOptions, lookUpName } from "../targets/resolve-target.ts";

export interface NameArguments extends LookUpOptions {
  readonly object: string;
  readonly sexagesimal: boolean;
  readonly json: boolean;
}

/** `armillary name`: prints the position of an object; of a position, the same position. */
export async function runName(args: NameArguments, io: Io): Promise<void> {
  const { object, sexagesimal, json } = args;
  const isPosition = looksLikePosition(object);
  const found = isPosition ? parsePosition(object) : await lookUpName(object, args, io);
  if (json) {
    await writeOut(io.stdout, `${JSON.stringify(found)}\n`);
    return;
  }
  await writeOut(io.stdout, `${sexagesimal ? printSexagesimal(found) : printPosition(found)}\n`);
  if (!isPosition && io.stderr.isTTY === true) io.stderr.write(`${printableLine(describe(found as ResolvedName))}\n`);
}

function describe({ canonicalName, objectType, source, resolver, redshift }: ResolvedName): string {
  const parts = [canonicalName, objectType, redshift === undefined ? undefined : `z = ${redshift}`];
  const says = source === undefined || source.toLowerCase() === resolver ? resolver : `${source} by ${resolver}`;
  return [...parts.filter((part) => part !== undefined), `says ${says}`].join(", ");
}
