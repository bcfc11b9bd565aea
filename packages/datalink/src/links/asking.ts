import type { OperationOptions, Transport } from "@armillary/dali";
import type { LinksFacts } from "../facts.ts";
import type { FollowOptions, LinksOptions } from "../query.ts";
import type { Tally } from "./tally.ts";

/** One question for links on its way to its answers. */
export interface LinksAsking {
  readonly transport: Transport;
  /** The links service. */
  readonly url: string;
  readonly facts?: LinksFacts;
  readonly options: LinksOptions;
  readonly follow?: Required<FollowOptions>;
  readonly tally: Tally;
}

/** What a request for a table of links takes of the options. */
export function readingOptions({ signal, deadline, timeoutMs, lenient }: LinksOptions): OperationOptions & {
  readonly lenient?: boolean;
} {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(lenient === undefined ? {} : { lenient }),
  };
}
