import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Tests run from the sources: the packages' doors start with this condition.
const source = "@armillary/source";

/** Lanes that are asked for by name; the rest of test/ is the unit lane. `corpus` skips visibly where none is found. */
const lanes = ["corpus", "peers", "fuzz", "browser"];

/** How long a test, a hook, and a condition that is waited for may take: ends what hangs, and nothing that is slow. */
const bounds = (ms: number) => ({ testTimeout: ms, hookTimeout: ms, expect: { poll: { timeout: ms / 2 } } });

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    expect: { requireAssertions: true },
    teardownTimeout: 60_000,
    setupFiles: ["test/support/hermetic.ts", "test/support/law-seed.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: lanes.map((lane) => `test/${lane}/**`),
          ...bounds(300_000),
        },
      },
      ...lanes.map((lane) => ({
        extends: true as const,
        test: { name: lane, include: [`test/${lane}/**/*.test.ts`], ...bounds(600_000) },
      })),
    ],
  },
});
