import { getEventListeners } from "node:events";
import { Deadline, type TransportEvent } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { expect, onTestFinished, test, vi } from "vitest";
import { startTimer } from "../../../packages/dali/src/transport/deadline.ts";
import { atAnyScale } from "../../support/at-any-scale.ts";
import { reachableBytes } from "../../support/collect-garbage.ts";
import { answer, ok, resetBeforeHeaders, silence, slowBytes, VOTABLE } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

function open(options: Parameters<typeof createNodeTransport>[0] = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport({ retry: { baseMs: 0 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

test("10 000 requests under one signal and one deadline leave no listener, no timer, no connection, and no memory", async () => {
  const service = await faultyService();
  const url = service.on("/", ok);
  service.on("/500", answer(500, "no"));
  const transport = open();
  const { signal } = new AbortController();
  const deadline = new Deadline(600_000);
  const ask = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const path = at % 10 === 0 ? `${service.origin}/500` : url;
      try {
        const response = await transport.request({ url: path, signal, deadline });
        if (at % 7 === 0) await response.close();
        else await response.bytes();
      } catch {
        // One in ten is an error, as it should be.
      }
      service.received.splice(0);
    }
  };
  const workers = 8;
  await ask(500);
  const before = reachableBytes();
  await Promise.all(Array.from({ length: workers }, () => ask(10_000 / workers)));
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  expect(await service.connections()).toBeLessThanOrEqual(4);
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
  expect(timers.length).toBeLessThan(10);
  expect(reachableBytes() - before).toBeLessThan(10 * 1024 * 1024);
  await transport.close();
  await service.idle();
});

test("a deadline is shared: what one request takes, the next has not", async () => {
  await atAnyScale(async (scale) => {
    const service = await faultyService();
    const slow = service.on("/slow", slowBytes(2 * scale, "x".repeat(100)));
    const stuck = service.on("/stuck", silence);
    const transport = open({ timeoutMs: 10_000 * scale });
    const deadline = new Deadline(600 * scale);
    expect(await (await transport.request({ url: slow, deadline })).text()).toHaveLength(100);
    expect(deadline.remainingMs).toBeLessThan(450 * scale);
    const startMs = performance.now();
    await expect(transport.request({ url: stuck, deadline })).rejects.toMatchObject({
      code: "DAL_TIMEOUT",
      message: expect.stringMatching(/not done within (600 ms|4\.8 s|24 s)/),
    });
    expect(performance.now() - startMs).toBeLessThan(500 * scale);
    expect(deadline.isOver).toBe(true);
    await expect(transport.request({ url: slow, deadline })).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
    expect(service.received).toHaveLength(2);
  });
});

test("a repetition that would come behind the deadline is not waited for: the failure at hand says more", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  onTestFinished(() => void vi.restoreAllMocks());
  const service = await faultyService();
  const busy = service.on("/busy", answer(503, "Back at noon"));
  const broken = service.on("/broken", resetBeforeHeaders);
  const transport = open({ retry: { baseMs: 60_000 } });
  const startMs = performance.now();
  await expect(transport.request({ url: busy, deadline: new Deadline(10_000) })).rejects.toMatchObject({
    code: "DAL_HTTP",
    failure: { serviceMessage: "Back at noon", attempts: 1 },
  });
  await expect(transport.request({ url: broken, deadline: new Deadline(10_000) })).rejects.toMatchObject({
    code: "DAL_NETWORK",
    failure: { attempts: 1 },
  });
  expect(performance.now() - startMs).toBeLessThan(9000);
});

test("the time that our own reader takes between chunks is not the service's fault", async () => {
  await atAnyScale(async (scale) => {
    const service = await faultyService();
    const url = service.on("/", answer(200, VOTABLE.repeat(3000)));
    const response = await open({ timeoutMs: 100 * scale }).request({ url });
    let bytes = 0;
    for await (const chunk of response.body) {
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 250 * scale));
      bytes += chunk.length;
    }
    expect(bytes).toBe(VOTABLE.length * 3000);
  });
});

test("a signal that is aborted before sends nothing", async () => {
  const service = await faultyService();
  const url = service.on("/", ok);
  await expect(open().request({ url, signal: AbortSignal.abort("no") })).rejects.toMatchObject({
    code: "DAL_ABORTED",
    cause: "no",
    message: expect.stringMatching(/given up by the caller/),
  });
  expect(service.received).toEqual([]);
});

test("a transport that was closed sends nothing", async () => {
  const service = await faultyService();
  const url = service.on("/", silence);
  const transport = open();
  const waiting = transport.request({ url });
  const failed = expect(waiting).rejects.toMatchObject({
    code: "DAL_ABORTED",
    message: expect.stringMatching(/closed/),
  });
  await transport.close();
  await failed;
  await transport.close();
  await expect(transport.request({ url })).rejects.toMatchObject({ code: "DAL_USAGE" });
  await service.idle();
});

test("events tell a request from its start to its end, in order; a listener that throws changes nothing", async () => {
  const service = await faultyService();
  const url = service.on("/", answer(503, "", { "Retry-After": "0" }), ok);
  const events: TransportEvent[] = [];
  const transport = open({
    onEvent: (event) => {
      events.push(event);
      throw new Error("a listener's own fault");
    },
  });
  await (await transport.request({ url })).bytes();
  expect(events.map(({ type }) => type)).toEqual([
    "sent",
    "answered",
    "retrying",
    "sent",
    "answered",
    "progress",
    "done",
  ]);
  expect(events).toEqual(events.map((event) => ({ ...event, request: 1 })));
  expect(events.at(-1)).toMatchObject({ bytes: VOTABLE.length });
  expect(events.at(-2)).toMatchObject({ bytes: VOTABLE.length, totalBytes: VOTABLE.length });
});

test("a request that fails is told once, as failed", async () => {
  const service = await faultyService();
  const url = service.on("/", answer(404, "not here"));
  const types: string[] = [];
  await expect(open({ onEvent: ({ type }) => types.push(type) }).request({ url })).rejects.toMatchObject({
    code: "DAL_NOT_FOUND",
  });
  expect(types).toEqual(["sent", "answered", "progress", "failed"]);
});

test("a timer of months does not fire at once", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const fired = vi.fn();
  startTimer(60 * 86_400_000, fired);
  await vi.advanceTimersByTimeAsync(59 * 86_400_000);
  expect(fired).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2 * 86_400_000);
  expect(fired).toHaveBeenCalledTimes(1);
  startTimer(Number.POSITIVE_INFINITY, fired);
  startTimer(10, fired)();
  await vi.advanceTimersByTimeAsync(1000);
  expect(fired).toHaveBeenCalledTimes(1);
  expect(() => new Deadline(Number.NaN)).toThrow(RangeError);
});
