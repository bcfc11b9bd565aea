import { DalError, isDalError, isUnreachable } from "@armillary/dali";
import type { ScsService } from "../service.ts";
import { type Answer, type Ask, rowsOf } from "./ask.ts";
import { Asker, type Reply } from "./asker.ts";
import { deferred } from "./deferred.ts";
import { NeighbourAsker } from "./neighbour-asker.ts";
import type { ManyOptions } from "./options.ts";
import { Queue } from "./queue.ts";
import type { NumberedTarget, TargetSource } from "./target.ts";

/** Targets that are looked at together: those at one place, among them, are asked for once. */
const WINDOW = 2000;
/** Rows that may wait for those of earlier targets. */
const MOST_WAITING_ROWS = 200_000;
/** A service that has answered before may be back soon. */
const MOST_IN_VAIN = 10;

/** A target whose reply is waited for; one without a position is skipped. */
export interface Slot {
  readonly target: NumberedTarget;
  readonly reply: Promise<Reply | "skipped">;
  readonly settle: (reply: Reply | "skipped") => void;
}

/**
 * Asks for many targets, some at a time, and hands out their replies in the order of the targets. Reads ahead of who takes
 * them, but not without end.
 */
export class Questions {
  readonly asker: Asker;
  readonly #source: TargetSource;
  readonly #options: ManyOptions;
  readonly #abort = new AbortController();
  readonly #neighbours: NeighbourAsker | undefined;
  readonly #slots = new Queue<Slot>();
  readonly #waiting = new Map<NumberedTarget, Slot>();
  /** The answer whose columns are those of the output; rejects with what ends the run. */
  readonly #first = deferred<Answer>();
  #isFirstKnown = false;
  /** An answer without rows: services describe other columns in some. */
  #fallback: Answer | undefined;
  /** Of a target that is gone without. */
  #firstFailure: unknown;
  /** Questions in a row that failed for a reason that is not of their target. */
  #inVain = 0;
  /** The failure of all targets that are still to come: the service is asked no more. */
  #hopeless: unknown;
  #end: { readonly failure?: unknown } | undefined;
  #waitingRows = 0;
  #wakers: (() => void)[] = [];

