import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SandboxAnswer, SandboxReply, SandboxRequest } from "./answer.js";
import { timeLimit } from "./limit-problems.js";
import { CODE_LIMITS } from "./limits.js";

/** Beside `dist`, whether this file is the source or what was built of it: threads run JavaScript. */
const WORKER = new URL("../../../dist/activities/code/sandbox-worker.js", import.meta.url);

/** As many as leave a core to the rest of the server, and not so many that memory goes to idle sandboxes. */
const THREADS_MAX_DEFAULT = Math.min(4, Math.max(1, availableParallelism() - 1));

interface Waiting {
  readonly request: SandboxRequest;
  readonly signal: AbortSignal;
  readonly answer: (answer: SandboxAnswer) => void;
}

/**
 * Threads that run people's code, made when they are needed. A run that is given up, or that does not stop by itself when
 * its time is over, takes its thread with it: nothing else ends native code. Runs beyond the number of threads wait in
 * order.
 */
export class SandboxPool {
  readonly #idle: SandboxThread[] = [];
  readonly #waiting: Waiting[] = [];
  #threads = 0;

  constructor(private readonly threadsMax: number = THREADS_MAX_DEFAULT) {}

  /** Never rejects: whatever goes wrong is an answer. */
  run(request: SandboxRequest, signal: AbortSignal): Promise<SandboxAnswer> {
    if (signal.aborted) return Promise.resolve(CANCELLED);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        request,
        signal,
        answer: (answer) => {
          signal.removeEventListener("abort", leave);
          resolve(answer);
        },
      };
      const leave = () => {
        const at = this.#waiting.indexOf(waiting);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        waiting.answer(CANCELLED);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? this.#newThread();
      if (thread === undefined) return;
      const { request, signal, answer } = this.#waiting.shift() as Waiting;
      void thread.run(request, signal).then((settled) => {
        answer(settled);
        if (thread.isUsable) this.#idle.push(thread);
        this.#next();
      });
    }
  }

  #newThread(): SandboxThread | undefined {
    if (this.#threads >= this.threadsMax) return undefined;
    this.#threads += 1;
    const thread: SandboxThread = new SandboxThread(() => {
      this.#threads -= 1;
      const at = this.#idle.indexOf(thread);
      if (at >= 0) this.#idle.splice(at, 1);
      this.#next();
    });
    return thread;
  }
}

/** One thread, which runs one request at a time. `gone` is told once, when it has ended. */
class SandboxThread {
  readonly #worker: Worker;
  #runs = 0;
  #isGone = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #settle: ((reply: SandboxReply) => void) | undefined;

  constructor(gone: () => void) {
    this.#worker = new Worker(WORKER, {
      // Nothing of this process is handed in, even if the sandbox had a hole.
      env: {},
      execArgv: [],
      // What the sandbox's engine prints when it breaks down is told as a failure, and need not be printed.
      stdout: true,
      stderr: true,
      // The sandbox's calls are calls of this thread, too, and longer ones.
      resourceLimits: { stackSizeMb: 16, maxOldGenerationSizeMb: 256 },
    });
    this.#worker.unref();
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on("message", (reply: SandboxReply) => this.#settle?.(reply));
    this.#worker.on("error", (error) => this.#settle?.(broken(error.message)));
    this.#worker.on("exit", () => {
      this.#isGone = true;
      clearTimeout(this.#idleTimer);
      this.#settle?.(broken("its thread ended"));
      gone();
    });
  }

  get isUsable(): boolean {
    return !this.#isGone;
  }

  run(request: SandboxRequest, signal: AbortSignal): Promise<SandboxAnswer> {
    clearTimeout(this.#idleTimer);
    this.#runs += 1;
    this.#worker.ref();
    return new Promise((resolve) => {
      const end = (answer: SandboxAnswer, keep: boolean) => {
        if (this.#settle === undefined) return;
        this.#settle = undefined;
        clearTimeout(overtime);
        signal.removeEventListener("abort", abort);
        if (keep) this.#rest();
        else this.#end();
        resolve(answer);
      };
      const abort = () => end(CANCELLED, false);
      const overtime = setTimeout(
        () => end({ kind: "failed", ...timeLimit(request.runMsMax), console: [] }, false),
        request.runMsMax + CODE_LIMITS.overtimeMs,
      );
      signal.addEventListener("abort", abort, { once: true });
      this.#settle = ({ answer, isSpent }) => end(answer, !isSpent && this.#runs < CODE_LIMITS.runsPerThreadMax);
      this.#worker.postMessage(request);
    });
  }

  /** An idle thread keeps no process alive, and ends after a while. */
  #rest(): void {
    this.#worker.unref();
    this.#idleTimer = setTimeout(() => this.#end(), CODE_LIMITS.idleMsMax);
    this.#idleTimer.unref();
  }

  #end(): void {
    this.#isGone = true;
    void this.#worker.terminate();
  }
}

const CANCELLED: SandboxAnswer = {
  kind: "failed",
  code: "Cancelled",
  message: "The code was stopped: its result is no longer wanted, or the node's time limit is over.",
  console: [],
};

function broken(why: string): SandboxReply {
  const answer: SandboxAnswer = {
    kind: "failed",
    code: "CodeSandboxBroken",
    message: `The code broke the sandbox that it ran in: ${why}. Let it hold less at once, and give the node no more memory than the machine has.`,
    console: [],
  };
  return { answer, isSpent: true };
}
