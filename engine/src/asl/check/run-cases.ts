import * as z from "zod";
import { defineActivity } from "../../activities/define.js";
import type { Catalog } from "../../compiler/catalog.js";
import { compile } from "../../compiler/compile.js";
import type { Hub } from "../../host/hub.js";
import { openHubInMemory } from "../../host/open-hub-in-memory.js";
import { decodeJson, type Failure, type HistoryEvent, type InstanceId, type Json } from "../../model/index.js";
import { aslActivities } from "../activities.js";
import { importDefinition } from "../import/import-definition.js";
import { UNNAMED_FAILURE } from "../import/plain-states.js";
import { errorName } from "../runtime/caught.js";
import { enteredStates } from "./entered-states.js";
import { type CaseResult, differenceOf, type MachineCase, type RunOutcome, type TaskAnswer } from "./machine-case.js";

/** The answers of one run's tasks that have not been given yet, by state. */
type Script = Map<string, TaskAnswer[]>;

/** An engine in memory in which tasks answer as their case says. */
export class CaseEngine {
  readonly #hub: Hub;
  readonly #scripts: Map<string, Script>;
  readonly #catalog: Catalog;
  #runs = 0;

  private constructor(hub: Hub, scripts: Map<string, Script>, catalog: Catalog) {
    this.#hub = hub;
    this.#scripts = scripts;
    this.#catalog = catalog;
  }

  static async open(): Promise<CaseEngine> {
    const scripts = new Map<string, Script>();
    const scripted = defineActivity({
      name: "asl.task",
      title: "Task",
      description: "Answers as the case says.",
      icon: "script",
      effects: "external",
      input: z.looseObject({ state: z.string(), resource: z.string() }),
      output: z.unknown(),
      run: ({ state, resource }, { instanceId, signal }) =>
        answer(scripts.get(instanceId)?.get(state), {
          isSending: resource.endsWith(".waitForTaskToken"),
          state,
          signal,
        }),
    });
    const activities = [scripted, ...aslActivities.filter(({ info }) => info.name !== "asl.task")];
    const hub = await openHubInMemory({ activities, partitionCount: 1 });
    const catalog: Catalog = { activities: activities.map(({ info }) => info), entities: [], workflows: [] };
    return new CaseEngine(hub, scripts, catalog);
  }

  close(): Promise<void> {
    return this.#hub.close();
  }

  /** Imports, compiles and runs a machine, and holds what it came to against what was recorded. */
  async check(given: MachineCase): Promise<CaseResult> {
    const imported = importDefinition(given.definition, given.id, { keepsTasks: true });
    if (!imported.ok) {
      const [first] = imported.refusal.problems;
      return { outcome: "refused", why: `${first?.path}: ${first?.message}` };
    }
    const compiled = compile(imported.graph, this.#catalog);
    if (!compiled.ok) {
      const [first] = compiled.diagnostics.filter(({ severity }) => severity === "error");
      return { outcome: "failed", difference: `the graph does not compile: ${first?.message}` };
    }
    try {
      const history = await this.#run(compiled.code, given);
      const run: RunOutcome = {
        ...outcomeOf(history),
        entered: enteredStates(imported.graph, imported.report, compiled.sourceMap, history),
      };
      const difference = differenceOf(given, run);
      return difference === undefined ? { outcome: "passed" } : { outcome: "failed", difference };
    } catch (thrown) {
      return {
        outcome: "failed",
        difference: `the engine: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      };
    }
  }

  async #run(code: string, { input, taskScript }: MachineCase): Promise<readonly HistoryEvent[]> {
    const { version } = await this.#hub.client.publish(code);
    this.#runs += 1;
    const id = `case-${this.#runs}`;
    this.#scripts.set(id, new Map(Object.entries(taskScript ?? {}).map(([state, answers]) => [state, [...answers]])));
    const { instanceId } = await this.#hub.client.start({ version }, input, { instanceId: id });
    const raised = this.#answerTokens(instanceId, taskScript);
    await this.#hub.client.wait(instanceId, { timeoutMs: 10_000_000_000 });
    await raised;
    const history: HistoryEvent[] = [];
    for (;;) {
      const more = await this.#hub.client.history(instanceId, { afterSeq: history.length });
      history.push(...more);
      if (more.length === 0 || history.at(-1)?.type.startsWith("Execution") === true) return history;
    }
  }

  /** Whoever has a task's token answers at once, where the case says that it does. */
  async #answerTokens(instanceId: InstanceId, script: MachineCase["taskScript"]): Promise<void> {
    for (const [state, answers] of Object.entries(script ?? {})) {
      for (const each of answers) {
        if ("succeed" in each)
          await this.#hub.client.raiseEvent(instanceId, state, each.succeed).catch(() => undefined);
      }
    }
  }
}

/** An error of the name that the case gives. */
class ScriptedError extends Error {
  constructor(
    readonly code: string,
    cause: string,
  ) {
    super(cause);
  }
}

interface Asked {
  readonly state: string;
  /** The task only sends a token away: what it comes to is told by an event. */
  readonly isSending: boolean;
  readonly signal: AbortSignal;
}

function answer(script: TaskAnswer[] | undefined, { state, isSending, signal }: Asked): Json | Promise<Json> {
  const next = script?.shift();
  if (next === undefined) throw new ScriptedError("NotScripted", `The case says nothing of another call of ${state}.`);
  if ("fail" in next) throw new ScriptedError(next.fail.error ?? "Error", next.fail.cause ?? "");
  if (isSending) return null;
  if ("succeed" in next) return next.succeed;
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new ScriptedError("Cancelled", "The task was given up.")));
  });
}

function outcomeOf(history: readonly HistoryEvent[]): Omit<RunOutcome, "entered"> {
  const ended = history.at(-1);
  if (ended?.type === "ExecutionCompleted") return { status: "SUCCEEDED", output: decodeJson(ended.output) ?? null };
  const failure: Failure =
    ended?.type === "ExecutionFailed" ? ended.failure : { code: "NotEnded", message: "The run has not ended." };
  // A throw without a code of its own is a Fail without an Error.
  if (failure.code === UNNAMED_FAILURE) return { status: "FAILED", cause: failure.message };
  return { status: "FAILED", error: errorName(failure), cause: failure.message };
}
