import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "server-only": here("./node_modules/server-only/empty.js"),
      "@": here("."),
    },
  },
  test: {
    include: [
      "engine/{src,test}/**/*.test.ts",
      "engine/{bench,chaos}/**/*.test.mjs",
      "app/**/*.test.{ts,tsx}",
      "prisma/**/*.test.ts",
      "scripts/**/*.test.{ts,mjs}",
      "examples/**/*.test.ts",
    ],
    environment: "node",
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
