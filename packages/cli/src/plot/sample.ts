import type { Position } from "@armillary/sky";

/** A fair choice of so many positions from all that come, in bounded memory: each has the same chance to be among them. */
export class Sample {
  /** All that came. */
  seen = 0;
  readonly #most: number;
  readonly #raDeg: number[] = [];
  readonly #decDeg: number[] = [];
  readonly #chance = createChance();

  constructor(most: number) {
    this.#most = most;
  }

  add(raDeg: number, decDeg: number): void {
    const place = this.seen < this.#most ? this.seen : Math.floor(this.#chance() * (this.seen + 1));
    this.seen++;
    if (place >= this.#most) return;
    this.#raDeg[place] = raDeg;
    this.#decDeg[place] = decDeg;
  }

  get positions(): readonly Position[] {
    return this.#raDeg.map((raDeg, place) => ({ raDeg, decDeg: this.#decDeg[place] as number }));
  }
}

/** Numbers from 0 to 1, the same in every run: the same table gives the same picture. A linear congruential generator, 32 bits. */
function createChance(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
