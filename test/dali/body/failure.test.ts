import { classifyBody, createTransport, failureOf } from "@armillary/dali";
import { expect, test } from "vitest";
import { readSchemes } from "../../../packages/dali/src/body/failure.ts";

test.each<[header: string | null, schemes: readonly string[]]>([
  [null, []],
  ["Basic", ["Basic"]],
  ['Basic realm="a, b, Digest"', ["Basic"]],
  ['Basic realm="x", charset="UTF-8", Bearer', ["Basic", "Bearer"]],
  [
    'ivoa_bearer standard_id="ivo://x", access_url="https://y/login", ivoa_x509, ivoa_bearer',
    ["ivoa_bearer", "ivoa_x509"],
  ],
  ["Negotiate abcdef==", ["Negotiate"]],
])("schemes of WWW-Authenticate: %s", (header, schemes) => {
  expect(readSchemes(header)).toEqual(schemes);
});

test("a page where a table was due says so in the page's words, and gives the connection up", async () => {
  let isCancelled = false;
  const page = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(
        new TextEncoder().encode(`<html><title>Login</title><p>Who are you?</p>${" ".repeat(70_000)}`),
      ),
    cancel: () => {
      isCancelled = true;
    },
  });
  const fetch = (() => Promise.resolve(new Response(page))) as unknown as typeof globalThis.fetch;
  const response = await createTransport({ fetch }).request({ url: "https://archive.example/tap/sync" });
  const body = await classifyBody(response.body, response.headers.get("content-type"));
  expect(body.kind).toBe("html");
  const error = await failureOf(response, body, { expected: "a VOTable" });
  expect(error).toMatchObject({
    code: "DAL_FORMAT",
    message: expect.stringMatching(
      /^https:\/\/archive\.example\/tap\/sync answered with a web page where a VOTable was due after \d+ ms: "Login Who are you\?"\.$/,
    ),
    failure: {
      url: "https://archive.example/tap/sync",
      httpStatus: 200,
      serviceMessage: "Login Who are you?",
      attempts: 1,
    },
  });
  expect(isCancelled).toBe(true);
});

test("long words are cut in the message and whole beside it", async () => {
  const words = `no such column: ${"x".repeat(1000)}`;
  const fetch = (() => Promise.resolve(new Response(words, { status: 400 }))) as unknown as typeof globalThis.fetch;
  await expect(createTransport({ fetch }).request({ url: "https://h.example/" })).rejects.toMatchObject({
    code: "DAL_QUERY_ERROR",
    message: expect.stringMatching(/x{200,300}…"/),
    failure: { serviceMessage: words },
  });
});
