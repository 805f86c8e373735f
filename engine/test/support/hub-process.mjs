// A process with a hub in it, for tests that kill it: it does what it is told over IPC, and tells
// what came of it. What it has told is an acknowledgement: the test holds the hub to it.
//
//   node hub-process.mjs <data directory>
import { defineActivity, openHub } from "@dacapo/engine";
import * as z from "zod";

const hello = defineActivity({
  name: "hello",
  title: "Say hello",
  description: "Greets a city.",
  icon: "hand-stop",
  effects: "idempotent",
  input: z.object({ city: z.string() }),
  output: z.string(),
  run: async ({ city }) => {
    await new Promise((resolve) => setTimeout(resolve, city.length % 3));
    return `Hello ${city}!`;
  },
});

const hub = await openHub({ dir: process.argv[2], activities: [hello] });
const tell = (message) => {
  if (process.connected) process.send(message);
};

/** Does what one message asks, and tells how it ended. */
async function serve({ request, ask, ...rest }) {
  try {
    const answer = await asked[ask](rest);
    tell({ request, answer });
  } catch (error) {
    tell({ request, refusal: { code: error.code, message: error.message } });
  }
}

const asked = {
  publish: ({ code }) => hub.client.publish(code),
  start: ({ version, input, requestId }) => hub.client.start({ version }, input, { requestId }),
  wait: ({ instanceId }) => hub.client.wait(instanceId),
  status: ({ instanceId }) => hub.client.status(instanceId),
  history: ({ instanceId }) => hub.client.history(instanceId),
};

process.on("message", (message) => void serve(message));
process.on("disconnect", () => process.exit(0));
tell({ ready: true });
