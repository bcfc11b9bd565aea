import { findTable, tableUrl } from "../columns/find-table.ts";
import type { ServerContext } from "../context.ts";
import type { PublishedTable } from "../engine.ts";
import { ServiceError } from "../errors.ts";
import { xmlAnswer } from "../http/answers.ts";
import type { ServerEnv } from "../http/env.ts";
import type { Parameters } from "../http/parameters.ts";
import { readRequest, removeFiles } from "../http/read-request.ts";
import type { XmlNode } from "../xml.ts";
import { availabilityDocument } from "./availability.ts";

/** A service that each table has of its own, at a URL of its own, with what it says of itself below (VOSI 1.1). */
export interface TableService {
  /** For messages: `A cone search`. */
  readonly title: string;
  /** What is asked, below the URL of the table, besides that URL itself. */
  readonly resource?: string;
  /** Whether it is there for a table. */
  serves(table: PublishedTable): boolean;
  /** @param url - of the table */
  capabilities(context: ServerContext, url: string): XmlNode;
  /** @throws ServiceError */
  answer(question: TableQuestion): Promise<Response>;
}

/** What is asked of a table. */
export interface TableQuestion {
  readonly context: ServerContext;
  readonly table: PublishedTable;
  readonly request: Request;
  readonly env: ServerEnv;
  readonly parameters: Parameters;
}

/** A request, and where it goes: the URL of the service, of all tables, and what stands behind it. */
export interface TableRequest {
  readonly request: Request;
  readonly env: ServerEnv;
  readonly serviceUrl: string;
  readonly path: readonly string[];
}

/**
 * Answers what a table's service is asked, and what it says of itself.
 * @throws ServiceError
 */
export async function answerOfTable(
  context: ServerContext,
  service: TableService,
  { request, env, serviceUrl, path }: TableRequest,
): Promise<Response> {
  const [name = "", ...below] = path;
  const table = findTable(context.engine, name, (each) => service.serves(each));
  const what = below.join("/");
  if (what === "capabilities") return xmlAnswer(service.capabilities(context, tableUrl(serviceUrl, table)));
  if (what === "availability") return xmlAnswer(availabilityDocument(context));
  if (what !== "" && what !== service.resource) {
    throw new ServiceError("SERVER_NOT_FOUND", `${service.title} has no ${what}.`);
  }
  const { parameters, files } = await readRequest(request, context.limits, context.folder);
  // These services take no tables; whoever sends one must not fill the disk with it.
  await removeFiles(files);
  return service.answer({ context, table, request, env, parameters });
}
