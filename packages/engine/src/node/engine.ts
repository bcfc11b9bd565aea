import type { Engine, EngineOptions } from "./api.ts";

/** Opens an engine without tables. */
export async function openEngine(_options: EngineOptions = {}): Promise<Engine> {
  throw new Error("not built yet");
}
