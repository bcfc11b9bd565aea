import { setTimeout as sleep } from "node:timers/promises";
import type { DalResponse, TransportEvent } from "@armillary/dali";
import { Deadline } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { HostSlots, knownPerSecond } from "../../../packages/dali/src/transport/politeness.ts";
import { atAnyScale } from "../../support/at-any-scale.ts";
import { awake } from "../../support/awake.ts";
import { answer, endlessBody, ok, redirect, resetBeforeHeaders, silence, VOTABLE } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport({ retry: { baseMs: 0, retries: 1 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

describe("few connections at a time to a host", () => {
  test.each([
    [undefined, 4],
    [1, 1],
    [7, 7],
    [() => 2, 2],
    [0, 1],
  ])("connectionsPerHost %s: at most %i under way", async (connectionsPerHost, most) => {
    const service = await faultyService();
    let under = 0;
    let peak = 0;
    const url = service.on("/", async ({ response }) => {
      peak = Math.max(peak, ++under);
      await awake(5);
      under--;
      response.end(VOTABLE);
    });
    const transport = open(connectionsPerHost === undefined ? {} : { connectionsPerHost });
    const bodies = await Promise.all(Array.from({ length: 30 }, async () => (await transport.request({ url })).text()));
    expect(new Set(bodies)).toEqual(new Set([VOTABLE]));
    expect(peak).toBe(most);
  });

  test("first come, first served", async () => {
    const service = await faultyService();
    service.on("/", ok);
    const order: string[] = [];
    const transport = open({ connectionsPerHost: 1 });
    const asked = ["a", "b", "c", "d", "e"].map(async (name) => {
      await (await transport.request({ url: `${service.origin}/?${name}` })).text();
      order.push(name);
    });
    await Promise.all(asked);
    expect(order).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("a connection is held until its body is read, left, or closed", async () => {
    const service = await faultyService();
    const url = service.on("/", ok);
    for (const end of [
      (one: DalResponse) => one.text(),
      (one: DalResponse) => one.close(),
      (one: DalResponse) => leave(one),
    ]) {
      const transport = open({ connectionsPerHost: 1 });
      const first = await transport.request({ url });
      let isThere = false;
      const second = transport.request({ url }).then((response) => {
        isThere = true;
        return response.text();
      });
      await sleep(30);
      expect(isThere).toBe(false);
      await end(first);
      expect(await second).toBe(VOTABLE);
    }
  });

  test("another host is another line; one request at a time goes from host to host", async () => {
    const [a, b] = [await faultyService(), await faultyService()];
    const transport = open({ connectionsPerHost: 1 });
    a.on("/wait", silence);
    a.on("/to-b", redirect(302, b.on("/", ok)));
    const controller = new AbortController();
    const stuck = transport.request({ url: `${a.origin}/wait`, signal: controller.signal }).catch(() => undefined);
    expect(await (await transport.request({ url: `${b.origin}/` })).text()).toBe(VOTABLE);
    controller.abort();
    await stuck;
    expect(await (await transport.request({ url: `${a.origin}/to-b` })).text()).toBe(VOTABLE);
  });

  test("the wait is told, and ends by deadline and by signal; whoever gave up leaves no gap", async () => {
    const service = await faultyService();
    const url = service.on("/", ok);
    const events: TransportEvent[] = [];
    const transport = open({ connectionsPerHost: 1, onEvent: (event) => events.push(event) });
    const first = await transport.request({ url });
    const controller = new AbortController();
    const late = transport.request({ url, deadline: new Deadline(30) });
    const aborted = transport.request({ url, signal: controller.signal });
    const patient = transport.request({ url });
    expect(events.filter(({ type }) => type === "queued")).toMatchObject([{ ahead: 0 }, { ahead: 1 }, { ahead: 2 }]);
    await expect(late).rejects.toMatchObject({ code: "DAL_TIMEOUT", failure: { attempts: 0 } });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "DAL_ABORTED", failure: { attempts: 0 } });
    await first.close();
    expect(await (await patient).text()).toBe(VOTABLE);
    expect(service.received).toHaveLength(2);
  });

  test("time in the line is not the service's: it has its whole timeout afterwards", async () => {
    await atAnyScale(async (scale) => {
      const service = await faultyService();
      const url = service.on("/", ok);
      const transport = open({ connectionsPerHost: 1, timeoutMs: 200 * scale });
      const first = await transport.request({ url });
      const second = transport.request({ url });
      await sleep(300 * scale);
      await first.close();
      expect(await (await second).text()).toBe(VOTABLE);
    });
  });

  test("an answer that nobody reads gives its place back when the deadline passes, or the caller gives up", async () => {
    await atAnyScale(async (scale) => {
      const service = await faultyService();
      const [endless, url] = [service.on("/endless", endlessBody), service.on("/", ok)];
      const transport = open({ connectionsPerHost: 2 });
      const controller = new AbortController();
      const forgotten = await transport.request({ url: endless, deadline: new Deadline(50 * scale) });
      const other = await transport.request({ url: endless, signal: controller.signal });
      const third = transport.request({ url });
      const fourth = transport.request({ url });
      expect(await (await third).text()).toBe(VOTABLE);
      controller.abort();
      expect(await (await fourth).text()).toBe(VOTABLE);
      await expect(forgotten.bytes()).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
      await expect(other.bytes()).rejects.toMatchObject({ code: "DAL_ABORTED" });
      await transport.close();
      await service.idle();
    });
  });

  test("whatever a request ends in, its place is given back", async () => {
    const service = await faultyService();
    service.on("/ok", ok);
    service.on("/reset", resetBeforeHeaders);
    service.on("/silence", silence);
    service.on("/500", answer(500, "no"));
    service.on("/nowhere", redirect(302, "file:///x"));
    service.on("/endless", endlessBody);
    const transport = open({ connectionsPerHost: 1 });
    for (const path of ["/reset", "/silence", "/500", "/nowhere", "/404", "/ok", "/endless", "/204"]) {
      await transport.request({ url: service.origin + path, timeoutMs: 50 }).then(leave, () => undefined);
    }
    expect(await (await transport.request({ url: `${service.origin}/ok` })).text()).toBe(VOTABLE);
    await transport.close();
    await service.idle();
  });
});

test("a slot that is given back twice counts once", async () => {
  const slots = new HostSlots({ slotsOf: () => 1, perSecondOf: () => undefined });
  const { signal } = new AbortController();
  const first = await slots.take("h", signal, () => undefined);
  first();
  first();
  const ahead: number[] = [];
  const second = await slots.take("h", signal, (count) => ahead.push(count));
  const third = slots.take("h", signal, (count) => ahead.push(count));
  expect(ahead).toEqual([0]);
  second();
  (await third)();
  await expect(slots.take("h", AbortSignal.abort("gone"), () => undefined)).rejects.toBe("gone");
});

describe("few requests in a second to a host", () => {
  /** Makes `count` requests at once: when each gets there, in ms from the start, and how many were held back on the way. */
  async function arrivals(
    count: number,
    options: NodeTransportOptions,
    name?: string,
  ): Promise<{ readonly times: readonly number[]; readonly held: number }> {
    const service = await faultyService();
    const times: number[] = [];
    const startMs = performance.now();
    const url = service.on("/", ({ response }) => {
      times.push(performance.now() - startMs);
      response.end(VOTABLE);
    });
    let held = 0;
    const asked = name === undefined ? url : `${name}/`;
    const transport = open({
      connectionsPerHost: 50,
      rewrites: name === undefined ? [] : [{ from: name, to: service.origin }],
      onEvent: ({ type }) => {
        if (type === "queued") held++;
      },
      ...options,
    });
    await Promise.all(Array.from({ length: count }, async () => (await transport.request({ url: asked })).text()));
    return { times, held };
  }

  test.each([
    [5, 12, 1000],
    [20, 45, 1000],
    [2.5, 5, 800],
  ])("requestsPerSecond %s: so many, and those behind them wait for as long as that", async (rate, count, withinMs) => {
    const { times, held } = await arrivals(count, { requestsPerSecond: rate });
    const most = Math.floor(rate);
    expect([times.length, held]).toEqual([count, count - most]);
    // A busy machine makes them later, never earlier.
    for (const [at, time] of times.entries()) expect(time).toBeGreaterThan(Math.floor(at / most) * withinMs - 20);
  });

  test.each([
    [5, 5, 1000],
    [20, 20, 1000],
    [2.5, 2, 800],
    [0.5, 1, 2000],
  ])("%s a second: never more than %i within %i ms, and no fewer", async (rate, most, withinMs) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const slots = new HostSlots({ slotsOf: () => 100, perSecondOf: () => rate });
    const { signal } = new AbortController();
    const starts: number[] = [];
    const origin = performance.now();
    for (let at = 0; at < 3 * most + 1; at++) {
      // The first half come by and by, the others all at once.
      if (at > 0 && at < most) await vi.advanceTimersByTimeAsync(10);
      void slots.take("h", signal, () => undefined).then(() => starts.push(performance.now() - origin));
    }
    await vi.advanceTimersByTimeAsync(10 * withinMs);
    const first = Array.from({ length: most }, (_, at) => at * 10);
    const window = (number: number) => first.map((ms) => ms + number * withinMs);
    expect(starts).toEqual([...window(0), ...window(1), ...window(2), 3 * withinMs]);
  });

  test("without one, and with Infinity, they go at once", async () => {
    for (const options of [
      {},
      { requestsPerSecond: Number.POSITIVE_INFINITY },
      { requestsPerSecond: () => undefined },
    ]) {
      expect((await arrivals(40, options)).held).toBe(0);
    }
  });

  test("SIMBAD bears four; what is rewritten to another host does not burden it", async () => {
    expect(["simbad.cds.unistra.fr", "simbad.harvard.edu:443", "mast.stsci.edu"].map(knownPerSecond)).toEqual([
      4,
      4,
      undefined,
    ]);
    expect((await arrivals(12, {}, "https://simbad.cds.unistra.fr")).held).toBe(0);
  });

  test("each repetition, and each redirect, counts", async () => {
    const service = await faultyService();
    const times: number[] = [];
    service.on("/a", (exchange) => {
      times.push(performance.now());
      return redirect(302, `${service.origin}/b`)(exchange);
    });
    service.on("/b", (exchange) => {
      times.push(performance.now());
      return times.length < 4 ? answer(503)(exchange) : ok(exchange);
    });
    const transport = open({ requestsPerSecond: 5, retry: { baseMs: 0, retries: 3 } });
    const start = performance.now();
    for (let turn = 0; turn < 2; turn++) await (await transport.request({ url: `${service.origin}/a` })).text();
    expect(times).toHaveLength(6);
    expect((times[5] ?? 0) - start).toBeGreaterThan(900);
  });

  test("who waits can be given up, and the next one goes in its turn", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const slots = new HostSlots({ slotsOf: () => 50, perSecondOf: () => 1 });
    const controller = new AbortController();
    const startMs = performance.now();
    const ask = async (signal: AbortSignal): Promise<number> => {
      await slots.take("h", signal, () => undefined);
      return performance.now() - startMs;
    };
    expect(await ask(controller.signal)).toBe(0);
    const given = ask(controller.signal).catch(() => "given up");
    const next = ask(new AbortController().signal);
    controller.abort();
    await vi.advanceTimersByTimeAsync(5000);
    expect(await Promise.all([given, next])).toEqual(["given up", 1000]);
  });

  test("a request that waits can be given up, and the next one goes instead", async () => {
    const service = await faultyService();
    const url = service.on("/", ok);
    const events: TransportEvent[] = [];
    const transport = open({ requestsPerSecond: 1, onEvent: (event) => events.push(event) });
    await (await transport.request({ url })).text();
    const controller = new AbortController();
    const given = transport.request({ url, signal: controller.signal }).catch((failure: unknown) => failure);
    const next = transport.request({ url }).then((response) => response.text());
    controller.abort();
    expect(await given).toMatchObject({ code: "DAL_ABORTED" });
    expect(await next).toBe(VOTABLE);
    expect(events.filter(({ type }) => type === "queued")).toHaveLength(2);
  });
});

async function leave(response: DalResponse): Promise<void> {
  for await (const _chunk of response.body) break;
}
