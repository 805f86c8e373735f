import type { EntityInfo } from "../compiler/index.js";
import { onceInfo } from "./once.js";
import { queueInfo } from "./queue.js";
import { rateLimiterInfo } from "./rate-limiter.js";
import { semaphoreInfo } from "./semaphore.js";

/** The module of the standard entities, for `HubOptions.modules`. */
export const standardEntitiesModule: URL = new URL("./standard-entities.js", import.meta.url);

/** What an author needs to know of the standard entities. */
export const standardEntityInfos: readonly EntityInfo[] = [
  {
    name: "counter",
    title: "Counter",
    description: "A number that many runs count with. It begins at 0.",
    icon: "hash",
    stateSchema: { type: "number" },
    operations: [
      {
        name: "add",
        // Without a schema the input may be left out.
        description: "Adds a number, 1 when none is given, and gives the sum.",
        outputSchema: { type: "number" },
      },
      {
        name: "set",
        description: "Makes it this number.",
        inputSchema: { type: "number" },
        outputSchema: { type: "number" },
      },
      { name: "get", description: "Gives the number as it is.", outputSchema: { type: "number" } },
      { name: "reset", description: "Makes it 0 and forgets it." },
    ],
  },
  {
    name: "record",
    title: "Record",
    description: "A value that runs leave for each other. It begins as null.",
    icon: "database",
    operations: [
      { name: "get", description: "Gives the value as it is." },
      { name: "set", description: "Makes it this value, and gives it." },
      {
        name: "merge",
        description: "Puts these members into the object that it is, and gives all of it.",
        inputSchema: { type: "object" },
        outputSchema: { type: "object" },
      },
      {
        name: "replace",
        description: "Makes it the value if it is still the expected one, and gives it. Fails with ValueChanged.",
        inputSchema: {
          type: "object",
          properties: { expected: {}, value: {} },
          required: ["expected", "value"],
          additionalProperties: false,
        },
      },
      { name: "delete", description: "Forgets the value." },
    ],
  },
  queueInfo,
  semaphoreInfo,
  rateLimiterInfo,
  onceInfo,
];
