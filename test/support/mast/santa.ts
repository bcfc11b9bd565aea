import { type MastApi, sendJson } from "./api.ts";
import { findPlace } from "./name-lookup.ts";

/** The resolver itself, which takes several names at once: what nobody knows is left out, what was sought is in small letters. */
export const SANTA: MastApi = {
  name: "resolver",
  paths: /^\/hosts\/resolver\/Santa-war\/query$/,
  answer(call) {
    const resolvedCoordinate = call.url.searchParams.getAll("name").flatMap((name) => {
      const place = findPlace(name);
      return place === undefined
        ? []
        : [{ searchString: name.toLowerCase(), resolver: "NED", searchRadius: -1, ...place }];
    });
    sendJson(call, { resolvedCoordinate, status: "" });
  },
};
