// npm start: installs what is missing, builds what is stale, and serves. Node built-ins only, because
// it runs before anything is installed.
import { bringUpToDate, checkNodeVersion, installIfStale, STEPS } from "./build-steps.mjs";

try {
  checkNodeVersion();
  await installIfStale();
  await bringUpToDate(Object.keys(STEPS));
  const { serve } = await import("./serve.mjs");
  await serve();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
