import { STATUS_CODES } from "node:http";
import { type DalError, type DalResponse, redactUrl } from "@armillary/dali";
import { CommandError, usageError } from "./failure.ts";
import type { Input, InputOptions } from "./input.ts";
import type { Io } from "./io.ts";
import { type Network, openNetwork } from "./network/network.ts";
import { printDuration } from "./quantities.ts";

/**
 * Begins to fetch a URL; the body is read at the pace of its reader and cancelled when that leaves.
 * @throws CommandError code HTTP_NETWORK, HTTP_TIMEOUT, HTTP_STATUS with the service's words
 */
export async function fetchInput(
  text: string,
  io: Io,
  options: InputOptions,
): Promise<Omit<Input, "access" | "patient">> {
  const url = parseUrl(text);
  const label = redactUrl(url.href);
  const network = await openNetwork(options, io, () => url.href);
  const failed = (thrown: unknown): unknown => describe(thrown, label, network);
  try {
    const response = await network.transport.request({
      url: url.href,
      accept: "*/*",
      ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
    });
    // What is compressed on the way says how long it is on the way.
    const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
    return {
      label,
      name: url.pathname,
      bytes: readBody(response, network, failed),
      ...(length === null ? {} : { size: Number(length) }),
    };
  } catch (thrown) {
    await network.close();
    throw failed(thrown);
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse?.(text) ?? (URL.canParse(text) ? new URL(text) : null);
  if (url === null) throw usageError(`"${text}" is not a URL.`);
  if (url.username !== "" || url.password !== "") {
    throw usageError(
      `A URL must not hold a password: ${url.origin}${url.pathname} is asked for without.`,
      "--user NAME asks for the password, and sends it to this service alone.",
    );
  }
  return url;
}

/** The body's chunks. Not a generator: `return` must cancel the body also before the first chunk. */
function readBody(
  response: DalResponse,
  network: Network,
  failed: (thrown: unknown) => unknown,
): AsyncIterableIterator<Uint8Array> {
  const chunks = response.body[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<Uint8Array>> => {
    await response.close();
    await network.close();
    return { value: undefined, done: true };
  };
  return {
    async next() {
      try {
        const part = await chunks.next();
        return part.done === true ? await end() : part;
      } catch (thrown) {
        await network.close();
        throw failed(thrown);
      }
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** What the transport says, in the command's terms. */
function describe(thrown: unknown, where: string, { deadline }: Network): unknown {
  if (!(thrown instanceof Error) || thrown.name !== "DalError") return thrown;
  const { code, message, failure } = thrown as DalError;
  const { httpStatus, serviceMessage } = failure;
  const said = {
    where,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(serviceMessage === undefined ? {} : { serviceMessage }),
  };
  const as = (own: string, words: string): CommandError =>
    new CommandError({ code: own, message: words, ...said }, 1, { cause: thrown });
  if (code === "DAL_USAGE") return new CommandError({ code: "USAGE", message }, 2, { cause: thrown });
  if (code === "DAL_TIMEOUT") {
    const given = deadline?.isOver === true ? `was not done in ${printDuration(deadline.timeoutMs)} (--timeout)` : "";
    return as("HTTP_TIMEOUT", given === "" ? message : `The service ${given}.`);
  }
  if (httpStatus !== undefined && httpStatus >= 400) {
    const hint = httpStatus === 401 ? " --user NAME gives a name and a password." : "";
    const reason = STATUS_CODES[httpStatus];
    return as("HTTP_STATUS", `The service answered HTTP ${httpStatus}${reason ? ` ${reason}` : ""}.${hint}`);
  }
  return as(code === "DAL_NETWORK" ? "HTTP_NETWORK" : code, `The transfer failed: ${message}`);
}
