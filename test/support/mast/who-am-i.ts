import { type MastApi, sendJson } from "./api.ts";

/** HTTP 200 for everybody: a token that is not taken is answered as nobody's. */
export const WHO_AM_I: MastApi = {
  name: "whoami",
  paths: /^\/whoami$/,
  answer(call) {
    const { user } = call;
    sendJson(
      call,
      user === undefined
        ? { anon: true, attrib: {} }
        : { anon: false, attrib: { display_name: user.name }, ezid: user.name.toLowerCase().replaceAll(" ", "") },
    );
  },
};
