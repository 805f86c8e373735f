import type { InstanceRecord, WorkflowVersion } from "../model/index.js";
import type { AnyOrchestration } from "../orchestration/context.js";
import type { PublishedCode } from "../partition/state.js";
import type { Definition } from "./realm/orchestrator-runner.js";

/** What instances of this thread may run: functions that the opener gave, and code that was published. */
export class Definitions {
  private readonly functions = new Map<string, AnyOrchestration>();
  private readonly codes = new Map<WorkflowVersion, PublishedCode>();

  constructor(orchestrations: readonly AnyOrchestration[]) {
    for (const orchestration of orchestrations) this.functions.set(orchestration.name, orchestration);
  }

  /** Called when the code is durable: nothing can be pinned to a version that a crash could take away. */
  register(code: PublishedCode): void {
    this.codes.set(code.version, code);
  }

  published(version: WorkflowVersion): PublishedCode | undefined {
    return this.codes.get(version);
  }

  hasFunction(name: string): boolean {
    return this.functions.has(name);
  }

  get functionNames(): readonly string[] {
    return [...this.functions.keys()].sort();
  }

  /** What an instance runs, by its version, else by its name. */
  of({ version, name }: InstanceRecord): Definition | undefined {
    if (version !== undefined) {
      const published = this.codes.get(version);
      return published && { kind: "code", version, code: published.code };
    }
    const orchestration = this.functions.get(name);
    return orchestration && { kind: "function", orchestration };
  }
}
