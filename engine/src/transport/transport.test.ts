import { MessageChannel, Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { channelConformance } from "./conformance.js";
import { inProcessChannels } from "./in-process.js";
import { portChannel, workerChannel } from "./worker-threads.js";

channelConformance("the channel within a thread", () => {
  const [left, right] = inProcessChannels<{ number: number }, { number: number }>();
  return { left, right, remove: () => left.close() };
});

channelConformance("the channel between threads", () => {
  const { port1, port2 } = new MessageChannel();
  const remove = () => {
    port1.close();
    port2.close();
  };
  return { left: portChannel(port1), right: portChannel(port2), remove };
});

test("a thread that dies is heard of once", async () => {
  const worker = new Worker("process.exit(3)", { eval: true });
  const channel = workerChannel<string, string>(worker);
  const ends: string[] = [];
  channel.listen({ batch: () => undefined, ended: (error) => ends.push(error.message) });
  await new Promise((resolve) => worker.once("exit", resolve));
  expect(ends).toEqual(["The thread ended with exit code 3."]);
});
