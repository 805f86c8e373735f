import {
  getQuickJS,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from "quickjs-emscripten";
import type { Json, JsonText } from "../../model/index.js";
import {
  CONSOLE_LEVELS,
  type CodeErrorCode,
  type CodeProblem,
  type ConsoleLevel,
  type ConsoleLine,
  type SandboxAnswer,
  type SandboxReply,
  type SandboxRequest,
} from "./answer.js";
import { timeLimit, tooLarge } from "./limit-problems.js";
import { CODE_LIMITS } from "./limits.js";
import { PRELUDE } from "./prelude.js";
import { type PreparedSource, prepareSource, SourceProblem } from "./prepare-source.js";

/** Microtasks that run between two looks at the clock. */
const JOBS_AT_ONCE = 1_000;
const MIB = 1024 * 1024;

/**
 * Runs a person's code in an engine of its own inside WebAssembly: what it can reach is what is in there, which is the
 * language, a console and nothing else. Gives what came of it as data; throws only if the sandbox itself broke.
 */
export async function runInSandbox(request: SandboxRequest): Promise<SandboxReply> {
  let prepared: PreparedSource;
  try {
    prepared = await prepareSource(request.source, request.language, request.names);
  } catch (thrown) {
    if (thrown instanceof SourceProblem) {
      return { answer: { kind: "failed", ...thrown.problem, console: [] }, isSpent: false };
    }
    throw thrown;
  }
  const { answer, isCleanedUp } = runPrepared(await getQuickJS(), prepared, request);
  return { answer, isSpent: hasBrokenLimit(answer) || !isCleanedUp };
}

/** Runs a text that was read, to its end, in an engine that is there; one that is not cleaned up must not be used again. */
export function runPrepared(
  engine: QuickJSWASMModule,
  prepared: PreparedSource,
  request: Pick<SandboxRequest, "names" | "inputs" | "memoryMb" | "runMsMax">,
): { readonly answer: SandboxAnswer; readonly isCleanedUp: boolean } {
  const runtime = engine.newRuntime();
  runtime.setMemoryLimit(request.memoryMb * MIB);
  runtime.setMaxStackSize(CODE_LIMITS.stackBytesMax);
  const run = new SandboxRun(runtime, prepared, request);
  const answer = run.answer();
  return { answer, isCleanedUp: run.isCleanedUp() };
}

/** After a run that broke a limit its thread's memory is as large as that limit, and stays so: WebAssembly gives none back. */
function hasBrokenLimit(answer: SandboxAnswer): boolean {
  if (answer.kind === "returned") return false;
  switch (answer.code) {
    case "CodeMemoryLimit":
    case "CodeTimeLimit":
    case "CodeStackOverflow":
    case "CodeOutputTooLarge":
      return true;
    default:
      return false;
  }
}

/** One run, from the first line to its answer. */
class SandboxRun {
  readonly #console: ConsoleLine[] = [];
  readonly #context: QuickJSContext;
  #settled: string | CodeProblem | undefined;
  #isLate = false;

  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly prepared: PreparedSource,
    private readonly request: Parameters<typeof runPrepared>[2],
  ) {
    this.#context = runtime.newContext();
  }

  answer(): SandboxAnswer {
    const deadlineMs = Date.now() + this.request.runMsMax;
    this.runtime.setInterruptHandler(() => {
      this.#isLate ||= Date.now() > deadlineMs;
      return this.#isLate;
    });
    const problem = this.#start() ?? this.#runJobs();
    return { ...this.#outcome(problem), console: this.#console };
  }

  /** False when the engine cannot tell what of the run is still in use, which it says by breaking down. */
  isCleanedUp(): boolean {
    try {
      this.#context.dispose();
      this.runtime.dispose();
      return true;
    } catch {
      return false;
    }
  }

  /** Calls the code; it runs to its first wait. Gives what keeps it from that. */
  #start(): CodeProblem | undefined {
    const context = this.#context;
    const { script } = this.prepared;
    return context.unwrapResult(context.evalCode(PRELUDE, "sandbox.js")).consume((prelude) =>
      this.#call(prelude, [this.#sayFunction(), ...this.#numbers()], (start) => {
        const evaluated = context.evalCode(script, SCRIPT);
        if (evaluated.error !== undefined)
          return evaluated.error.consume((error) => this.#thrown(error, "CodeSyntaxError"));
        const names = context.unwrapResult(context.evalCode(`(${JSON.stringify(this.request.names)})`, "sandbox.js"));
        const inputs = context.newString(this.request.inputs);
        return this.#call(start, [evaluated.value, names, inputs, this.#settledFunction()], () => undefined);
      }),
    );
  }

  /** Microtasks run until the code has settled, or nothing is left that could settle it. */
  #runJobs(): CodeProblem | undefined {
    while (this.#settled === undefined) {
      if (this.#isLate) return timeLimit(this.request.runMsMax);
      const ran = this.runtime.executePendingJobs(JOBS_AT_ONCE);
      if (ran.error !== undefined) return ran.error.consume((error) => this.#thrown(error, "CodeError"));
      if (ran.value === 0 && this.#settled === undefined) {
        return {
          code: "CodeNeverSettles",
          message:
            "The code waits for a promise that nothing can settle: there are no timers and no network in here. Take the await out, or let a delay or an HTTP node do the waiting.",
        };
      }
    }
    return undefined;
  }

  #outcome(problem: CodeProblem | undefined) {
    if (this.#isLate) return { kind: "failed", ...timeLimit(this.request.runMsMax) } as const;
    if (problem !== undefined) return { kind: "failed", ...problem } as const;
    const settled = this.#settled ?? "";
    if (typeof settled !== "string") return { kind: "failed", ...settled } as const;
    if (settled === "" || settled.startsWith("=")) {
      return { kind: "returned", result: settled.slice(1) as JsonText } as const;
    }
    return { kind: "failed", ...this.#told(JSON.parse(settled) as Told) } as const;
  }

  #told({ thrown, uncarried }: Told): CodeProblem {
    if (uncarried !== undefined) {
      const { path, what } = uncarried;
      return {
        code: "ValueNotCarried",
        message: `The value that the code returns cannot be carried as JSON: ${path === "" ? "it" : path} is ${what}.`,
        details: { path },
      };
    }
    return this.#problemOf(thrown ?? { isError: false }, "CodeError");
  }

  #thrown(error: QuickJSHandle, code: CodeErrorCode): CodeProblem {
    const thrown: unknown = this.#context.dump(error);
    return this.#problemOf(
      typeof thrown === "object" && thrown !== null
        ? { isError: true, ...(thrown as object) }
        : { isError: false, message: String(thrown) },
      code,
    );
  }

  #problemOf(thrown: Thrown, otherwise: CodeErrorCode): CodeProblem {
    const { memoryMb } = this.request;
    const place = placeIn(thrown.stack, this.prepared);
    const at = place === undefined ? "" : ` Line ${place.line}, column ${place.column}.`;
    if (thrown.name === "InternalError" && thrown.message === "out of memory") {
      return {
        code: "CodeMemoryLimit",
        message: `The code needs more than ${memoryMb} MB of memory. Let it hold less at once, or give the node more memory.${at}`,
        ...(place !== undefined && { place }),
      };
    }
    if (thrown.message === "stack overflow" && (thrown.name === "InternalError" || thrown.name === "SyntaxError")) {
      return {
        code: "CodeStackOverflow",
        message: `The code calls itself too often: its stack of ${CODE_LIMITS.stackBytesMax / 1024} KiB is full. Use a loop.${at}`,
        ...(place !== undefined && { place }),
      };
    }
    const { name, code, details, nonRetriable } = thrown;
    const says = thrown.message ?? "";
    return {
      code: typeof code === "string" && code !== "" ? (code as CodeErrorCode) : otherwise,
      message: says === "" ? (name ?? "The code threw an error without a message.") : says,
      ...(name !== undefined && { type: name }),
      ...(place !== undefined && { place }),
      ...(details !== undefined && { details }),
      ...(nonRetriable === true && { nonRetriable }),
    };
  }

  #sayFunction(): QuickJSHandle {
    const context = this.#context;
    return context.newFunction("say", (level, text) => {
      if (this.#console.length >= CODE_LIMITS.consoleLinesMax) return;
      const said = context.getString(level);
      if (!isLevel(said)) return;
      this.#console.push({ level: said, text: context.getString(text) });
    });
  }

  #settledFunction(): QuickJSHandle {
    const context = this.#context;
    return context.newFunction("settled", (text) => {
      // The length first: a text that is too long is not even copied.
      const length = context.getProp(text, "length").consume((handle) => context.getNumber(handle));
      this.#settled ??= length > CODE_LIMITS.resultCharactersMax ? tooLarge(length) : context.getString(text);
    });
  }

  #numbers(): readonly QuickJSHandle[] {
    const { consoleLinesMax, consoleLineCharactersMax } = CODE_LIMITS;
    return [this.#context.newNumber(consoleLinesMax), this.#context.newNumber(consoleLineCharactersMax)];
  }

  /** Calls a function of the sandbox, and lets go of the arguments and of what it gave. */
  #call(
    callee: QuickJSHandle,
    given: readonly QuickJSHandle[],
    use: (result: QuickJSHandle) => CodeProblem | undefined,
  ): CodeProblem | undefined {
    const called = this.#context.callFunction(callee, this.#context.undefined, ...given);
    for (const handle of given) handle.dispose();
    if (called.error !== undefined) return called.error.consume((error) => this.#thrown(error, "CodeError"));
    return called.value.consume(use);
  }
}

const SCRIPT = "code.js";

/** What the prelude tells of an end that is no value. */
interface Told {
  readonly thrown?: Thrown;
  readonly uncarried?: { readonly path: string; readonly what: string };
}

interface Thrown {
  readonly isError: boolean;
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly details?: Json;
  readonly nonRetriable?: boolean;
}

const isLevel = (level: string): level is ConsoleLevel => (CONSOLE_LEVELS as readonly string[]).includes(level);

/** The first line of the stack that lies in the person's own text. */
function placeIn(stack: string | undefined, prepared: PreparedSource) {
  for (const [, line, column] of (stack ?? "").matchAll(/\bcode\.js:(\d+):(\d+)/g)) {
    const place = prepared.placeOf(Number(line), Number(column));
    if (place !== undefined) return place;
  }
  return undefined;
}