  constructor(service: Pick<ScsService, "search">, source: TargetSource, options: ManyOptions) {
    this.#source = source;
    this.#options = options;
    this.asker = new Asker(service, options, this.#abort.signal);
    // With a limit of rows for each target a cone for several would have one for all of them.
    this.#neighbours =
      options.merge === true && options.maxrec === undefined ? new NeighbourAsker(this.asker) : undefined;
    const { signal } = options;
    const onAbort = (): void => this.stop({ failure: givenUp(signal?.reason) });
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true, signal: this.#abort.signal });
  }

  /** What ended it before its time; `failure` where something did that whoever waits must hear of. */
  get end(): { readonly failure?: unknown } | undefined {
    return this.#end;
  }

  /** Begins to ask. Resolves with the answer whose columns hold for all. */
  begin(): Promise<Answer> {
    const asks = this.#plan();
    const { parallel = 4 } = this.#options;
    void Promise.all(Array.from({ length: parallel }, () => this.#work(asks)))
      .then(() => this.#ended())
      .catch((failure: unknown) => this.stop({ failure }));
    return this.#first.promise;
  }

  /** The next target; undefined behind the last. */
  take(): Promise<Slot | undefined> {
    return this.#slots.take();
  }

  /** The rows of a reply are somebody else's from now on. */
  release(reply: Reply | "skipped"): void {
    if (reply !== "skipped" && "found" in reply) this.#waitingRows -= rowsOf(reply.found);
    this.#wake();
  }

  /** Asks nothing more. With a failure, whoever waits hears of it. */
  stop(end: { readonly failure?: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#first.reject(end.failure ?? givenUp(undefined));
    this.#abort.abort();
    this.#slots.end();
    for (const { settle } of this.#waiting.values()) settle("skipped");
    this.#waiting.clear();
    this.#wake();
  }

  /** Reads targets, a window at a time, and makes questions of them. */
  async *#plan(): AsyncGenerator<Ask, void, void> {
    let window: NumberedTarget[] = [];
    let read = 0;
    for await (const target of this.#source.targets()) {
      this.#slots.push(this.#slotOf(target));
      if (Number.isFinite(target.raDeg) && Number.isFinite(target.decDeg)) window.push(target);
      else this.#settle("skipped", target);
      if (++read % WINDOW !== 0) continue;
      yield* this.#questions(window);
      window = [];
      await this.#until(() => this.#slots.length <= WINDOW || (!this.#isFirstKnown && this.#waiting.size === 0));
      // Nobody takes rows before their columns are known: an answer with rows is waited for no longer than this.
      if (this.#slots.length > WINDOW) await this.#settleColumns();
      await this.#until(() => this.#slots.length <= WINDOW);
    }
    yield* this.#questions(window);
  }

  async *#questions(window: readonly NumberedTarget[]): AsyncGenerator<Ask, void, void> {
    const places = new Map<string, NumberedTarget[]>();
    for (const target of window) {
      const place = `${target.raDeg} ${target.decDeg} ${target.radiusDeg}`;
      const same = places.get(place);
      if (same === undefined) places.set(place, [target]);
      else same.push(target);
    }
    const asks = [...places.values()].map((targets): Ask => {
      const { raDeg, decDeg, radiusDeg } = targets[0] as NumberedTarget;
      return { raDeg, decDeg, radiusDeg, targets };
    });
    yield* this.#neighbours?.group(asks) ?? asks;
  }

  async #work(asks: AsyncGenerator<Ask, void, void>): Promise<void> {
    for (;;) {
      // The earliest target that is waited for is in a question that was begun before: rows can wait without end for none.
      await this.#until(() => this.#waitingRows <= MOST_WAITING_ROWS);
      const next = this.#end === undefined ? await asks.next() : await asks.return();
      if (next.done === true) return;
      const ask = next.value;
      const failure = this.#hopeless;
      const replies =
        failure === undefined
          ? await (this.#neighbours ?? this.asker).ask(ask)
          : ask.targets.map((target) => ({ target, failure }));
      for (const reply of replies) this.#settle(reply, reply.target);
    }
  }

  #slotOf(target: NumberedTarget): Slot {
    const { promise: reply, resolve: settle } = deferred<Reply | "skipped">();
    const slot = { target, reply, settle };
    this.#waiting.set(target, slot);
    return slot;
  }

  #settle(reply: Reply | "skipped", target: NumberedTarget): void {
    const slot = this.#waiting.get(target);
    this.#waiting.delete(target);
    if (reply !== "skipped" && "answer" in reply) {
      this.#waitingRows += rowsOf(reply.found);
      this.#inVain = 0;
      if (reply.answer.rows > 0) this.#know(reply.answer);
      else this.#fallback ??= reply.answer;
    } else if (reply !== "skipped") {
      if (this.#options.onError !== "ignore") this.stop({ failure: reply.failure });
      this.#firstFailure ??= reply.failure;
      const hasAnswered = this.#isFirstKnown || this.#fallback !== undefined;
      if (isAboutAll(reply.failure) && ++this.#inVain >= (hasAnswered ? MOST_IN_VAIN : 1)) {
        this.#hopeless ??= reply.failure;
      }
    }
    slot?.settle(reply);
    this.#wake();
  }

  #know(answer: Answer): void {
    this.#isFirstKnown = true;
    this.#first.resolve(answer);
  }

  async #ended(): Promise<void> {
    this.#slots.end();
    await this.#settleColumns();
  }

  /** Where no row has come, columns are those of an empty answer; where none has come either, there is nothing to give. */
  async #settleColumns(): Promise<void> {
    if (this.#isFirstKnown || this.#end !== undefined) return;
    if (this.#fallback !== undefined) return this.#know(this.#fallback);
    if (this.#firstFailure !== undefined) return this.stop({ failure: this.#firstFailure });
    // No target at all, or none with a position.
    const nowhere = { raDeg: 0, decDeg: 0, radiusDeg: 0, targets: [] };
    this.#know(await this.asker.askPatiently(nowhere));
  }

  /** Waits for what changes as rows are taken, or for the end. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && this.#end === undefined) {
      await new Promise<void>((resolve) => void this.#wakers.push(resolve));
    }
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}

/** Whether other targets would fare no better: nobody is there, or nobody is let in. */
function isAboutAll(failure: unknown): boolean {
  return (
    isUnreachable(failure) || (isDalError(failure) && (failure.code === "DAL_AUTH" || failure.code === "DAL_NOT_FOUND"))
  );
}

function givenUp(cause: unknown): DalError {
  return new DalError("DAL_ABORTED", "The search around many targets was given up.", {}, { cause });
}
