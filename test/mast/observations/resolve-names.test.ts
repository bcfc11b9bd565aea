import { resolveMastNames } from "@armillary/mast";
import { expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

test.each([
  [1, 4],
  [3, 2],
  [30, 1],
])("many names are found, %i a question, in %i questions", async (batchSize, questions) => {
  const service = await mast();
  const names = ["M101", "nobody knows", " m31 ", "TIC 307210830", "M101", ""];
  const found = await resolveMastNames(openSession(service), names, { batchSize });
  expect([...found].map(([name, { raDeg }]) => [name, raDeg])).toStrictEqual([
    ["M101", 210.80227],
    [" m31 ", 10.684793],
    ["TIC 307210830", 124.531756290083],
  ]);
  expect(service.received).toHaveLength(questions);
});

test("what is no answer of the resolver is an error", async () => {
  const service = await mast();
  service.on("/hosts/resolver/Santa-war/query", answer(200, "{}"));
  await expect(resolveMastNames(openSession(service), ["M101"])).rejects.toMatchObject({ code: "DAL_FORMAT" });
});
