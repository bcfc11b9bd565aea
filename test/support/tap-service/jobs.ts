import { gzipSync } from "node:zlib";
import { answer } from "../faults.ts";
import type { Answer, Call } from "../faulty-service.ts";
import { sendAnswer, type WrittenAnswer } from "./answers.ts";
import { errorAnswer, type Quirks } from "./quirks.ts";
import type { Form } from "./uploads.ts";
import { xmlText } from "./xml-text.ts";

/** A job of the service; the test may look at it, and move it on. */
export interface ServiceJob {
  readonly id: string;
  phase: string;
  readonly parameters: [name: string, value: string][];
  readonly form: Form;
  readonly created: string;
  destruction: string;
  executionDuration: string;
  answer?: WrittenAnswer;
  error?: string;
  /** Times that its description was asked for. */
  looks: number;
}

/** How a job that was told to run goes on. `at-once`: to its end. `held`: as the test says, by `advance`. */
export type Pace = "at-once" | "held";

export interface JobsOptions {
  /** URL of the list. */
  readonly url: () => string;
  readonly quirks: Quirks;
  readonly pace: Pace;
  readonly version: "1.0" | "1.1";
  run(form: Form): Promise<WrittenAnswer>;
}

const HOUR_MS = 3_600_000;

/** The jobs of a service (UWS 1.1), over HTTP. */
export class Jobs {
  readonly all: ServiceJob[] = [];
  readonly #options: JobsOptions;
  readonly #waiting = new Set<() => void>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Moves a job on: to COMPLETED it runs its query. Whoever waits for a change hears of it. */
  async advance(job: ServiceJob, phase: string, error?: string): Promise<void> {
    if (phase === "COMPLETED") {
      try {
        job.answer = await this.#options.run(job.form);
        job.phase = "COMPLETED";
      } catch (failure) {
        job.phase = "ERROR";
        job.error = failure instanceof Error ? failure.message : String(failure);
      }
    } else {
      job.phase = phase;
      if (error !== undefined) job.error = error;
    }
    for (const wake of this.#waiting) wake();
  }

  /** Answers a request below the list; `path` is what follows it. */
  async handle(call: Call, path: string, form: Form): Promise<void> {
    const method = call.request.method ?? "GET";
    if (path === "") return method === "POST" ? this.#create(call, form) : this.#list(call);
    const [id = "", ...rest] = path.split("/");
    const job = this.all.find((each) => each.id === id);
    const { vanishesAfter } = this.#options.quirks;
    if (job === undefined || (vanishesAfter !== undefined && job.looks >= vanishesAfter)) {
      await answer(404, "There is no such job.\n")(call);
      return;
    }
    const resource = rest.join("/").toLowerCase();
    const value = (name: string): string | undefined => form.parameters.find(([key]) => key === name)?.[1];
    if (method === "DELETE" || (method === "POST" && resource === "" && value("ACTION")?.toUpperCase() === "DELETE"))
      return this.#delete(call, job);
    if (method === "POST") return this.#change(call, job, resource, form, value);
    await this.#show(call, job, resource);
  }

  async #create(call: Call, form: Form): Promise<void> {
    const { quirks, url } = this.#options;
    const created = new Date();
    const job: ServiceJob = {
      id: `job${this.all.length + 1}`,
      phase: "PENDING",
      parameters: form.parameters.filter(([name]) => name !== "PHASE").map(([name, value]) => [name, value]),
      form,
      created: created.toISOString(),
      destruction: new Date(created.getTime() + 24 * HOUR_MS).toISOString(),
      executionDuration: "600",
      looks: 0,
    };
    this.all.push(job);
    const runs = form.parameters.some(([name, value]) => name === "PHASE" && value === "RUN");
    if (runs && quirks.runsAtCreation === true) await this.#start(job);
    const location = `${url()}/${job.id}`;
    if (quirks.createdBy === "200-document")
      await answer(200, this.#document(job), { "Content-Type": "text/xml" })(call);
    else await answer(quirks.createdBy === "201" ? 201 : 303, "", { Location: location })(call);
  }

  async #start(job: ServiceJob): Promise<void> {
    if (job.phase !== "PENDING" && job.phase !== "HELD") return;
    await this.advance(job, "QUEUED");
    if (this.#options.pace !== "at-once") return;
    await this.advance(job, "EXECUTING");
    // Not awaited: the one who started it does not wait for its end.
    void this.advance(job, "COMPLETED");
  }

  async #change(
    call: Call,
    job: ServiceJob,
    resource: string,
    form: Form,
    value: (name: string) => string | undefined,
  ): Promise<void> {
    const { url } = this.#options;
    if (resource === "phase") {
      const phase = value("PHASE");
      if (phase === "RUN" && job.phase !== "PENDING" && job.phase !== "HELD") {
        await answer(400, "The job runs already.\n", { "Content-Type": "text/plain" })(call);
        return;
      }
      if (phase === "RUN") await this.#start(job);
      if (phase === "ABORT" && !["COMPLETED", "ERROR", "ABORTED"].includes(job.phase))
        await this.advance(job, "ABORTED");
    } else if (resource === "destruction") job.destruction = value("DESTRUCTION") ?? job.destruction;
    else if (resource === "executionduration")
      job.executionDuration = value("EXECUTIONDURATION") ?? job.executionDuration;
    else if (resource === "parameters")
      job.parameters.push(...form.parameters.map(([name, text]): [string, string] => [name, text]));
    await answer(303, "", { Location: `${url()}/${job.id}` })(call);
  }

