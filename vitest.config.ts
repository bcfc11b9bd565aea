import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Tests run from the sources: the packages' doors start with this condition.
const source = "@armillary/source";

/** Lanes that are asked for by name; the rest of test/ is the unit lane. `corpus` skips visibly where none is found. */
const lanes = ["corpus", "peers", "fuzz", "browser"];

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: {
    expect: { requireAssertions: true },
    setupFiles: ["test/support/hermetic.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: lanes.map((lane) => `test/${lane}/**`),
          // Laws take their time on a busy machine.
          testTimeout: 30_000,
        },
      },
      ...lanes.map((lane) => ({
        extends: true as const,
        test: { name: lane, include: [`test/${lane}/**/*.test.ts`], testTimeout: 120_000, hookTimeout: 120_000 },
      })),
    ],
  },
});
