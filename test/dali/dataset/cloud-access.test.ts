import { parseCloudAccess } from "@armillary/dali/dataset";
import { expect, test } from "vitest";

test.each<[string, string, object[]]>([
  [
    "one copy (IRSA)",
    '{"aws": {"bucket_name": "some-bucket", "key": "a/b.fits", "region": "us-east-1"}}',
    [{ provider: "aws", bucket: "some-bucket", key: "a/b.fits", region: "us-east-1" }],
  ],
  ["without a region", '{"aws":{"bucket_name":"b","key":"k"}}', [{ provider: "aws", bucket: "b", key: "k" }]],
  [
    "a list of objects, and a list of copies",
    '[{"aws":[{"bucket":"b","key":"k"},{"bucket":"c","key":"l"}]},{"gc":{"bucket_name":"d","key":"m"}}]',
    [
      { provider: "aws", bucket: "b", key: "k" },
      { provider: "aws", bucket: "c", key: "l" },
      { provider: "gc", bucket: "d", key: "m" },
    ],
  ],
  ["nothing", "", []],
  ["no JSON", "{aws", []],
  ["other JSON", '[1, null, {"aws": {"bucket_name": "", "key": 3}}]', []],
])("%s", (_, text, copies) => expect(parseCloudAccess(text)).toEqual(copies));
