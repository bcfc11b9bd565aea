import { access } from "node:fs/promises";
import { type DalRequest, type DalResponse, isDalError, type Transport } from "@armillary/dali";
import type { MastSession } from "@armillary/mast";
import type { Io } from "../io.ts";
import { findToken } from "../mast/find-token.ts";
import { loginFile } from "./folders.ts";

/**
 * A transport that takes MAST's token along where `@armillary/mast` says that it may go: the token of `MAST_API_TOKEN`, or the one that
 * `armillary mast login` keeps, as `armillary mast` has it. It is looked for with the first request that goes to MAST, so that nobody is
 * asked to unlock a keyring for the sake of others; a redirect from elsewhere to MAST that ends in a refusal is followed once more with it.
 *
 * Unlike `armillary mast` this does not ask beforehand whether MAST takes the token: services of the VO say so by a refusal, and mirrors of
 * theirs have nobody to ask.
 */
export async function withMastToken(transport: Transport, io: Io): Promise<Transport> {
  if (!(await mayHaveToken(io))) return transport;
  let opening: Promise<MastSession> | undefined;
  let session: MastSession | undefined;
  /** One that could not be opened, as the keyring was locked, is opened anew by the next. */
  const open = (): Promise<MastSession> => {
    opening ??= openSession(transport, io).catch((failure: unknown) => {
      opening = undefined;
      throw failure;
    });
    return opening;
  };
  const withToken = async (request: DalRequest): Promise<DalResponse> => {
    session = await open();
    return session.transport.request(request);
  };
  return {
    async request(request) {
      if (session !== undefined || (await isMast(request.url))) return withToken(request);
      try {
        return await transport.request(request);
      } catch (failure) {
        const { method = "GET" } = request;
        const isRefusal = isDalError(failure) && failure.code === "DAL_AUTH";
        const isAgain = isRefusal && (method === "GET" || method === "HEAD") && (await isMast(failure.failure.url));
        if (isAgain) return withToken(request);
        throw failure;
      }
    },
    curl: (request) => transport.curl(request),
    close: () => transport.close(),
  };
}

async function mayHaveToken({ env }: Io): Promise<boolean> {
  if ((env["MAST_API_TOKEN"] ?? "").trim() !== "") return true;
  return access(loginFile(env)).then(
    () => true,
    () => false,
  );
}

async function isMast(url: string | undefined): Promise<boolean> {
  const { MAST_TOKEN_ORIGINS } = await import("@armillary/mast");
  return url !== undefined && URL.canParse(url) && MAST_TOKEN_ORIGINS.includes(new URL(url).origin);
}

async function openSession(transport: Transport, io: Io): Promise<MastSession> {
  const { createMastSession } = await import("@armillary/mast");
  const token = await findToken({ anonymous: false }, io);
  return createMastSession({ transport, checkToken: false, ...(token === undefined ? {} : { token: token.token }) });
}
