/** Numbers of 32 bits that a fingerprint has. */
const WORDS = 4;
const FIRST_SLOTS = 1024;
/** Beyond this part of the slots being taken there are twice as many. */
const MOST_TAKEN = 0.7;

/**
 * Which texts came before, of lists too long for the texts themselves to be kept: 200 000 addresses and paths are 50 MB, here 8. Each is
 * known by a fingerprint of 127 bits. That two of a million texts have the same happens once in 10^26 lists; it is not made against
 * people who look for such texts, who would only have one of their own files left out.
 */
export class SeenTexts {
  /** Open addressing: four numbers a slot, all of them 0 in one that is free. */
  #slots: Int32Array = new Int32Array(FIRST_SLOTS * WORDS);
  #size = 0;
  readonly #print = new Int32Array(WORDS);

  get size(): number {
    return this.#size;
  }

  /** Takes note of a text; whether it had not come before. */
  add(text: string): boolean {
    fingerprint(text, this.#print);
    const slot = findSlot(this.#slots, this.#print);
    if (!isFree(this.#slots, slot)) return false;
    this.#slots.set(this.#print, slot);
    this.#size++;
    if (this.#size > (this.#slots.length / WORDS) * MOST_TAKEN) this.#grow();
    return true;
  }

  has(text: string): boolean {
    fingerprint(text, this.#print);
    return !isFree(this.#slots, findSlot(this.#slots, this.#print));
  }

  /** Another with the same texts, which goes on by itself. */
  clone(): SeenTexts {
    const copy = new SeenTexts();
    copy.#slots = this.#slots.slice();
    copy.#size = this.#size;
    return copy;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (let slot = 0; slot < before.length; slot += WORDS) {
      if (isFree(before, slot)) continue;
      const print = before.subarray(slot, slot + WORDS);
      this.#slots.set(print, findSlot(this.#slots, print));
    }
  }
}

/** The slot that has a fingerprint, or else the one that is free for it. */
function findSlot(slots: Int32Array, [a = 0, b = 0, c = 0, d = 0]: Int32Array): number {
  const last = slots.length - WORDS;
  for (let slot = (a * WORDS) & last; ; slot = (slot + WORDS) & last) {
    const isHere = slots[slot] === a && slots[slot + 1] === b && slots[slot + 2] === c && slots[slot + 3] === d;
    if (isHere || isFree(slots, slot)) return slot;
  }
}

function isFree(slots: Int32Array, slot: number): boolean {
  return ((slots[slot] ?? 0) | (slots[slot + 1] ?? 0) | (slots[slot + 2] ?? 0) | (slots[slot + 3] ?? 0)) === 0;
}

/** Four hashes side by side, each a multiplication by a number of its own for every UTF-16 unit, and stirred at the end. */
function fingerprint(text: string, print: Int32Array): void {
  let [a, b, c, d] = [0x2545f491, 0x6c078965, 0x1b873593, 0x3c6ef372];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(((a << 5) | (a >>> 27)) ^ unit, 0x9e3779b1);
    b = Math.imul(((b << 7) | (b >>> 25)) ^ unit, 0x85ebca77);
    c = Math.imul(((c << 11) | (c >>> 21)) ^ unit, 0xc2b2ae3d);
    d = Math.imul(((d << 13) | (d >>> 19)) ^ unit, 0x27d4eb2f);
  }
  print[0] = stir(a ^ text.length);
  print[1] = stir(b ^ text.length);
  print[2] = stir(c ^ text.length);
  // Never 0: a slot of zeros is free.
  print[3] = stir(d ^ text.length) | 1;
}

/** Every bit has to do with every other: the lowest choose the slot. */
function stir(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const twice = Math.imul(once ^ (once >>> 12), 0x297a2d39);
  return twice ^ (twice >>> 15);
}
