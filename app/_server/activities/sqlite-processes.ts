import type { ChildProcess } from "node:child_process";
import path from "node:path";
import type { SqliteAnswer, SqliteJob } from "./sqlite-job";
import type { SqliteAbilities } from "./sqlite-rules";

/** So many queries at once; the others wait. Each takes a process of some forty megabytes. */
const PROCESSES_MAX = 4;
/** A process that has nothing to do is kept for the next query of a loop, and no longer. */
const IDLE_MS_MAX = 10_000;
const START_MS_MAX = 20_000;
const HEAP_MB_MAX = 256;
const STDERR_CHARACTERS_MAX = 2_000;

/** What came of a query: what the process answered, or why it did not. */
export type SqliteOutcome =
  | SqliteAnswer
  | { readonly kind: "late" }
  | { readonly kind: "cancelled" }
  /** The process is gone: SQLite's library ended it. */
  | { readonly kind: "ended"; readonly how: string };

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

type FromProcess = { readonly kind: "ready"; readonly abilities: SqliteAbilities } | SqliteAnswer;

/**
 * Asks SQLite files, each query in a process that has no other one meanwhile, and that is ended when its time is over. A thread
 * would not do: one that is within SQLite cannot be ended, and when the library gives up, it takes the whole process along.
 */
export class SqliteProcesses {
  readonly #file: string;
  readonly #idle = new Set<SqliteProcess>();
  readonly #all = new Set<SqliteProcess>();
  readonly #waiting: (() => void)[] = [];
  #places = PROCESSES_MAX;

  /** `projectDir`: where the application's own files are, as an absolute path. */
  constructor(projectDir: string) {
    this.#file = path.join(projectDir, "app", "_server", "activities", "sqlite-process.mjs");
  }

  /** `jobOf` says what to ask of a SQLite that can do this, or throws. The time begins when a process is there. */
  async ask(jobOf: (abilities: SqliteAbilities) => SqliteJob, limits: Limits): Promise<SqliteOutcome> {
    await this.#place();
    try {
      if (limits.signal.aborted) return { kind: "cancelled" };
      const [kept] = this.#idle;
      const asked: SqliteProcess = kept ?? new SqliteProcess(this.#file, () => this.#gone(asked));
      this.#all.add(asked);
      this.#idle.delete(asked);
      return await asked.ask(jobOf, limits).finally(() => {
        if (!asked.isGone) this.#idle.add(asked);
      });
    } finally {
      this.#places++;
      this.#waiting.shift()?.();
    }
  }

  /** Ends every process, whatever it does. */
  close(): void {
    for (const each of this.#all) each.end();
  }

  async #place(): Promise<void> {
    while (this.#places === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#places--;
  }

  #gone(process: SqliteProcess): void {
    this.#all.delete(process);
    this.#idle.delete(process);
  }
}

class SqliteProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<SqliteAbilities>;
  #answered: (outcome: SqliteOutcome) => void = () => undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #isGone = false;
  #isEnding = false;

  constructor(file: string, onGone: () => void) {
    // Not imported: the bundler would take the process's file for a part of the bundle, which it is not.
    const { fork } = process.getBuiltinModule("node:child_process");
    this.#child = fork(file, [], {
      execArgv: [`--max-old-space-size=${HEAP_MB_MAX}`],
      // The secrets of the environment are nothing for it.
      env: { NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let said = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
    });
    this.#ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => this.end(), START_MS_MAX);
      this.#child.on("message", (message: FromProcess) => {
        clearTimeout(late);
        if (message.kind === "ready") resolve(message.abilities);
        else this.#answered(message);
      });
      const gone = (how: string): void => {
        if (this.#isGone) return;
        this.#isGone = true;
        clearTimeout(late);
        onGone();
        reject(
          new Error(`The process that asks SQLite files did not start (${how}): ${said.trim() || "it said nothing"}`),
        );
        this.#answered({ kind: "ended", how });
      };
      this.#child.on("error", (error) => gone(error.message));
      this.#child.on("exit", (code, signal) => gone(signal ?? `exit code ${code}`));
    });
    this.#ready.catch(() => undefined);
    // It keeps nobody from ending.
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as { unref?: () => void } | null)?.unref?.();
  }

  /** Nothing more can be asked of it. */
  get isGone(): boolean {
    return this.#isGone || this.#isEnding;
  }

  async ask(jobOf: (abilities: SqliteAbilities) => SqliteJob, { timeoutMs, signal }: Limits): Promise<SqliteOutcome> {
    clearTimeout(this.#idleTimer);
    let timer: NodeJS.Timeout | undefined;
    let cancel = (): void => undefined;
    try {
      const abilities = await this.#ready;
      const job = jobOf(abilities);
      const outcome = await new Promise<SqliteOutcome>((resolve) => {
        const giveUp = (kind: "late" | "cancelled"): void => {
          this.end();
          resolve({ kind });
        };
        this.#answered = resolve;
        timer = setTimeout(() => giveUp("late"), timeoutMs);
        cancel = () => giveUp("cancelled");
        signal.addEventListener("abort", cancel);
        if (signal.aborted) cancel();
        else this.#child.send(job, () => undefined);
      });
      // A statement that stopped halfway keeps its lock on the file until it is collected, or its process ends.
      if (outcome.kind !== "rows") this.end();
      return outcome;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      this.#answered = () => undefined;
      this.#idleTimer = setTimeout(() => this.end(), IDLE_MS_MAX).unref();
    }
  }

  end(): void {
    clearTimeout(this.#idleTimer);
    this.#isEnding = true;
    this.#child.kill("SIGKILL");
  }
}
