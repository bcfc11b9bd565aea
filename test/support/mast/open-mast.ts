import type { Rewrite } from "@armillary/dali";
import { onTestFinished } from "vitest";
import { type Call, type FaultyService, openFaultyService } from "../faulty-service.ts";
import type { MastCall } from "./api.ts";
import { MAST_APIS } from "./apis.ts";
import { defaultSettings, type MastSettings, type SimulatedUser } from "./settings.ts";

/** MAST on loopback: every API of `apis.ts` over one made-up archive. */
export interface SimulatedMast extends FaultyService {
  readonly settings: MastSettings;
  /** Lead the hosts of MAST here: for the transport, which goes on judging credentials by the true addresses. */
  readonly rewrites: readonly Rewrite[];
}

/** MAST's other hosts are folders here. */
const HOSTS: Readonly<Record<string, string>> = {
  "https://mast.stsci.edu": "",
  "https://auth.mast.stsci.edu": "/hosts/auth",
  "https://catalogs.mast.stsci.edu": "/hosts/catalogs",
  "https://mastresolver.stsci.edu": "/hosts/resolver",
  "https://stpubdata.s3.amazonaws.com": "/hosts/stpubdata",
};

/** Opens a simulated MAST that is closed when the test is over. */
export async function mast(changes: Partial<MastSettings> = {}): Promise<SimulatedMast> {
  const opened = await openMast(changes);
  onTestFinished(() => opened.close());
  return opened;
}

/** The same, for whoever closes it. */
export async function openMast(changes: Partial<MastSettings> = {}): Promise<SimulatedMast> {
  const settings: MastSettings = { ...defaultSettings(), ...changes };
  let requests = 0;

  const dispatch = async (call: Call): Promise<void> => {
    const path = call.url.pathname;
    const isThrottled = settings.throttleEvery > 0 && path !== "/whoami" && ++requests % settings.throttleEvery === 0;
    if (isThrottled) {
      call.response
        .writeHead(settings.throttleStatus, { "Retry-After": String(settings.throttleRetryAfterS) })
        .end("Too many requests.\n");
      return;
    }
    const api = MAST_APIS.find(({ paths }) => paths.test(path));
    if (api === undefined) {
      call.response.writeHead(404, { "Content-Type": "text/plain" }).end(`Nothing is at ${path}.\n`);
      return;
    }
    const mastCall: MastCall = { ...call, path, user: userOf(call, settings), settings };
    await api.answer(mastCall);
  };

  const service = await openFaultyService({ otherwise: dispatch });
  return {
    ...service,
    settings,
    rewrites: Object.entries(HOSTS).map(([from, folder]) => ({ from, to: `${service.origin}${folder}` })),
  };
}

/** By `Authorization: token …`, or by the cookie that astroquery sets. */
function userOf({ request }: Call, { tokens }: MastSettings): SimulatedUser | undefined {
  const [, fromHeader] = /^token (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  const [, fromCookie] = /(?:^|;\s*)mast_token=([^;]+)/.exec(request.headers.cookie ?? "") ?? [];
  return tokens.get(fromHeader ?? fromCookie ?? "");
}
