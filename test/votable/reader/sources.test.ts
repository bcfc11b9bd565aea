import { gzipSync } from "node:zlib";
import { rowsOf } from "@armillary/columns";
import { type ByteSource, type OpenOptions, openVotable } from "@armillary/votable";
import { afterEach, describe, expect, test } from "vitest";
import { cpuTimeMs } from "../../support/cpu-time.ts";
import { bytesOf, CountedSource, gather } from "../byte-sources.ts";
import { integers, stream, table, votable } from "../documents.ts";

const VALUES = Array.from({ length: 200 }, (_, index) => index * 37);
const xml = votable(integers(VALUES));
const bytes = bytesOf(xml);

async function read(source: ByteSource, options: OpenOptions = {}): Promise<unknown[]> {
  const reader = await openVotable(source, options);
  const values: unknown[] = [];
  for await (const batch of reader.table?.batches() ?? []) for (const [value] of rowsOf(batch)) values.push(value);
  expect(await reader.summary).toMatchObject({ complete: true, rows: values.length });
  return values;
}

/** Enough to know what it is, and then nothing. */
function stalled(): CountedSource {
  return new CountedSource((index) => (index === 0 ? bytesOf(xml.slice(0, 4500)) : new Promise(() => undefined)));
}

function streamOf(source: CountedSource): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A large document in small pieces, made as they are asked for. */
function endless(rows = Number.POSITIVE_INFINITY): CountedSource {
  const begin = bytesOf(votable(integers([])).replace(/<\/TABLEDATA>.*/, ""));
  const piece = bytesOf("<TR><TD>123456</TD></TR>\n".repeat(40));
  const end = bytesOf("</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>");
  const pieces = rows / 40;
  return new CountedSource((index) =>
    index === 0 ? begin : index <= pieces ? piece : index <= pieces + 1 ? end : undefined,
  );
}

