import type { Deadline } from "@armillary/dali";
import type { MastSession } from "@armillary/mast";
import type { Io } from "../io.ts";
import { type Network, type NetworkOptions, openNetwork } from "../network/network.ts";
import { type FoundToken, findToken, type TokenOptions } from "./find-token.ts";

/** What every verb of `armillary mast` is told of the network. */
export interface MastArguments extends NetworkOptions, TokenOptions {}

/** MAST, as whoever the command line says. */
export interface OpenMast {
  readonly session: MastSession;
  readonly network: Network;
  readonly token?: FoundToken;
  /** Of each request, and of all of them. */
  readonly operation: { readonly deadline?: Deadline };
  close(): Promise<void>;
}

/** Opens the way to MAST; nothing is asked yet. */
export async function openMast(args: MastArguments, io: Io): Promise<OpenMast> {
  const { createMastSession, MAST_URL } = await import("@armillary/mast");
  const token = await findToken(args, io);
  // The session has the token, whichever it is: that of the environment must not go along beside it.
  const network = await openNetwork({ ...args, withoutMastToken: true }, io, () => MAST_URL);
  const { transport } = network;
  return {
    session: createMastSession({ transport, ...(token === undefined ? {} : { token: token.token }) }),
    network,
    operation: network.deadline === undefined ? {} : { deadline: network.deadline },
    ...(token === undefined ? {} : { token }),
    close: () => network.close(),
  };
}
