import { convert } from "@armillary/formats";
import { chooseFormat } from "../dali/output-formats.ts";
import { usageError } from "../errors.ts";
import { asServiceError } from "../failure.ts";
import { answerInTurn } from "../http/answer-in-turn.ts";
import { isObsCore } from "../obscore/obscore-table.ts";
import { capabilitiesDocument, capability, httpInterface, vosiCapabilities } from "../vosi/capabilities.ts";
import type { TableService } from "../vosi/table-service.ts";
import { linksOf } from "./links.ts";

/** Datasets of one request. */
const MOST_IDS = 1000;

/** What belongs to datasets of a table of ObsCore (DataLink 1.1, section 2). */
export const LINKS_SERVICE: TableService = {
  title: "A DataLink service",
  resource: "links",
  serves: isObsCore,
  capabilities(_context, url) {
    const links = capability("ivo://ivoa.net/std/DataLink#links-1.1", [
      httpInterface(`${url}/links`, { use: "base", version: "1.1" }),
    ]);
    return capabilitiesDocument([links, ...vosiCapabilities(url)]);
  },
  async answer({ context, table, request, env, parameters }) {
    const ids = [...new Set(parameters.all("ID"))];
    if (ids.length > MOST_IDS) throw usageError(`More than ${MOST_IDS} datasets are asked for.`);
    const asked = parameters.one("RESPONSEFORMAT");
    const { contentType, format, options } = chooseFormat(asked);
    return answerInTurn(context, request, env, async (signal) => {
      try {
        const links = await linksOf(context.engine, table, ids, signal);
        return {
          // With the words by which clients know such a table (section 3.3).
          contentType: asked === undefined ? `${contentType};content=datalink` : contentType,
          bytes: convert(links, format, options),
          close: () => links.close(),
        };
      } catch (failure) {
        throw asServiceError(signal.aborted ? signal.reason : failure);
      }
    });
  },
};
