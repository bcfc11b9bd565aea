import { Hono } from "hono";
import { cors } from "hono/cors";
import { ServerContext } from "./context.ts";
import { ERROR_TYPE, errorDocument } from "./dali/error-document.ts";
import { LINKS_SERVICE } from "./datalink/links-service.ts";
import type { QueryEngine } from "./engine.ts";
import { ServiceError } from "./errors.ts";
import { asServiceError } from "./failure.ts";
import { seeOther, textAnswer, xmlAnswer } from "./http/answers.ts";
import { decodePath } from "./http/decode-path.ts";
import type { ServerEnv } from "./http/env.ts";
import type { AppOptions } from "./options.ts";
import { landingPage } from "./pages/landing-page.ts";
import { CONE_SERVICE, coneError } from "./scs/cone-service.ts";
import { IMAGE_SERVICE } from "./sia/image-service.ts";
import { SPECTRUM_SERVICE } from "./ssa/spectrum-service.ts";
import { makeExamples } from "./tap/made-examples.ts";
import { answerSync, answerTapMetadata } from "./tap/routes.ts";
import { JobList } from "./uws/job-list.ts";
import { answerUws } from "./uws/routes.ts";
import { answerOfTable } from "./vosi/table-service.ts";

/** The services over the tables of an engine, as a function from request to answer: any server, or none, can carry it. */
export interface App {
  /**
   * Answers a request; never rejects.
   * @param env - Node's answer to it, where there is one: an answer that breaks off then cuts its connection
   */
  fetch(request: Request, env?: ServerEnv): Promise<Response>;
  /** Ends all queries and jobs and removes what was kept for them. The engine stays open: it is its opener's. Idempotent. */
  close(): Promise<void>;
}

/** Headers that pages may read beyond those that all may. */
const EXPOSED = ["Content-Disposition", "Location", "Retry-After"];

/**
 * Publishes the tables of an engine: TAP under `/tap`; cone searches under `/scs/TABLE` of tables with positions; SIA 2, SSA and
 * DataLink under `/sia2/TABLE`, `/ssa/TABLE` and `/datalink/TABLE` of tables with the columns of ObsCore.
 *
 * Every answer is made as it is taken; a client that goes ends its query. Failures are told in the words of the protocol: error
 * documents of DALI, plain text from UWS.
 */
export async function createApp(engine: QueryEngine, options: AppOptions = {}): Promise<App> {
  const context = new ServerContext(engine, options);
  const jobs = new JobList(context);
  const examples = await makeExamples(context);
  const hono = new Hono<{ Bindings: ServerEnv }>();

  if (options.cors === undefined || options.cors === "*" || options.cors.length > 0) {
    const origin = options.cors === undefined || options.cors === "*" ? "*" : [...options.cors];
    hono.use(cors({ origin, allowMethods: ["GET", "HEAD", "POST", "DELETE"], exposeHeaders: EXPOSED, maxAge: 3600 }));
  }

  hono.use(async (answering, next) => {
    await next();
    answering.header("Server", "Armillary");
  });
  // Base URLs are written with a slash behind them, too.
  for (const path of ["/tap/sync", "/tap/sync/"]) {
    hono.all(path, async ({ req, env }) => {
      try {
        checkMethod(req.method, ["GET", "POST"]);
        return await answerSync(context, req.raw, env);
      } catch (thrown) {
        return refuse(context, thrown, tellByVotable);
      }
    });
  }
  for (const path of ["/tap/async", "/tap/async/*"]) {
    hono.all(path, async ({ req }) => {
      const below = pathBelow(req.path, "/tap/async");
      return answerUws(context, jobs, req.raw, `${context.baseUrl(req.raw)}/tap/async`, below);
    });
  }
  for (const path of ["/tap", "/tap/"]) {
    hono.all(path, ({ req }) => {
      checkMethod(req.method, ["GET"]);
      return seeOther(`${context.baseUrl(req.raw)}/`);
    });
  }
  for (const [name, service, tell] of TABLE_SERVICES) {
    hono.all(`/${name}/*`, async ({ req, env }) => {
      try {
        checkMethod(req.method, ["GET", "POST"]);
        const path = pathBelow(req.path, `/${name}`).split("/").map(decodePath);
        const serviceUrl = `${context.baseUrl(req.raw)}/${name}`;
        return await answerOfTable(context, service, { request: req.raw, env, serviceUrl, path });
      } catch (thrown) {
        return refuse(context, thrown, tell);
      }
    });
  }
  hono.all("/tap/*", ({ req }) => {
    checkMethod(req.method, ["GET"]);
    return answerTapMetadata(
      context,
      req.raw,
      `${context.baseUrl(req.raw)}/tap`,
      pathBelow(req.path, "/tap"),
      examples,
    );
  });
  hono.all("/", ({ req }) => {
    checkMethod(req.method, ["GET"]);
    return textAnswer(landingPage(context, context.baseUrl(req.raw), examples), { type: "text/html; charset=utf-8" });
  });
  hono.notFound(({ req }) =>
    refuse(context, new ServiceError("SERVER_NOT_FOUND", `There is no ${req.path}.`), tellByText),
  );
  hono.onError((thrown) => refuse(context, thrown, tellByText));

  return {
    async fetch(request, env = {}) {
      if (request.method !== "HEAD") return hono.fetch(request, env);
      // Hono would leave the body of the GET lying, and with it what makes it.
      const { headers, signal } = request;
      const answer = await hono.fetch(new Request(request.url, { headers, signal }), env);
      await answer.body?.cancel();
      return new Response(null, { status: answer.status, headers: answer.headers });
    },
    async close() {
      await jobs.close();
      await context.close();
    },
  };
}

function tellByVotable(failure: ServiceError): Response {
  return xmlAnswer(errorDocument(failure), { type: ERROR_TYPE, status: failure.httpStatus });
}

/** The services that tables have each of their own: the path, and how failures are told. */
const TABLE_SERVICES = [
  ["scs", CONE_SERVICE, coneError],
  ["sia2", IMAGE_SERVICE, tellByVotable],
  ["ssa", SPECTRUM_SERVICE, tellByVotable],
  ["datalink", LINKS_SERVICE, tellByVotable],
] as const;

/** @throws ServiceError SERVER_METHOD; HEAD has become GET by now */
function checkMethod(method: string, methods: readonly string[]): void {
  if (methods.includes(method)) return;
  const allow = methods.join(", ");
  throw new ServiceError("SERVER_METHOD", `This resource has the methods ${allow}.`, { allow });
}

function pathBelow(path: string, above: string): string {
  return path.slice(above.length).replace(/^\/|\/+$/g, "");
}

function tellByText({ message, httpStatus }: ServiceError): Response {
  return textAnswer(`${message}\n`, { status: httpStatus });
}

/** The answer that tells of a failure; `tell` puts it into words. */
function refuse(context: ServerContext, thrown: unknown, tell: (failure: ServiceError) => Response): Response {
  const failure = asServiceError(thrown);
  context.report(failure);
  const answer = tell(failure);
  if (failure.retryAfterSeconds !== undefined) answer.headers.set("Retry-After", String(failure.retryAfterSeconds));
  if (failure.allow !== undefined) answer.headers.set("Allow", failure.allow);
  return answer;
}
