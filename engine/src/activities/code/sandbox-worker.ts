import { parentPort } from "node:worker_threads";
import type { SandboxReply, SandboxRequest } from "./answer.js";
import { runInSandbox } from "./run-in-sandbox.js";

/*
 * A thread of the sandbox: one run at a time, answered by one message. What throws in here broke the sandbox and not only
 * the code in it (memory of the machine is gone, say): the thread then ends, and the pool answers for it.
 */
parentPort?.on("message", (request: SandboxRequest) => {
  runInSandbox(request).then(
    (reply: SandboxReply) => parentPort?.postMessage(reply),
    (thrown: unknown) => {
      throw thrown;
    },
  );
});
