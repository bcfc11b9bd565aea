import {
  type Capability,
  cleanBaseUrl,
  fetchCapabilities,
  isDalError,
  mergeParameters,
  type OperationOptions,
  type Transport,
} from "@armillary/dali";
import { findLinksFacts, type LinksFacts } from "./facts.ts";
import { openLinks } from "./links/open-links.ts";
import { readDocument } from "./links/read-document.ts";
import { linksParameters } from "./parameters.ts";
import type { LinksDescription, LinksOptions, LinksResult } from "./query.ts";

export interface DatalinkOptions {
  readonly transport: Transport;
  /** What is known of the service (default: by its URL). */
  readonly facts?: LinksFacts;
}

/**
 * A {links} service of DataLink 1.0 or 1.1. Holds no connection: the transport does.
 *
 * @example
 * const service = new DatalinkService("https://dc.g-vo.org/califa/q3/dl/dlmeta", { transport });
 * const result = await service.links(ids, { semantics: "#preview" });
 * for await (const { id, accessUrl, contentType } of result.records()) …
 * const { outcomes } = await result.summary; // of each ID: links, errors in the service's words, nothing
 */
export class DatalinkService {
  readonly baseUrl: string;
  readonly facts: LinksFacts | undefined;
  readonly #transport: Transport;

  /** @throws DalError DAL_USAGE for what is no http or https URL */
  constructor(baseUrl: string, { transport, facts }: DatalinkOptions) {
    this.baseUrl = cleanBaseUrl(baseUrl);
    this.facts = facts ?? findLinksFacts(this.baseUrl);
    this.#transport = transport;
  }

  /**
   * The links of identifiers, in batches that the service takes, as one stream. An identifier that the service does not know,
   * or fails for, is an outcome in the summary and no error for the others. Repeated identifiers are asked once.
   * @throws DalError when the first answer is a refusal that no identifier explains; the same later, from `records()`
   */
  links(ids: string | readonly string[], options: LinksOptions = {}): Promise<LinksResult> {
    return openLinks(this.#place(), typeof ids === "string" ? [ids] : ids, options);
  }

  /**
   * What the service says of itself, asked without an identifier: the descriptor of itself, where it sends one, and its
   * VOSI capabilities, which few have.
   * @throws DalError
   * @see DataLink 1.1, sections 2.1.1 and 4.4
   */
  async describe(options: OperationOptions = {}): Promise<LinksDescription> {
    const { descriptors, standardId } = await readDocument(
      this.#transport,
      this.baseUrl,
      { method: "GET", parameters: [] },
      options,
    );
    const self = descriptors.find(({ isSelf }) => isSelf);
    const capabilities = await this.#capabilities(options);
    return {
      descriptors,
      ...(self === undefined ? {} : { self }),
      ...(standardId === undefined ? {} : { standardId }),
      ...(capabilities === undefined ? {} : { capabilities }),
    };
  }

  /** The URL that asks for links by GET. */
  url(ids: string | readonly string[], options: Pick<LinksOptions, "parameters" | "responseFormat"> = {}): string {
    return mergeParameters(this.baseUrl, linksParameters(this.baseUrl, listOf(ids), options, this.facts).parameters);
  }

  /** The curl command that asks for links, without secrets. */
  curl(ids: string | readonly string[], options: Pick<LinksOptions, "parameters" | "responseFormat"> = {}): string {
    return this.#transport.curl({
      url: this.baseUrl,
      ...linksParameters(this.baseUrl, listOf(ids), options, this.facts),
    });
  }

  /** DataLink 1.1 asks for none, and links are seldom registered. */
  async #capabilities(options: OperationOptions): Promise<readonly Capability[] | undefined> {
    try {
      return await fetchCapabilities(this.#transport, this.baseUrl, options);
    } catch (failure) {
      if (!isDalError(failure) || failure.code === "DAL_ABORTED" || options.deadline?.isOver === true) throw failure;
      return undefined;
    }
  }

  #place(): { readonly transport: Transport; readonly url: string; readonly facts?: LinksFacts } {
    return {
      transport: this.#transport,
      url: this.baseUrl,
      ...(this.facts === undefined ? {} : { facts: this.facts }),
    };
  }
}

function listOf(ids: string | readonly string[]): readonly string[] {
  return typeof ids === "string" ? [ids] : ids;
}