describe("every kind of source", () => {
  test.each<[string, () => ByteSource]>([
    ["bytes", () => bytes],
    ["a buffer", () => bytes.buffer],
    ["a Blob", () => new Blob([bytes])],
    ["a stream", () => new Blob([bytes]).stream()],
    ["a Response", () => new Response(bytes)],
    ["chunks", () => gather(bytes, 100)],
    ["chunks of reused memory, byte by byte", () => gather(bytes, 1)],
    ["gzip", () => gzipSync(bytes)],
    ["gzip in chunks of reused memory", () => gather(gzipSync(bytes), 5)],
    ["UTF-16", () => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(xml, "utf16le")])],
    ["ISO-8859-1", () => Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?><!-- é -->${xml}`, "latin1")],
  ])("%s", async (_name, source) => {
    expect(await read(source())).toEqual(VALUES);
    expect(await read(source(), { kernel: "off" })).toEqual(VALUES);
  });

  test("text beyond ASCII comes through every encoding", async () => {
    const text = votable(
      table({
        fields: '<FIELD name="s" datatype="unicodeChar" arraysize="*"/>',
        data: "<TABLEDATA><TR><TD>Å 鏡 🔭</TD></TR></TABLEDATA>",
      }),
    );
    expect(await read(bytesOf(text))).toEqual(["Å 鏡 🔭"]);
    expect(
      await read(gather(Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, "utf16le").swap16()]), 3)),
    ).toEqual(["Å 鏡 🔭"]);
    const western = `<?xml version="1.0" encoding="ISO-8859-1"?>${text.replace("Å 鏡 🔭", "Åé÷")}`;
    expect(await read(Buffer.from(western, "latin1"))).toEqual(["Åé÷"]);
    const lying = Buffer.from(western.replace("ISO-8859-1", "US-ASCII"), "latin1");
    await expect(read(lying)).rejects.toMatchObject({
      code: "VOT_ENCODING",
      message: expect.stringContaining("ISO-8859-1"),
    });
  });

  test("damage of gzip is told as such, with the rows before it", async () => {
    const packed = gzipSync(
      Buffer.from(
        xml.replace("<TABLEDATA>", `<!--${Array.from({ length: 9000 }, (_, i) => i * i).join()}--><TABLEDATA>`),
      ),
    );
    await expect(read(gather(packed.subarray(0, packed.length - 10), 1000))).rejects.toMatchObject({
      code: "VOT_COMPRESSION",
    });
    const flipped = Buffer.from(packed);
    flipped.writeUInt8((flipped[packed.length >> 1] ?? 0) ^ 4, packed.length >> 1);
    await expect(read(flipped)).rejects.toMatchObject({
      code: expect.stringMatching(/VOT_(COMPRESSION|SYNTAX|ENCODING|CELL)/),
    });
  });

  test.each([[null], ["<VOTABLE/>"], [{}], [42]])("%j is a TypeError", async (source) => {
    await expect(openVotable(source as unknown as ByteSource)).rejects.toThrow(TypeError);
  });
});

describe("failures of the source", () => {
  const failure = new TypeError("terminated");
  test.each([
    ["before anything", 0],
    ["in the head", 1],
    ["in the rows", 4],
  ])("%s are told as they are", async (_name, at) => {
    const source = new CountedSource((index) => {
      if (index === at) throw failure;
      return bytes.subarray(index * 1500, index * 1500 + 1500);
    });
    expect(await read(source).catch((error: unknown) => error)).toBe(failure);
  });

  test("and come again from the summary, behind the rows that were there", async () => {
    const source = new CountedSource((index) => {
      if (index === 3) throw failure;
      return bytes.subarray(index * 1500, index * 1500 + 1500);
    });
    const reader = await openVotable(source);
    let rows = 0;
    const loop = async () => {
      for await (const batch of reader.table?.batches() ?? []) rows += batch.rows;
    };
    expect(await loop().catch((error: unknown) => error)).toBe(failure);
    expect(rows).toBeGreaterThan(150);
    expect(await reader.summary.catch((error: unknown) => error)).toBe(failure);
  });
});

describe("no more is read than is asked for", () => {
  test("the head alone", async () => {
    const source = endless();
    const reader = await openVotable(source);
    expect(reader.table?.fields.length).toBe(1);
    await reader.close();
    expect(source).toMatchObject({ cancelled: 1 });
    // 4 kB tell what a document is.
    expect(source.pulled).toBeLessThan(8);
  });

  test.each([
    ["plain", (source: CountedSource) => source as AsyncIterable<Uint8Array>],
    ["as a stream", (source: CountedSource) => streamOf(source)],
  ])("the first batch, %s: less than 100 kB", async (_name, as) => {
    for (const kernel of ["auto", "off"] as const) {
      const source = endless();
      const reader = await openVotable(as(source), { kernel });
      for await (const batch of reader.table?.batches() ?? []) {
        expect(batch.rows).toBeGreaterThan(1000);
        break;
      }
      expect(source.pulled).toBeLessThan(100);
      expect(source.cancelled).toBe(1);
    }
  });

  test("gzip is not read ahead of its reader", async () => {
    const packed = gzipSync(
      Buffer.concat(
        Array.from({ length: 60_000 }, (_, row) =>
          Buffer.from(
            row === 0
              ? `${votable(integers([])).replace(/<\/TABLEDATA>.*/, "")}`
              : `<TR><TD>${(row * 7919 * 7919) % 2147483647}</TD></TR>\n`,
          ),
        ),
      ),
    );
    const source = new CountedSource((index) =>
      index * 1000 < packed.length ? packed.subarray(index * 1000, index * 1000 + 1000) : undefined,
    );
    const reader = await openVotable(source);
    for await (const _ of reader.table?.batches() ?? []) break;
    expect(packed.length).toBeGreaterThan(300_000);
    expect(source.pulled).toBeLessThan(100);
  });

  test("progress is told in bytes of the source", async () => {
    const seen: number[] = [];
    const packed = gzipSync(bytes);
    await read(gather(packed, 100), { onProgress: ({ bytesRead }) => seen.push(bytesRead), rowsPerBatch: 20 });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(packed.length);
  });
});

describe("abort", () => {
  const reason = new Error("the user left");

  test("before anything is asked of the source", async () => {
    const source = endless();
    await expect(openVotable(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(source).toMatchObject({ pulled: 0, cancelled: 1 });
  });

  test("while the head is awaited", async () => {
    const abort = new AbortController();
    const source = new CountedSource(() => new Promise(() => undefined));
    const opening = openVotable(source, { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 5);
    await expect(opening).rejects.toBe(reason);
    expect(source.cancelled).toBe(1);
  });

  test("between two batches: the source is cancelled at once, and every promise after has the reason", async () => {
    const abort = new AbortController();
    const source = endless();
    const reader = await openVotable(source, { signal: abort.signal });
    const batches = reader.table?.batches()[Symbol.asyncIterator]();
    await batches?.next();
    abort.abort(reason);
    expect(source.cancelled).toBe(1);
    await expect(batches?.next()).rejects.toBe(reason);
    await expect(reader.summary).rejects.toBe(reason);
  });

  test("while rows are awaited", async () => {
    const abort = new AbortController();
    const source = stalled();
    const reader = await openVotable(source, { signal: abort.signal });
    setTimeout(() => abort.abort(reason), 5);
    await expect(reader.table?.batches()[Symbol.asyncIterator]().next()).rejects.toBe(reason);
    expect(source.cancelled).toBe(1);
  });

  test("after the end changes nothing", async () => {
    const abort = new AbortController();
    const reader = await openVotable(bytes, { signal: abort.signal });
    await reader.summary;
    const late = await openVotable(bytes, { signal: abort.signal });
    for await (const _ of late.tables());
    abort.abort(reason);
    expect(await late.summary).toMatchObject({ complete: true });
  });

  test("leaves no listener behind", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = ((...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    }) as typeof add;
    signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    }) as typeof remove;
    await read(gather(bytes, 100), { signal });
    expect(listeners).toBeLessThanOrEqual(0);
  });
});

describe("close", () => {
  test("while a batch is awaited ends it without an error", async () => {
    const source = stalled();
    const reader = await openVotable(source, { rowsPerBatch: 1000 });
    const batches = reader.table?.batches()[Symbol.asyncIterator]();
    const waiting = batches?.next();
    setTimeout(() => void reader.close(), 5);
    await waiting;
    expect(await batches?.next()).toMatchObject({ done: true });
    expect(await reader.summary).toMatchObject({ complete: false });
    expect(source.cancelled).toBe(1);
  });

  test.each(["auto", "off"] as const)("while the first row is awaited is no truncation (kernel %s)", async (kernel) => {
    const begin = `<!--${" ".repeat(5000)}-->${xml.replace(/<TR>.*/, "<TR><TD>")}`;
    for (const ask of ["batches", "summary"] as const) {
      const reader = await openVotable(
        new CountedSource((index) => (index === 0 ? bytesOf(begin) : new Promise(() => undefined))),
        { kernel },
      );
      const waiting = ask === "summary" ? reader.summary : reader.table?.batches()[Symbol.asyncIterator]().next();
      setTimeout(() => void reader.close(), 5);
      expect(await waiting).toMatchObject(ask === "summary" ? { complete: false, rows: 0 } : { done: true });
    }
  });

  test("a break cancels a fetch body", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(
          controller.desiredSize === null
            ? bytes
            : bytesOf(`${votable(integers(VALUES)).replace(/<\/TABLEDATA>.*/, "")}`),
        );
      },
      cancel() {
        cancelled = true;
      },
    });
    const reader = await openVotable(new Response(body), { rowsPerBatch: 10 });
    for await (const _ of reader.table?.batches() ?? []) break;
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(cancelled).toBe(true);
  });
});

describe("hostile documents", () => {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  watch.unref();
  afterEach(() => {
    peak = 0;
  });

  const lol = Array.from({ length: 20 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join(
    "",
  );
  test.each<[string, string, string]>([
    ["entities of entities", `<!DOCTYPE VOTABLE [<!ENTITY l0 "lol">${lol}]><VOTABLE>&l20;</VOTABLE>`, "VOT_ENTITY"],
    ["an external entity", '<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM "file:///etc/passwd">]><VOTABLE><INFO name="a" value="&x;"/></VOTABLE>', "VOT_ENTITY"],
    ["elements without end", "<VOTABLE>".repeat(100_000), "VOT_LIMIT"],
    ["GROUPs inside one another", `<VOTABLE>${"<GROUP>".repeat(100_000)}`, "VOT_LIMIT"],
    ["unknown elements inside one another", `<VOTABLE>${"<x>".repeat(100_000)}`, "VOT_LIMIT"],
    ["many attributes", `<VOTABLE ${Array.from({ length: 20_000 }, (_, index) => `a${index}=""`).join(" ")}/>`, "VOT_LIMIT"],
    ["a long attribute", `<VOTABLE ID="${"x".repeat(20_000_000)}"/>`, "VOT_LIMIT"],
    ["a long DESCRIPTION", `<VOTABLE><DESCRIPTION>${"x".repeat(20_000_000)}</DESCRIPTION></VOTABLE>`, "VOT_LIMIT"],
    ["a long unknown element", `<VOTABLE><x>${"x".repeat(20_000_000)}</x></VOTABLE>`, "VOT_LIMIT"],
    ["many FIELDs", `<VOTABLE><RESOURCE><TABLE>${'<FIELD name="x" datatype="int"/>'.repeat(120_000)}`, "VOT_LIMIT"],
    ["a fixed array of gigabytes", votable(table({ fields: '<FIELD name="x" datatype="double" arraysize="200000000"/>', data: stream("BINARY", new Uint8Array(10)) })), "VOT_BINARY"],
    ["rows of nothing", votable(table({ fields: '<FIELD name="x" datatype="int" arraysize="0"/>', data: stream("BINARY2", new Uint8Array(0)).replace("></STREAM>", ">AAAA</STREAM>") })), ""],
  ])("%s", async (_name, text, code) => {
    const before = process.memoryUsage.rss();
    const startMs = cpuTimeMs();
    for (const source of [bytesOf(text), gather(bytesOf(text), 65_536)]) {
      const failure = await read(source).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toMatchObject(code === "" ? {} : { code });
    }
    expect(cpuTimeMs() - startMs).toBeLessThan(30_000);
    expect(Math.max(peak, process.memoryUsage.rss()) - before).toBeLessThan(600 * 1024 ** 2);
  }); // biome-ignore format: a table

  test("a bomb of white space is read in fixed memory, or refused", async () => {
    const inside = Buffer.alloc(100 * 1024 ** 2, " ");
    const bomb = gzipSync(Buffer.concat([bytesOf("<VOTABLE>"), inside, inside, bytesOf("</VOTABLE>")]));
    const before = process.memoryUsage.rss();
    await expect(openVotable(bomb, { limits: { maxCompressionRatio: 100 } })).rejects.toMatchObject({
      code: "VOT_LIMIT",
    });
    await expect(openVotable(bomb, { limits: { maxDocumentBytes: 50_000_000 } })).rejects.toMatchObject({
      code: "VOT_LIMIT",
    });
    const reader = await openVotable(bomb, { limits: { maxCompressionRatio: 2000 } });
    expect(await reader.summary).toMatchObject({ complete: true });
    expect(Math.max(peak, process.memoryUsage.rss()) - before).toBeLessThan(200 * 1024 ** 2);
  });

  test("maxDocumentBytes: rows before the limit are given, in any chunks", async () => {
    for (const source of [bytes, gather(bytes, 1), gather(gzipSync(bytes), 100)]) {
      const reader = await openVotable(source, { limits: { maxDocumentBytes: 4500 } });
      let rows = 0;
      const loop = async () => {
        for await (const batch of reader.table?.batches() ?? []) rows += batch.rows;
      };
      await expect(loop()).rejects.toMatchObject({ code: "VOT_LIMIT", place: { byteOffset: 4500 } });
      expect(rows).toBe(xml.slice(0, 4500).split("</TR>").length - 1);
    }
  });

  test("memory does not grow with rows", async () => {
    for (const kernel of ["auto", "off"] as const) {
      const after: number[] = [];
      const source = endless(kernel === "auto" ? 1_200_000 : 300_000);
      const reader = await openVotable(source, { kernel, bytesPerBatch: 1 << 20 });
      for await (const _ of reader.table?.batches() ?? []) after.push(process.memoryUsage.rss());
      expect(after.length).toBeGreaterThan(5);
      expect((after.at(-1) ?? 0) - (after[3] ?? 0)).toBeLessThan(100 * 1024 ** 2);
    }
  });
});
