import { newQuickJSWASMModule, type QuickJSWASMModule } from "quickjs-emscripten";
import type { CodeProblem } from "../../activities/code/answer.js";
import type { PreparedSource } from "../../activities/code/prepare-source.js";
import { runPrepared } from "../../activities/code/run-in-sandbox.js";
import { encodeJson, type Json, type JsonText } from "../../model/index.js";
import { TimeLimit } from "../realm/time-limit.js";

/** What one operation of an authored type may use. */
export const OPERATION_LIMITS = {
  /** It holds up all that its thread does. */
  runMsMax: 500,
  /** Beyond it the sandbox is thrown away as it is: what the sandbox's engine does of its own asks for no time. */
  overtimeMs: 500,
  /** Its state, its input and all that it makes. */
  memoryMb: 16,
} as const;

/** Engines that are ready: one works, the other takes its place when it must be thrown away. */
const ENGINES = 2;

export interface OperationInput {
  readonly state: Json;
  readonly input: Json;
  readonly key: string;
}

export type OperationAnswer =
  | { readonly kind: "returned"; readonly value: JsonText }
  | { readonly kind: "failed"; readonly problem: CodeProblem };

/**
 * Runs operations of authored types, each from its first line in an engine of its own inside WebAssembly, to its end and
 * without waiting: operations are steps of a thread's turn. What is left of one is never seen by another.
 */
export class EntitySandbox {
  private readonly limit = new TimeLimit(OPERATION_LIMITS.runMsMax + OPERATION_LIMITS.overtimeMs);

  private making: Promise<unknown> = Promise.resolve();

  private constructor(private readonly engines: QuickJSWASMModule[]) {}

  static async load(): Promise<EntitySandbox> {
    return new EntitySandbox(await Promise.all(Array.from({ length: ENGINES }, () => newQuickJSWASMModule())));
  }

  run(prepared: PreparedSource, { state, input, key }: OperationInput): OperationAnswer {
    const [engine] = this.engines;
    if (engine === undefined) return { kind: "failed", problem: NOT_READY };
    const { memoryMb, runMsMax } = OPERATION_LIMITS;
    const inputs = encodeJson({ state, input, key });
    const ran = this.limit.run(() =>
      runPrepared(engine, prepared, { names: ["state", "input", "key"], inputs, memoryMb, runMsMax }),
    );
    if (ran.kind === "stopped") {
      this.replace(engine);
      return { kind: "failed", problem: TOO_LONG };
    }
    const { answer, isCleanedUp } = ran.result;
    // What a broken limit leaves behind is not more than the limit: the next operation has the same one.
    if (!isCleanedUp) this.replace(engine);
    if (answer.kind === "returned") return { kind: "returned", value: answer.result };
    const { kind: _kind, console: _console, ...problem } = answer;
    return { kind: "failed", problem: inOurWords(problem) };
  }

  private replace(engine: QuickJSWASMModule): void {
    this.engines.splice(this.engines.indexOf(engine), 1);
    const made = newQuickJSWASMModule().then((fresh) => this.engines.push(fresh));
    this.making = Promise.all([this.making, made]);
  }

  /** For who can wait until the engines that were thrown away are there again. */
  async ready(): Promise<void> {
    await this.making;
  }
}

const TOO_LONG: CodeProblem = {
  code: "CodeTimeLimit",
  message: `The operation ran longer than ${OPERATION_LIMITS.runMsMax} ms and was stopped. Look for a loop that does not end; long work belongs in an activity.`,
};

const NOT_READY: CodeProblem = {
  code: "CodeSandboxBroken",
  message: "Operations before this one broke their limits, and the sandbox is being made anew. Ask again.",
};

/** The limits are not those of a code node, nor can they be set. */
function inOurWords(problem: CodeProblem): CodeProblem {
  switch (problem.code) {
    case "CodeTimeLimit":
      return TOO_LONG;
    case "CodeMemoryLimit":
      return {
        ...problem,
        message: `The operation needs more than ${OPERATION_LIMITS.memoryMb} MB of memory. Let the state and what is made of it be smaller.`,
      };
    case "CodeNeverSettles":
      return { ...problem, message: "The operation gave a promise. Operations wait for nothing." };
    default:
      return problem;
  }
}
