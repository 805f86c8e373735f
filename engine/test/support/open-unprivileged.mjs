// Opens a hub as a user who may not write everywhere, and prints how that ended.
//
//   node open-unprivileged.mjs <data directory>
import { openHub } from "@dacapo/engine";

const NOBODY = 65_534;
if (process.getuid?.() === 0) {
  process.setgid(NOBODY);
  process.setuid(NOBODY);
}
try {
  const hub = await openHub({ dir: process.argv[2], threads: 0 });
  await hub.close();
  process.stdout.write(JSON.stringify({ code: "opened" }));
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
