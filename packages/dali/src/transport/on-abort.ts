interface Shared {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** One listener a signal, however many requests run under it: Node warns of a leak from the eleventh on. */
const listening = new WeakMap<AbortSignal, Shared>();

/** Calls back once when the signal is aborted, at once if it is; gives what takes that back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const shared = listening.get(signal) ?? listen(signal);
  shared.callbacks.add(callback);
  return () => {
    shared.callbacks.delete(callback);
    if (shared.callbacks.size > 0) return;
    signal.removeEventListener("abort", shared.listener);
    if (listening.get(signal) === shared) listening.delete(signal);
  };
}

function listen(signal: AbortSignal): Shared {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    listening.delete(signal);
    for (const callback of [...callbacks]) callback();
  };
  const shared = { callbacks, listener };
  listening.set(signal, shared);
  signal.addEventListener("abort", listener, { once: true });
  return shared;
}
