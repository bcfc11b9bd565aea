import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that only we can enter, made when it is first needed, with all that is in it gone at the end. */
export class TemporaryFolder {
  readonly #parent: string;
  #made: Promise<string> | undefined;
  #files = 0;

  constructor(parent: string = tmpdir()) {
    this.#parent = parent;
  }

  /** A path in it that nobody has; no word of a client is part of it. */
  async newFile(): Promise<string> {
    this.#made ??= mkdtemp(join(this.#parent, "armillary-server-"));
    return join(await this.#made, String(this.#files++));
  }

  async remove(): Promise<void> {
    const made = this.#made;
    this.#made = undefined;
    if (made !== undefined) await rm(await made, { recursive: true, force: true });
  }
}
