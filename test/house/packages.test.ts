import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// What every package of this repository has in common.

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const rootManifest = manifestIn(root);
const packages = readdirSync(join(root, "packages")).map((folder) => ({
  folder,
  manifest: manifestIn(join(root, "packages", folder)),
}));
const ours = new Set(packages.map(({ manifest }) => manifest.name));

/** What every README has a heading for; a library's also for the rest. */
const HEADINGS = [/^When to use it|^Use it/, /^Errors/];
const LIBRARY_HEADINGS = [/^API/, /^Standards/, /^Security|^Safety/];

describe.each(packages)("packages/$folder", ({ folder, manifest }) => {
  test("has the version, licence and Node of all", () => {
    const { version, license, type, engines } = rootManifest;
    expect(manifest).toMatchObject({ version, license, type, engines });
  });

  test("depends on exact versions, on ours of this very version", () => {
    for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      if (ours.has(name)) expect(version, name).toBe(rootManifest.version);
    }
    expect(manifest.devDependencies).toBeUndefined();
  });

  test("has doors that lead from the sources to what is built", () => {
    for (const [door, entry] of Object.entries(manifest.exports)) {
      if (typeof entry === "string") continue;
      const source = entry["@armillary/source"] ?? "";
      expect(source, door).toMatch(/^\.\/src\/[\w-]+\.ts$/);
      expect(existsSync(join(root, "packages", folder, source)), source).toBe(true);
      const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "");
      expect(entry).toEqual({ "@armillary/source": source, types: `${built}.d.ts`, default: `${built}.js` });
      expect(Object.keys(entry)[0], "the sources come first").toBe("@armillary/source");
    }
    expect(manifest.files).toEqual(expect.arrayContaining(["dist", "src", "README.md"]));
  });

  test("has a README that says what it is for, how it fails and what it covers", () => {
    const readme = readFileSync(join(root, "packages", folder, "README.md"), "utf8");
    const headings = [...readme.matchAll(/^(?:## |\*\*)(.+?)(?:\*\*.*)?$/gm)].map(([, heading]) => heading ?? "");
    for (const wanted of folder === "cli" ? HEADINGS : [...HEADINGS, ...LIBRARY_HEADINGS]) {
      expect(
        headings.filter((heading) => wanted.test(heading)),
        String(wanted),
      ).not.toEqual([]);
    }
    expect(readme).toContain("npm ");
  });

  test("compiles without Node, but for its node door, the command and the server", () => {
    const options = JSON.parse(readFileSync(join(root, "packages", folder, "tsconfig.json"), "utf8"));
    const types = options.compilerOptions.types ?? [];
    expect(types).toEqual(folder === "cli" || folder === "server" ? ["node"] : []);
  });
});

describe("the workspace", () => {
  test("pins its tools", () => {
    for (const [name, version] of Object.entries(rootManifest.devDependencies ?? {})) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  test("has a lock file that names no host", () => {
    const lock = readFileSync(join(root, "package-lock.json"), "utf8");
    const resolved = [...lock.matchAll(/"resolved": "([^"]*)"/g)].map(([, place]) => place);
    expect(resolved.filter((place) => !place?.startsWith("packages/"))).toEqual([]);
  });

  test("has a lock file that knows the tools' builds for every platform, or npm ci refuses it", () => {
    const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(locked).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !Object.keys(locked).some((path) => path.endsWith(`node_modules/${name}`)))).toEqual(
      [],
    );
  });

  test("has its documents", () => {
    for (const path of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/decisions.md"]) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
    expect(readFileSync(join(root, "LICENSE"), "utf8")).toContain("MIT License");
  });
});

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
