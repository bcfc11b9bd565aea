import type { Stats } from "node:fs";
import { lstat, mkdir, readdir, realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { DownloadError } from "../../download/errors.ts";

/** Folders that are known to be good; beyond, they are looked at again. */
const MOST_KNOWN = 10_000;

/** The folder that files go to. No path leads out of it, not by what it is called and not by symbolic links on the way. */
export class TargetFolder {
  /** Absolute, with symbolic links followed. */
  readonly root: string;
  readonly #known = new Set<string>();
  #listed: { readonly folder: string; readonly names: ReadonlySet<string> } | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** Opens a folder, made if need be. @throws the system's error */
  static async open(folder: string): Promise<TargetFolder> {
    await mkdir(folder, { recursive: true });
    return new TargetFolder(await realpath(folder));
  }

  /** For looking alone: nothing is made. */
  static async look(folder: string): Promise<TargetFolder> {
    return new TargetFolder(await realpath(folder).catch(() => resolve(folder)));
  }

  /**
   * The absolute place of a path, with its folders made.
   * @throws DownloadError code DOWNLOAD_PATH where a link leads out, or a file stands in the way
   */
  async place(path: string): Promise<string> {
    const place = this.#placeOf(path);
    const parent = dirname(place);
    if (this.#known.has(parent)) return place;
    let folder = this.root;
    for (const name of dirname(path).split("/")) {
      folder = join(folder, name);
      if (!this.#known.has(folder)) await this.#enter(folder, path);
    }
    return place;
  }

  /** The file at a path; undefined where there is none. @throws DownloadError code DOWNLOAD_PATH where it is no plain file */
  async fileAt(path: string): Promise<{ readonly bytes: number } | undefined> {
    const there = await lookAt(this.#placeOf(path));
    if (there === undefined) return undefined;
    if (there.isFile()) return { bytes: there.size };
    const what = there.isDirectory() ? "a folder" : there.isSymbolicLink() ? "a symbolic link" : "no plain file";
    throw new DownloadError("DOWNLOAD_PATH", `${path} is ${what}, which is not replaced.`, { path });
  }

  /** Whether anything is at a path; asks for whole folders at a time, for files that come folder by folder. */
  async mayHave(path: string): Promise<boolean> {
    const place = this.#placeOf(path);
    const folder = dirname(place);
    if (this.#listed?.folder !== folder) {
      const names = await readdir(folder).catch(() => []);
      this.#listed = { folder, names: new Set(names) };
    }
    return this.#listed.names.has(place.slice(folder.length + 1));
  }

  #placeOf(path: string): string {
    const place = resolve(this.root, path);
    if (place.startsWith(this.root.endsWith(sep) ? this.root : `${this.root}${sep}`)) return place;
    throw new DownloadError("DOWNLOAD_PATH", `${path} is not below ${this.root}.`, { path });
  }

  async #enter(folder: string, path: string): Promise<void> {
    if ((await lookAt(folder)) === undefined) {
      // Another file may have had it made at the same moment.
      await mkdir(folder).catch((failure: NodeJS.ErrnoException) => {
        if (failure.code !== "EEXIST") throw failure;
      });
    }
    const there = await lookAt(folder);
    const isInside = there?.isSymbolicLink() === true && isBelow(this.root, await realpath(folder).catch(() => sep));
    const isFolder =
      there?.isDirectory() === true || (isInside && (await lookAt(await realpath(folder)))?.isDirectory());
    if (isFolder !== true) {
      const why = there?.isSymbolicLink() === true ? "is a symbolic link that leads elsewhere" : "is no folder";
      throw new DownloadError("DOWNLOAD_PATH", `${path} cannot be written: ${folder} ${why}.`, { path });
    }
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(folder);
  }
}

function isBelow(root: string, place: string): boolean {
  return place === root || place.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

async function lookAt(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw failure;
  }
}
