import { DalError, type OperationOptions } from "@armillary/dali";
import { invokeMashup } from "../mashup/invoke.ts";
import type { MastSession } from "../session/session.ts";
import { parseJwstFileName } from "./file-sets.ts";

/** An observation of CAOM, with those of the files that are of it. */
export interface ObservationOfFiles {
  /** What products are asked for by. */
  readonly obsid: string;
  /** `jw01366-o001_t001_niriss_clear-gr700xd-substrip256`. */
  readonly observationId: string;
  readonly fileNames: readonly string[];
  /** 2 or 3; -1 for what is planned. */
  readonly calibLevel: number | undefined;
  readonly dataRights: string | undefined;
}

/** What files are of. Every file is in one of the two. */
export interface FilesJoined {
  /** In the order of their first files. */
  readonly observations: readonly ObservationOfFiles[];
  /**
   * Files that the archive has no observation for by their names: exposures that went into a product of stage 3 are filed under that one's
   * observation. `listMissionProducts(session, "jwst", fileSetNames)` lists their products all the same.
   */
  readonly unmatched: readonly string[];
}

export interface JoinOptions extends OperationOptions {
  /** Observations that are asked for at a time (default 200). */
  readonly batchSize?: number;
}

/** What CAOM answers with, as far as it is wanted. */
interface CaomRow {
  readonly obs_id: string | null;
  readonly obsid: string | null;
  readonly calib_level: number | null;
  readonly dataRights: string | null;
}

const BATCH_IDS = 200;

/**
 * Leads back from files of JWST, which keyword searches find, to the observations of CAOM that they are of, by which all products are listed.
 * @throws DalError code DAL_USAGE for a name that is none of a JWST file; as `invokeMashup`
 */
export async function joinObservations(
  session: MastSession,
  fileNames: Iterable<string>,
  { batchSize = BATCH_IDS, ...options }: JoinOptions = {},
): Promise<FilesJoined> {
  const filesOf = new Map<string, string[]>();
  for (const fileName of new Set(fileNames)) {
    const name = parseJwstFileName(fileName);
    if (name === undefined) throw new DalError("DAL_USAGE", `"${fileName}" is not the name of a file of JWST.`);
    const files = filesOf.get(name.observationId);
    if (files === undefined) filesOf.set(name.observationId, [fileName]);
    else files.push(fileName);
  }
  const ids = [...filesOf.keys()];
  const found = new Map<string, ObservationOfFiles>();
  for (let at = 0; at < ids.length; at += batchSize) {
    const result = await invokeMashup<CaomRow>(session, {
      ...options,
      service: "Mast.Caom.Filtered",
      params: {
        columns: "obs_id,obsid,calib_level,dataRights",
        filters: [
          { paramName: "obs_collection", values: ["JWST"] },
          { paramName: "obs_id", values: ids.slice(at, at + batchSize) },
        ],
      },
    });
    for await (const { obs_id: observationId, obsid, calib_level: level, dataRights } of result.rows()) {
      const files = observationId === null ? undefined : filesOf.get(observationId);
      if (observationId === null || files === undefined || obsid === null) continue;
      const calibLevel = level === null ? undefined : Number(level);
      found.set(observationId, {
        obsid,
        observationId,
        fileNames: files,
        calibLevel,
        dataRights: dataRights ?? undefined,
      });
    }
  }
  return {
    observations: ids.flatMap((id) => found.get(id) ?? []),
    unmatched: ids.flatMap((id) => (found.has(id) ? [] : (filesOf.get(id) ?? []))),
  };
}
