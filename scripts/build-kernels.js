// Compiles packages/NAME/kernel/index.ts (AssemblyScript) to WebAssembly with SIMD and writes it, in base64, to
// packages/NAME/src/kernel/kernel.wasm.ts: one file that Node and browsers load alike. Skips what is up to date.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

for (const name of readdirSync(packages)) {
  const source = join(packages, name, "kernel");
  if (!existsSync(join(source, "index.ts"))) continue;
  const target = join(packages, name, "src/kernel/kernel.wasm.ts");
  const newest = Math.max(
    ...readdirSync(source).map((file) => statSync(join(source, file)).mtimeMs),
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
  );
  if (existsSync(target) && statSync(target).mtimeMs >= newest) continue;

  /** @type {{ binary?: Uint8Array }} */
  const made = {};
  const { error, stderr } = await asc.main(
    // --runtime stub: the kernels lay out memory themselves and never allocate. --use abort=: no import to supply.
    [
      "index.ts",
      "--outFile",
      "kernel.wasm",
      "--bindings",
      "raw",
      "--baseDir",
      source,
      "-O3",
      "--converge",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--use",
      "abort=",
    ],
    {
      writeFile: (file, contents) => {
        if (file.endsWith(".wasm")) made.binary = /** @type {Uint8Array} */ (contents);
      },
    },
  );
  const { binary } = made;
  if (error !== null || binary === undefined) {
    console.error(stderr.toString());
    throw new Error(`${name}: the kernel does not compile`, { cause: error });
  }
  mkdirSync(join(packages, name, "src/kernel"), { recursive: true });
  // Not compressed: pages are on their way, and inflating it would load half of Node's streams.
  const base64 = Buffer.from(binary).toString("base64");
  writeFileSync(
    target,
    `// Made by scripts/build-kernels.js from packages/${name}/kernel: do not edit.\nexport const KERNEL_BASE64 =\n  "${base64}";\n`,
  );
  console.log(`${name}: kernel of ${binary.length} bytes`);
}
