// npm run build: brings everything up to date without starting it.
import { bringUpToDate, checkNodeVersion, installIfStale, STEPS } from "./build-steps.mjs";

try {
  checkNodeVersion();
  await installIfStale();
  await bringUpToDate(Object.keys(STEPS));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
