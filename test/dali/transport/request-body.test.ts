import { createTransport, type Part } from "@armillary/dali";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formBody, multipartBody, type RequestBody } from "../../../packages/dali/src/transport/request-body.ts";

async function bytesOf(body: RequestBody): Promise<Uint8Array<ArrayBuffer>> {
  const opened = body.open();
  if (opened instanceof Uint8Array) return opened as Uint8Array<ArrayBuffer>;
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** What another implementation reads in a body. */
async function parse(
  body: RequestBody,
): Promise<(readonly [name: string, value: string, filename: string | undefined])[]> {
  const form = await new Response(await bytesOf(body), { headers: { "Content-Type": body.contentType } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === "string"
        ? ([name, value, undefined] as const)
        : ([name, await value.text(), value.name] as const),
    ),
  );
}

// Line ends in fields are not normalized, as RFC 7578 has it; the reader here reads names with %0D and the like back.
const text = fc.string({ unit: "grapheme" }).filter((value) => !/[\r\n\0]/.test(value));
const name = text.filter((value) => value !== "" && !/["%\\]/.test(value));

test("whatever a form has arrives, in its order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, text), { minLength: 1 }), async (parameters) => {
      const expected = parameters.map(([key, value]) => [key, value, undefined]);
      expect(await parse(formBody(parameters))).toEqual(expected);
      expect(await parse(multipartBody(parameters, []))).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test("whatever parts have arrives, in memory and streamed, and the length is as announced", async () => {
  const content = fc.uint8Array({ maxLength: 2000 }).map((bytes) => new Uint8Array(bytes));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, name, content, fc.boolean()), { minLength: 1, maxLength: 5 }),
      async (files) => {
        const parts = files.map(([key, filename, bytes, streams]): Part => {
          const open = async function* (): AsyncGenerator<Uint8Array> {
            for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
          };
          return { name: key, filename, body: streams ? open : bytes, sizeBytes: bytes.length };
        });
        const body = multipartBody([["UPLOAD", "t,param:t"]], parts);
        expect(body.isRepeatable).toBe(true);
        for (let round = 0; round < 2; round++) {
          const bytes = await bytesOf(body);
          expect(bytes.length).toBe(body.sizeBytes);
          const form = await new Response(bytes, { headers: { "Content-Type": body.contentType } }).formData();
          const [first, ...others] = [...form];
          expect(first).toEqual(["UPLOAD", "t,param:t"]);
          const got = await Promise.all(
            others.map(async ([key, file]) =>
              typeof file === "string" ? [] : [key, file.name, new Uint8Array(await file.arrayBuffer())],
            ),
          );
          expect(got).toEqual(files.map(([key, filename, bytes]) => [key, filename, bytes]));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("what streams once says so, and is opened once", () => {
  const body = multipartBody([], [{ name: "t", body: (async function* () {})() }]);
  expect([body.isRepeatable, body.sizeBytes]).toEqual([false, undefined]);
  body.open();
  expect(() => body.open()).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
});

test("a media type with a line end is refused", () => {
  const part = { name: "t", contentType: "text/csv\r\nX: 1", body: "" };
  expect(() => multipartBody([], [part])).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
});

test.each([
  ["GET", {}],
  ["POST", { multipart: [{ name: "a", body: "b" }] }],
] as const)("a JSON document is the whole body: refused for %s with %o", async (method, rest) => {
  const transport = createTransport();
  const asked = transport.request({ url: "http://127.0.0.1:1/", method, json: "{}", ...rest });
  await expect(asked).rejects.toThrow(/whole body of a POST/);
  await transport.close();
});
