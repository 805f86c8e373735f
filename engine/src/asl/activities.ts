import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Activity, defineActivity } from "../activities/define.js";

/** A Task whose resource nobody has connected. A repeat cannot help. */
class TaskNotConnected extends Error {
  override readonly name = "TaskNotConnected";
  readonly code = "TaskNotConnected";
  readonly nonRetriable = true;
}

const task = defineActivity({
  name: "asl.task",
  title: "AWS task",
  description:
    "A Task of an imported state machine. It keeps the resource and its arguments until you connect something that does the work.",
  icon: "brand-aws",
  effects: "external",
  input: z.strictObject({
    state: z.string().describe("The state in the definition"),
    resource: z.string().describe("What Step Functions would call, such as arn:aws:states:::lambda:invoke"),
    arguments: z.json().optional().describe("What it would be called with"),
  }),
  output: z.json(),
  run: ({ state, resource }) => {
    throw new TaskNotConnected(
      `The task '${state}' would call ${resource}, and nothing here does that yet. Replace the node by an activity, an HTTP request or ` +
        "code that does the work, or mock it in a test run.",
    );
  },
});

const execution = defineActivity({
  name: "asl.execution",
  title: "Execution",
  description:
    "What an imported state machine can ask of its own run: the parts of its context object that stay the same.",
  icon: "id",
  effects: "idempotent",
  input: z.strictObject({}),
  output: z.strictObject({
    Execution: z.strictObject({ Id: z.string(), Name: z.string(), RoleArn: z.string(), StartTime: z.string() }),
    StateMachine: z.strictObject({ Id: z.string(), Name: z.string() }),
  }),
  run: (_input, { instanceId }) => ({
    Execution: { Id: instanceId, Name: instanceId, RoleArn: "", StartTime: new Date().toISOString() },
    StateMachine: { Id: "", Name: "" },
  }),
});

const moment = defineActivity({
  name: "asl.moment",
  title: "Time and chance",
  description:
    "The time, and a seed for chance, drawn once and written down: expressions that need them are the same in every replay.",
  icon: "clock",
  effects: "idempotent",
  input: z.strictObject({}),
  output: z.strictObject({ now: z.string(), seed: z.string() }),
  run: () => ({ now: new Date().toISOString(), seed: randomUUID() }),
});

/** The activities that imported state machines use. */
export const aslActivities: readonly Activity[] = [task, execution, moment];