  async #delete(call: Call, job: ServiceJob): Promise<void> {
    const { quirks, url } = this.#options;
    if (quirks.deletes === "refused" && call.request.method === "DELETE") {
      await answer(405, "DELETE is not allowed.\n")(call);
      return;
    }
    this.all.splice(this.all.indexOf(job), 1);
    for (const wake of this.#waiting) wake();
    await answer(303, "", { Location: url() })(call);
  }

  async #show(call: Call, job: ServiceJob, resource: string): Promise<void> {
    const { quirks } = this.#options;
    const text = (body: string): Answer => answer(200, body, { "Content-Type": "text/plain" });
    if (resource === "") {
      await this.#wait(call, job);
      job.looks++;
      const document = this.#document(job);
      await answer(200, quirks.gzipJobs === true ? gzipSync(document) : document, { "Content-Type": "text/xml" })(call);
    } else if (resource === "phase") await text(job.phase)(call);
    else if (resource === "destruction") await text(job.destruction)(call);
    else if (resource === "executionduration") await text(job.executionDuration)(call);
    else if (resource === "error")
      await (job.error === undefined ? text("") : errorAnswer(job.error, "votable-200"))(call);
    else if (resource.startsWith("results/") && job.answer !== undefined && quirks.resultFails !== true)
      sendAnswer(call, job.answer);
    else if (resource.startsWith("results/") && quirks.resultFails === true)
      await answer(500, "<html><title>Internal error</title></html>")(call);
    else await answer(404, "There is no such thing.\n")(call);
  }

  /** WAIT, with PHASE: holds the answer until something changes. */
  async #wait({ url, response }: Call, job: ServiceJob): Promise<void> {
    const seconds = Number(url.searchParams.get("WAIT") ?? 0);
    const phase = url.searchParams.get("PHASE") ?? job.phase;
    if (seconds === 0 || this.#options.quirks.ignoresWait === true || this.#options.version === "1.0") return;
    const active = ["PENDING", "QUEUED", "EXECUTING"];
    if (job.phase !== phase || !active.includes(job.phase)) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (job.phase !== phase || !this.all.includes(job)) end();
      };
      const timer = setTimeout(end, (seconds < 0 ? 60 : seconds) * 1000);
      this.#waiting.add(look);
      response.once("close", end);
    });
  }

  async #list(call: Call): Promise<void> {
    const phases = call.url.searchParams.getAll("PHASE");
    const last = call.url.searchParams.get("LAST");
    const jobs = this.all
      .filter(({ phase }) => phases.length === 0 || phases.includes(phase))
      .slice(last === null ? 0 : -Number(last));
    const refs = jobs.map(
      ({ id, phase, created }) =>
        `<uws:jobref id="${id}" xlink:href="${this.#options.url()}/${id}"><uws:phase>${phase}</uws:phase><uws:creationTime>${created}</uws:creationTime></uws:jobref>`,
    );
    await answer(200, `<?xml version="1.0"?>\n<uws:jobs ${NAMESPACES} version="1.1">${refs.join("")}</uws:jobs>\n`, {
      "Content-Type": "text/xml",
    })(call);
  }

  #document(job: ServiceJob): string {
    const { quirks, version, url } = this.#options;
    const href = {
      absolute: `${url()}/${job.id}/results/${quirks.resultId ?? "result"}`,
      relative: `${job.id}/results/${quirks.resultId ?? "result"}`,
      "port-443": `${url().replace(/:\d+\//, ":443/")}/${job.id}/results/result`,
      internal: `http://localhost:8080/tap/async/${job.id}/results/result`,
    }[quirks.hrefs ?? "absolute"];
    const own =
      quirks.internalParameters === true
        ? [
            ["staging_directory", "/stage/irsa-tmp-4711"],
            ["oracle_session_timeout", "259200"],
          ]
        : [];
    const parameters = [...job.parameters, ...own].map(
      ([name = "", value = ""]) => `<uws:parameter id="${name}">${xmlText(value)}</uws:parameter>`,
    );
    const result =
      job.phase === "COMPLETED"
        ? `<uws:result id="${quirks.resultId ?? "result"}" xlink:href="${xmlText(href)}"/>`
        : "";
    const error =
      job.error === undefined
        ? ""
        : `<uws:errorSummary type="fatal" hasDetail="true"><uws:message>${xmlText(job.error.slice(0, 60))}</uws:message></uws:errorSummary>`;
    return `<?xml version="1.0" encoding="UTF-8"?>
<uws:job ${NAMESPACES}${version === "1.1" ? ' version="1.1"' : ""}>
<uws:jobId>${job.id}</uws:jobId><uws:ownerId xsi:nil="true"/><uws:phase>${job.phase}</uws:phase><uws:quote xsi:nil="true"/>
<uws:creationTime>${job.created}</uws:creationTime><uws:startTime xsi:nil="true"/><uws:endTime xsi:nil="true"/>
<uws:executionDuration>${job.executionDuration}</uws:executionDuration><uws:destruction>${job.destruction}</uws:destruction>
<uws:parameters>${parameters.join("")}</uws:parameters><uws:results>${result}</uws:results>${error}
</uws:job>
`;
  }
}

const NAMESPACES =
  'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
