import { DalError, printEvent, redactUrl, type TransportEvent } from "@armillary/dali";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactHeaders, scrub } from "../../../packages/dali/src/transport/redact.ts";

describe("URLs", () => {
  test.each([
    ["https://me:pw@h.example/x", "https://h.example/x"],
    ["https://h.example/x?a=1&Token=abc&b=2#f", "https://h.example/x?a=1&Token=REDACTED&b=2#f"],
    ["https://h.example/x?api-key=abc", "https://h.example/x?api-key=REDACTED"],
    ["https://h.example/x?%74oken=abc", "https://h.example/x?%74oken=REDACTED"],
    ["https://h.example/app;jsessionid=AB12?x=1", "https://h.example/app;jsessionid=REDACTED?x=1"],
    ["https://h.example/x#access_token=abc&x=1", "https://h.example/x#access_token=REDACTED&x=1"],
    [
      "https://s3.example/b/k?X-Amz-Signature=abc&X-Amz-Date=2026",
      "https://s3.example/b/k?X-Amz-Signature=REDACTED&X-Amz-Date=2026",
    ],
    ["http://:bad me:pw@h", "http://h"],
  ])("%s", (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });

  test("without secrets stay as they are", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        fc.pre(!/token|key|pw|pass|sig|secret|auth|cred|session/i.test(url) && !url.includes("@"));
        expect(redactUrl(url)).toBe(url);
      }),
    );
  });

  test("never show what stands for a password or a token", () => {
    const secret = fc
      .stringMatching(/^[A-Za-z0-9._~-]{8,30}$/)
      .map((text) => `§${text}§`)
      .map(encodeURIComponent);
    const name = fc.constantFrom("token", "TOKEN", "access_token", "Password", "sig", "X-Amz-Signature", "apikey");
    fc.assert(
      fc.property(secret, name, fc.webUrl({ withQueryParameters: true }), (value, parameter, url) => {
        const mark = url.includes("?") ? "&" : "?";
        const shown = redactUrl(`${url.replace("//", `//u:${value}@`)}${mark}${parameter}=${value}&end=1`);
        expect(shown).not.toContain(value);
        expect(shown).toContain("end=1");
      }),
    );
  });
});

test("headers: what is secret in them, and no more", () => {
  const shown = redactHeaders([
    ["Authorization", "Basic abc=="],
    ["authorization", "token abc def"],
    ["Cookie", "a=1; b=2=3"],
    ["Set-Cookie", "sid=abc; Path=/; HttpOnly"],
    ["X-API-Key", "abc"],
    ["Location", "https://h/x?token=abc"],
    ["Accept", "a=b"],
  ]);
  expect(shown.map(([, value]) => value)).toEqual([
    "Basic REDACTED",
    "token REDACTED",
    "a=REDACTED; b=REDACTED",
    "sid=REDACTED; Path=REDACTED; HttpOnly",
    "REDACTED",
    "https://h/x?token=REDACTED",
    "a=b",
  ]);
});

test("texts of others: secrets that are known, unless they are as short as words", () => {
  expect(scrub("you sent s3cret and s3cret, pw", ["s3cret", "pw", ""])).toBe("you sent REDACTED and REDACTED, pw");
});

test("events as lines of a log", () => {
  const url = "https://h.example/tap/sync";
  const headers = [["Accept", "*/*"]] as const;
  const events: readonly TransportEvent[] = [
    { request: 1, type: "queued", host: "h.example", ahead: 2 },
    { request: 1, type: "sent", method: "POST", url, headers, attempt: 1 },
    { request: 1, type: "sent", method: "POST", url, rewrittenUrl: "http://127.0.0.1:1/sync", headers, attempt: 2 },
    { request: 1, type: "answered", url, status: 303, headers, elapsedMs: 1234 },
    { request: 1, type: "redirected", status: 303, from: url, to: "https://h.example/job" },
    { request: 1, type: "retrying", reason: "HTTP 503", delayMs: 250.4 },
    { request: 1, type: "progress", bytes: 10 },
    { request: 1, type: "done", bytes: 10, elapsedMs: 130_000 },
    { request: 1, type: "failed", error: new DalError("DAL_TIMEOUT", "too late"), elapsedMs: 1 },
  ];
  expect(events.map((event) => printEvent(event))).toEqual([
    "#1 … waits for a connection to h.example, behind 2",
    `#1 > POST ${url}`,
    `#1 > POST ${url} → http://127.0.0.1:1/sync (attempt 2)`,
    `#1 < 303 ${url} · 1.2 s`,
    "#1 ↪ 303 https://h.example/job",
    "#1 … HTTP 503; again in 250 ms",
    undefined,
    "#1 ✓ 10 bytes · 2.2 min",
    "#1 ✗ DAL_TIMEOUT: too late",
  ]);
  expect(events.slice(1, 2).map((event) => printEvent(event, { headers: true }))).toEqual([
    `#1 > POST ${url}\n    Accept: */*`,
  ]);
});
