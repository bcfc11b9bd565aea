import { isDalError, type OperationOptions } from "@armillary/dali";
import { type SkipReason, shareByHost } from "@armillary/dali/download";
import { isMastError } from "../errors.ts";
import { isExclusive } from "../products/product.ts";
import type { MastSession } from "../session/session.ts";
import { addressOf } from "./address.ts";
import type { ProductFile } from "./product-file.ts";

/** The exclusive files of one programme, and whether whoever asks may have them. */
export interface ExclusiveProgramme {
  /** As the list calls it; empty where it does not say. */
  readonly programme: string;
  readonly files: number;
  /** Of the files whose length is known. */
  readonly bytes: number;
  /** Undefined where MAST did not say: they are asked for all the same. */
  readonly isOpen?: boolean;
  /** Why not. */
  readonly refusal?: SkipReason;
}

/** Questions at a time. */
const AT_ONCE = 4;
/** A length is asked for, which is quickly said. */
const HEAD_MS = 30_000;

/** Gathers what is under exclusive access while a list goes by, and asks MAST what of it is open. */
export class Access {
  readonly #programmes = new Map<string, { files: number; bytes: number; readonly sample: ProductFile }>();
  readonly #verdicts = new Map<string, { readonly isOpen?: boolean; readonly refusal?: SkipReason }>();

  /** Takes note of a product. */
  add(product: ProductFile): void {
    if (!isExclusive(product.rights)) return;
    const key = keyOf(product);
    const known = this.#programmes.get(key) ?? { files: 0, bytes: 0, sample: product };
    known.files++;
    known.bytes += product.bytes ?? 0;
    this.#programmes.set(key, known);
  }

  /**
   * Asks for one file of each programme (HEAD), for rights are given by programme.
   * @throws MastError codes MAST_TOKEN_REFUSED, MAST_TOKEN_EXPIRED: nothing is fetched as nobody instead; DalError codes DAL_ABORTED, DAL_TIMEOUT
   * by the signal and the deadline of the operation
   */
  async ask(session: MastSession, mission: string | undefined, options: OperationOptions = {}): Promise<void> {
    const questions = [...this.#programmes].filter(([key]) => !this.#verdicts.has(key));
    const sharing = { parallel: AT_ONCE, perHost: AT_ONCE, hostOf: () => session.baseUrl };
    await shareByHost(
      questions,
      async ([key, { sample }]) => {
        const url = addressOf(sample, session, mission);
        if (url !== undefined) this.#verdicts.set(key, await askFor(url, session, options));
      },
      { ...sharing, ...(options.signal === undefined ? {} : { signal: options.signal }) },
    );
  }

  /** Why a file is not to be had; undefined where it is, or nobody knows. */
  refusalOf(product: ProductFile): SkipReason | undefined {
    return this.#verdicts.get(keyOf(product))?.refusal;
  }

  /** All programmes with exclusive files, in the order of the list. */
  get programmes(): readonly ExclusiveProgramme[] {
    return [...this.#programmes].map(([key, { files, bytes, sample }]) => ({
      programme: sample.programme ?? "",
      files,
      bytes,
      ...this.#verdicts.get(key),
    }));
  }
}

/** Programmes of two missions may have one number; without one the observation has to do. */
function keyOf({ collection = "", programme, observationId = "" }: ProductFile): string {
  return JSON.stringify([collection, programme ?? null, programme === undefined ? observationId : ""]);
}

async function askFor(
  url: string,
  session: MastSession,
  options: OperationOptions,
): Promise<{ readonly isOpen?: boolean; readonly refusal?: SkipReason }> {
  try {
    const head = {
      method: "HEAD",
      headers: { "Accept-Encoding": "identity" },
      timeoutMs: HEAD_MS,
      retries: 1,
    } as const;
    await (await session.request({ ...head, ...options, url })).close();
    return { isOpen: true };
  } catch (failure) {
    if (isMastError(failure)) {
      const { code, message } = failure;
      if (code === "MAST_TOKEN_MISSING" || code === "MAST_NO_ACCESS")
        return { isOpen: false, refusal: { code, message } };
      throw failure;
    }
    const isOver = options.deadline?.isOver === true || options.signal?.aborted === true;
    // That MAST cannot tell by HEAD is no reason not to ask for the file itself.
    if (isDalError(failure) && !isOver) return {};
    throw failure;
  }
}
