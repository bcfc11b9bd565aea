// A worker of the test page: asks a TAP service of another origin by the browser's own fetch, in every way, and says what came of it.
import { type Credential, createTransport, isDalError } from "@armillary/dali";
import { TapService } from "@armillary/tap";

/** Where to ask, and with which password. */
export interface TapQuestions {
  readonly url: string;
  readonly login?: { readonly user: string; readonly password: string };
}

/** What came of each way: rows, names, or an error. */
export type TapAnswers = Readonly<Record<string, unknown>>;

const tell = (message: { readonly kind: "done" | "failed" } & Readonly<Record<string, unknown>>): void =>
  globalThis.postMessage(message);

globalThis.addEventListener("message", ({ data }: MessageEvent<TapQuestions>) => {
  askAll(data).then(
    (results) => tell({ kind: "done", results }),
    (error: unknown) => tell({ kind: "failed", message: error instanceof Error ? String(error.stack) : String(error) }),
  );
});

const QUERY = "SELECT source_id FROM survey.stars ORDER BY source_id";

async function askAll({ url, login }: TapQuestions): Promise<TapAnswers> {
  const { origin } = new URL(url);
  const credentials: Credential[] = login === undefined ? [] : [{ kind: "basic", origin, ...login }];
  const transport = createTransport({ credentials, retry: { retries: 0 } });
  const service = new TapService(url, { transport });
  const rows = async (result: Awaited<ReturnType<typeof service.query>>): Promise<number> => {
    let count = 0;
    for await (const batch of result.batches()) count += batch.rows;
    return count;
  };
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    auto: async () => rows(await service.query(QUERY)),
    sync: async () => rows(await service.querySync(QUERY)),
    async: async () => {
      const result = await service.query(QUERY, { mode: "async" });
      return [await rows(result), (await result.summary).mode, result.job?.url.startsWith(`${url}/async/`)];
    },
    job: async () => {
      const job = await service.submit(QUERY);
      const again = service.job(job.url);
      const { phase } = await again.wait();
      const count = await rows(await again.result());
      const listed = (await service.jobs()).length;
      await again.delete();
      return [phase, count, listed, (await service.jobs()).length];
    },
    upload: async () => {
      const uploads = { mine: { rows: [{ kind: 1 }] } };
      return rows(
        await service.query("SELECT s.source_id FROM survey.stars AS s JOIN TAP_UPLOAD.mine AS m ON s.kind = m.kind", {
          uploads,
        }),
      );
    },
    complete: async () => rows(await service.query(QUERY, { complete: true })),
    tables: async () => (await service.tables()).tables.map(({ name }) => name),
    refusal: () => service.query("SELECT nothing FROM survey.stars"),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, ask] of Object.entries(ways)) {
    answers[name] = await ask().catch((failure: unknown) =>
      isDalError(failure) ? { code: failure.code, message: failure.message } : String(failure),
    );
  }
  await transport.close();
  return answers;
}
