import { createTransport, type DalResponse, withBody } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import { faultyService } from "../../support/faulty-service.ts";

// An answer whose beginning was looked at, put together again.

async function answer(chunks: readonly string[], contentType = "text/plain"): Promise<DalResponse> {
  const service = await faultyService();
  const url = service.on("/x", ({ response }) => response.writeHead(200, { "content-type": contentType }).end("old"));
  const response = await createTransport().request({ url });
  return withBody(
    response,
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk, "latin1");
    })(),
  );
}

describe("an answer with another body", () => {
  test("has that body, and all else of the answer", async () => {
    const response = await answer(["ab", "", "cd"]);
    expect([response.status, response.headers.get("content-type"), new URL(response.url).pathname]).toEqual([
      200,
      "text/plain",
      "/x",
    ]);
    expect(Buffer.from(await response.bytes()).toString()).toBe("abcd");
    await response.close();
  });

  test("has it as text, in the charset that is said", async () => {
    const response = await answer(["caf\xe9"], "text/plain; charset=iso-8859-1");
    expect(await response.text()).toBe("café");
    await response.close();
  });

  test("is no longer than is wanted", async () => {
    const response = await answer(["abc", "def"]);
    await expect(response.bytes(5)).rejects.toMatchObject({ code: "DAL_LIMIT" });
    await response.close();
  });
});
