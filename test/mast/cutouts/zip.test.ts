import { crc32 } from "node:zlib";
import { gatherBytes } from "@armillary/formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Crc32 } from "../../../packages/mast/src/cutouts/zip/crc32.ts";
import { unzip } from "../../../packages/mast/src/cutouts/zip/unzip.ts";
import { readZipDirectory } from "../../../packages/mast/src/cutouts/zip/zip-directory.ts";
import { type ZipDamage, type ZipFile, zipOf } from "../../support/mast/zip.ts";

const URL = "https://mast.stsci.edu/tesscut";

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function unpack(bytes: Buffer): Promise<readonly (readonly [string, Buffer])[]> {
  const access = await gatherBytes(chunksOf(bytes));
  const files: (readonly [string, Buffer])[] = [];
  for (const entry of await readZipDirectory(access, URL)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of unzip(access, entry, URL)) chunks.push(chunk);
    files.push([entry.name, Buffer.concat(chunks)]);
  }
  return files;
}

test("sums are those of zlib, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 8 }), (pieces) => {
      const sum = new Crc32();
      for (const piece of pieces) sum.update(piece);
      expect(sum.value).toBe(crc32(Buffer.concat(pieces)));
    }),
  );
});

test("whatever was packed comes out, stored or deflated, with and without ZIP64 and a comment", async () => {
  const file = fc.record({
    name: fc.string({ minLength: 1 }),
    content: fc.uint8Array({ maxLength: 3000 }),
    isStored: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.boolean(), fc.string(), async (files, zip64, comment) => {
      const packed: ZipFile[] = files.map(({ content, ...rest }) => ({ ...rest, content: Buffer.from(content) }));
      const unpacked = await unpack(zipOf(packed, { zip64, comment }));
      expect(unpacked).toEqual(packed.map(({ name, content }) => [Buffer.from(name).toString(), content]));
    }),
    { numRuns: 60 },
  );
});

describe("a damaged ZIP is told of", () => {
  const files: readonly ZipFile[] = [{ name: "a.fits", content: Buffer.alloc(5000, "x") }];
  test.each<[string, ZipDamage, RegExp]>([
    ["another sum", { wrongSum: true }, /checksum of "a.fits"/],
    ["more bytes than announced", { lengthOff: -1 }, /more than the 4999 bytes/],
    ["fewer bytes than announced", { lengthOff: 1 }, /5000 bytes where 5001/],
  ])("%s", async (_what, damage, words) => {
    await expect(unpack(zipOf(files, damage))).rejects.toThrow(words);
    await expect(unpack(zipOf(files, damage))).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });

  test("cut anywhere, it is refused or, behind its end, whole", async () => {
    const zip = zipOf(files);
    for (let end = 0; end < zip.length; end++) {
      await expect(unpack(zip.subarray(0, end)), `the first ${end} bytes`).rejects.toMatchObject({
        code: "DAL_FORMAT",
      });
    }
  });

  test("any byte changed, what comes out is right or an error", async () => {
    const zip = zipOf([{ name: "a.fits", content: Buffer.from("SIMPLE  =                    T") }]);
    for (let at = 0; at < zip.length; at++) {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const outcome = await unpack(changed).then(
        (unpacked) => unpacked.map(([, content]) => content.toString()),
        (failure: unknown) => failure,
      );
      if (Array.isArray(outcome)) for (const content of outcome) expect(content).toBe("SIMPLE  =                    T");
      else expect(outcome, `byte ${at}`).toMatchObject({ name: "DalError" });
    }
  });
});
