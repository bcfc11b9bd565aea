import { findConeColumns } from "../columns.ts";
import type { Answer, Ask, Found } from "./ask.ts";
import type { Asker, Reply } from "./asker.ts";
import { type CentredColumn, compareFound, recentre } from "./centred-columns.ts";
import { Density, TOO_MANY_ROWS } from "./density.ts";
import { coneAreaDeg2, coneRadiusDeg, groupNeighbours, halves, mergeAsks } from "./neighbours.ts";

/** Fewer are not worth finding out how dense the catalogue is. */
const LEAST_TARGETS = 16;
/** That many rows, twice the very same and the most that came, may be all that the service ever sends. */
const SUSPICIOUS_ROWS = 20;
/** Multiples of it are spread evenly between whole numbers. */
const GOLDEN_RATIO = 0.618034;

/**
 * Asks for targets close to each other by one cone. Nothing of that is taken on trust:
 *
 * - The density of the catalogue is found out by the first targets: each is asked for with a larger cone than the one before,
 *   as long as few rows come. Targets are then put together as far as the rows between them cost less than their questions.
 * - The first target that has a match in a cone that is not its own is asked for by itself: rows and values must be the same.
 *   The service's own column of distances from the centre is computed anew; where anything else differs, all is asked singly.
 * - A cone that is refused ends it; one with more rows than thought, or OVERFLOW, is divided.
 */
export class NeighbourAsker {
  readonly #asker: Asker;
  readonly #density = new Density();
  readonly #answered = new Map<Ask, () => void>();
  #isOff = false;
  #steps = 0;
  #mostRows = 0;
  #verdict: Promise<readonly CentredColumn[] | undefined> | undefined;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** Makes fewer questions of many, as far as the answers to the first allow it. */
  async *group(asks: readonly Ask[]): AsyncGenerator<Ask, void, void> {
    const rest = [...asks];
    while (!this.#isOff && rest.length >= LEAST_TARGETS) {
      // From all over the targets: the first may all be in one cluster.
      const place = Math.floor(((this.#steps++ * GOLDEN_RATIO) % 1) * rest.length);
      const next = rest[place] as Ask;
      const areaDeg2 = this.#density.nextStepDeg2(coneAreaDeg2(Math.max(next.radiusDeg, 1 / 3600)));
      if (areaDeg2 === undefined) break;
      rest.splice(place, 1);
      const wide = { ...next, radiusDeg: Math.max(next.radiusDeg, coneRadiusDeg(areaDeg2)), parts: [next] };
      const answered = new Promise<void>((resolve) => void this.#answered.set(wide, resolve));
      yield wide;
      await answered;
    }
    if (this.#isOff || rest.length < LEAST_TARGETS) yield* rest;
    else yield* groupNeighbours(rest, (count, areaDeg2) => this.#density.isWorth(count, areaDeg2));
  }

  /** Asks for all targets of a question. Failures are replies, too. */
  async ask(ask: Ask): Promise<readonly Reply[]> {
    try {
      return await this.#ask(ask);
    } finally {
      this.#answered.get(ask)?.();
      this.#answered.delete(ask);
    }
  }

  async #ask(ask: Ask): Promise<readonly Reply[]> {
    const { parts } = ask;
    if (parts === undefined) return this.#asker.ask(ask);
    if (this.#isOff) return this.#askEach(parts);
    const answer = await this.#asker.askPatiently(ask, TOO_MANY_ROWS).catch(() => undefined);
    if (answer === undefined || !hasPositions(answer)) {
      this.#isOff = true;
      return this.#askEach(parts);
    }
    this.#density.learn(ask.radiusDeg, answer.rows);
    const isSuspicious = answer.rows >= SUSPICIOUS_ROWS && answer.rows === this.#mostRows;
    this.#mostRows = Math.max(this.#mostRows, answer.rows);
    if (answer.status === "OVERFLOW" || isSuspicious) return this.#askHalves(parts);
    const centred = await this.#centredColumns(ask, parts, answer);
    if (centred === undefined) return this.#askEach(parts);
    return ask.targets.map((target, place) => ({
      target,
      answer: { ...answer, rows: answer.found[place]?.found ?? 0 },
      found: recentre(answer.found[place] as Found, centred),
    }));
  }

  async #askHalves(parts: readonly Ask[]): Promise<readonly Reply[]> {
    if (parts.length < 2) return this.#askEach(parts);
    const replies: Reply[] = [];
    for (const half of halves(parts))
      replies.push(...(await this.#ask(half.length === 1 ? (half[0] as Ask) : mergeAsks(half))));
    return replies;
  }

  async #askEach(parts: readonly Ask[]): Promise<readonly Reply[]> {
    const replies: Reply[] = [];
    for (const part of parts) replies.push(...(await this.#asker.ask(part)));
    return replies;
  }

  /** Columns to compute anew; undefined where answers about larger cones cannot be used. Found out once. */
  async #centredColumns(
    centre: Ask,
    parts: readonly Ask[],
    answer: Answer,
  ): Promise<readonly CentredColumn[] | undefined> {
    // A cone around its only target has the same centre, and tells nothing.
    if (parts.length === 1) return [];
    if (this.#verdict !== undefined) return this.#verdict;
    let place = 0;
    for (const part of parts) {
      const wide = answer.found[place] as Found;
      place += part.targets.length;
      if (wide.found === 0) continue;
      this.#verdict = this.#verify(part, wide, centre);
      return this.#verdict;
    }
    return [];
  }

  async #verify(part: Ask, wide: Found, centre: Ask): Promise<readonly CentredColumn[] | undefined> {
    const own = await this.#asker.askPatiently(part).catch(() => undefined);
    const centred = own === undefined ? undefined : compareFound(own.found[0] as Found, wide, own.fields, centre);
    if (centred === undefined) this.#isOff = true;
    return centred;
  }
}

function hasPositions({ fields }: Answer): boolean {
  const { ra, dec } = findConeColumns(fields);
  return ra !== undefined && dec !== undefined;
}
