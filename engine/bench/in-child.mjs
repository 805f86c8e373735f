import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a program of this folder in a process of its own and gives what it sent. Throws when it ended
 * without having sent anything, or with an exit code, unless it was to be killed.
 *
 * @param {string} program relative to this folder
 * @param {unknown} argument given as JSON
 * @param {{ readonly endsBy?: "exit" | "SIGKILL" }} [options]
 * @returns {Promise<any>}
 */
export async function inChild(program, argument, { endsBy = "exit" } = {}) {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(argument)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  /** @type {unknown} */
  let sent;
  child.on("message", (message) => {
    sent = message;
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...ended) => resolve(ended));
  });
  const asAgreed = endsBy === "exit" ? code === 0 && sent !== undefined : signal === endsBy;
  if (!asAgreed) throw new Error(`${program} ended with ${signal ?? `exit code ${code}`}: ${JSON.stringify(argument)}`);
  return sent;
}
