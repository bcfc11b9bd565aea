import { listMissions, MISSIONS } from "@armillary/mast";
import { printAligned } from "../../aligned.ts";
import { type Io, writeOut } from "../../io.ts";
import { type MastArguments, openMast } from "../../mast/open-session.ts";
import { printCount } from "../../quantities.ts";

/** `armillary mast missions`: what `obs_collection` can be, and which have a search of their own. */
export async function runMissions(
  { json, ...args }: MastArguments & { readonly json: boolean },
  io: Io,
): Promise<void> {
  const mast = await openMast(args, io);
  try {
    const missions = await listMissions(mast.session, mast.operation);
    const searches = [...MISSIONS.keys()];
    if (json) return await writeOut(io.stdout, `${JSON.stringify({ missions, searches })}\n`);
    const rows = missions.map(({ name, observations }) => [name, printCount(observations)]);
    const width = Math.max(...rows.map(([, count = ""]) => count.length));
    const aligned = rows.map(([name = "", count = ""]) => [name, count.padStart(width)]);
    await writeOut(io.stdout, printAligned([["COLLECTION", "OBSERVATIONS"], ...aligned]));
    await writeOut(io.stdout, `\narmillary mast search: ${searches.join(", ")}\n`);
  } finally {
    await mast.close();
  }
}
