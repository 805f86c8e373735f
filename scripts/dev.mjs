// npm run dev: the app with live reload. The engine is built once; after a change to it, start again.
import path from "node:path";
import { bringUpToDate, checkNodeVersion, installIfStale, root, run } from "./build-steps.mjs";

try {
  checkNodeVersion();
  await installIfStale();
  await bringUpToDate(["engine", "database", "assets"]);
  const { PORT = "3000", HOST = "127.0.0.1" } = process.env;
  await run([process.execPath, path.join(root, "node_modules/next/dist/bin/next"), "dev", "-p", PORT, "-H", HOST]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
