/** Gives a slot back. Idempotent. */
export type Release = () => void;

export interface HostLimits {
  /** Requests to a host at a time. */
  readonly slotsOf: (host: string) => number;
  /** Requests to a host in a second; undefined for any number. */
  readonly perSecondOf: (host: string) => number | undefined;
}

interface Waiting {
  readonly admit: () => void;
}

/** Those who ask one host. */
interface Line {
  readonly host: string;
  /** The host that bears the requests, where URLs are rewritten: its rate counts. */
  readonly bearer: string;
  taken: number;
  readonly waiting: Set<Waiting>;
  /** When the last requests began, as many as count for the rate. */
  readonly startsMs: number[];
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Lets a few requests at a time, and so many in a second, go to each host, in the order in which they came. SIMBAD locks out
 * clients of more than some five queries a second, TESScut allows ten requests at a time.
 */
export class HostSlots {
  readonly #limits: HostLimits;
  readonly #hosts = new Map<string, Line>();

  constructor(limits: HostLimits) {
    this.#limits = limits;
  }

  /** A slot, if one is free and nobody is before. */
  tryTake(host: string, bearer: string = host): Release | undefined {
    const line = this.#lineOf(host, bearer);
    if (line.waiting.size > 0 || !this.#isFree(line) || this.#pauseMs(line) > 0) return undefined;
    return this.#start(line);
  }

  /**
   * Waits for a slot.
   * @param signal - gives up waiting; rejects with its reason
   * @param onQueued - called once if there is a wait, with the number of requests before this one
   */
  async take(
    host: string,
    signal: AbortSignal,
    onQueued: (ahead: number) => void,
    bearer: string = host,
  ): Promise<Release> {
    signal.throwIfAborted();
    const free = this.tryTake(host, bearer);
    if (free !== undefined) return free;
    const line = this.#lineOf(host, bearer);
    onQueued(line.waiting.size);
    return new Promise<Release>((resolve, reject) => {
      const giveUp = (): void => {
        line.waiting.delete(waiting);
        this.#admit(line);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        admit: () => {
          signal.removeEventListener("abort", giveUp);
          resolve(this.#start(line));
        },
      };
      line.waiting.add(waiting);
      signal.addEventListener("abort", giveUp, { once: true });
      this.#admit(line);
    });
  }

  #lineOf(host: string, bearer: string): Line {
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const line: Line = { host, bearer, taken: 0, waiting: new Set(), startsMs: [] };
    this.#hosts.set(host, line);
    return line;
  }

  #isFree({ host, taken }: Line): boolean {
    return taken < Math.max(1, Math.floor(this.#limits.slotsOf(host)) || 1);
  }

  /** How long until one more request keeps to the rate: in no second are there more, wherever it begins. */
  #pauseMs({ bearer, startsMs }: Line): number {
    const rate = rateOf(this.#limits.perSecondOf(bearer));
    if (rate === undefined) return 0;
    const before = startsMs.at(-rate.requests);
    return before === undefined ? 0 : Math.max(0, before + rate.withinMs - performance.now());
  }

  #start(line: Line): Release {
    line.taken++;
    const rate = rateOf(this.#limits.perSecondOf(line.bearer));
    if (rate !== undefined) {
      line.startsMs.push(performance.now());
      if (line.startsMs.length > rate.requests) line.startsMs.shift();
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      line.taken--;
      this.#admit(line);
      // A host whose rate counts is remembered.
      if (line.taken === 0 && line.waiting.size === 0 && line.startsMs.length === 0) this.#hosts.delete(line.host);
    };
  }

  /** Lets those go that may, and comes back when the next one may. */
  #admit(line: Line): void {
    clearTimeout(line.timer);
    for (const next of line.waiting) {
      if (!this.#isFree(line)) return;
      const pauseMs = this.#pauseMs(line);
      if (pauseMs > 0) {
        line.timer = setTimeout(() => this.#admit(line), Math.ceil(pauseMs));
        return;
      }
      line.waiting.delete(next);
      next.admit();
    }
  }
}

/** A rate as whole requests within a time: half a request a second is one within two. */
function rateOf(perSecond: number | undefined): { readonly requests: number; readonly withinMs: number } | undefined {
  if (perSecond === undefined || !(perSecond > 0) || perSecond === Number.POSITIVE_INFINITY) return undefined;
  const requests = Math.max(1, Math.floor(perSecond));
  return { requests, withinMs: (1000 * requests) / perSecond };
}

/**
 * SIMBAD locks an address out for up to an hour that asks more than five to ten times a second (astroquery's documentation of it):
 * four leave room for requests that wait on the way and arrive together.
 */
const SIMBAD_PER_SECOND = 4;
const KNOWN_RATES: ReadonlyMap<string, number> = new Map([
  ["simbad.cds.unistra.fr", SIMBAD_PER_SECOND],
  ["simbad.u-strasbg.fr", SIMBAD_PER_SECOND],
  ["simbad.harvard.edu", SIMBAD_PER_SECOND],
]);

/** The most requests a second that a host is known to bear. */
export function knownPerSecond(host: string): number | undefined {
  return KNOWN_RATES.get(host.replace(/:\d+$/, ""));
}
