import path from "node:path";
import type { Worker } from "node:worker_threads";
import type { TypeFinding } from "@dacapo/engine/compiler";

/** What stands at a place of the text: `(property) total: number`. */
export interface TypeHere {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Something that may be written after a dot. */
export interface TypeMember {
  readonly name: string;
  readonly kind: "property" | "method";
  /** As TypeScript shows it. */
  readonly type: string;
}

/** Asks TypeScript about texts, in a thread of its own, which starts with the first question. */
export interface TypeChecker {
  check(text: string): Promise<readonly TypeFinding[]>;
  typeAt(text: string, offset: number): Promise<TypeHere | undefined>;
  membersAt(text: string, offset: number): Promise<readonly TypeMember[]>;
  close(): Promise<void>;
}

/** A text that takes longer is given up, with its thread: the next question starts another. */
const ANSWER_MS_MAX = 20_000;
/** TypeScript's library and a large graph; more than this is a type that grows without end. */
const HEAP_MB_MAX = 512;
/** Whoever asks more at once is not waited for by anybody. */
const QUESTIONS_MAX = 32;

type Question = { readonly ask: "check" | "type" | "members"; readonly text: string; readonly offset?: number };
type Answer = { readonly id: number; readonly answer?: unknown; readonly error?: string };
interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** `projectDir`: where the application's own files are, as an absolute path. */
export function createTypeChecker(projectDir: string): TypeChecker {
  const file = path.join(projectDir, "app", "_server", "types", "type-worker.mjs");
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let questions = 0;

  const giveUp = (message: string): void => {
    const ended = worker;
    worker = undefined;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(new Error(message));
    }
    waiting.clear();
    void ended?.terminate();
  };

  const started = (): Worker => {
    if (worker !== undefined) return worker;
    // Not imported: the bundler would take the thread's file for a part of the bundle, which it is not.
    const { Worker: Thread } = process.getBuiltinModule("node:worker_threads");
    const made = new Thread(file, { name: "dacapo types", resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    made.unref();
    made.on("message", ({ id, answer, error }: Answer) => {
      const asker = waiting.get(id);
      if (asker === undefined) return;
      waiting.delete(id);
      clearTimeout(asker.timer);
      if (error === undefined) asker.resolve(answer);
      else asker.reject(new Error(`The types could not be checked: ${error}`));
    });
    const onEnd = (why: string) => {
      if (worker === made) giveUp(`The types could not be checked: the thread ended (${why}).`);
    };
    made.on("error", (error) => onEnd(error.message));
    made.on("exit", (code) => onEnd(`code ${code}`));
    worker = made;
    return made;
  };

  const ask = (question: Question): Promise<unknown> => {
    if (waiting.size >= QUESTIONS_MAX) {
      return Promise.reject(new Error("The types cannot be checked now: too many are being checked. Try again."));
    }
    const id = questions++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => giveUp(`The types could not be checked within ${ANSWER_MS_MAX / 1_000} s.`),
        ANSWER_MS_MAX,
      );
      waiting.set(id, { resolve, reject, timer });
      started().postMessage({ id, ...question });
    });
  };

  return {
    check: async (text) => (await ask({ ask: "check", text })) as readonly TypeFinding[],
    typeAt: async (text, offset) => (await ask({ ask: "type", text, offset })) as TypeHere | undefined,
    membersAt: async (text, offset) => (await ask({ ask: "members", text, offset })) as readonly TypeMember[],
    async close() {
      const ended = worker;
      giveUp("The types are not checked any more: the server stops.");
      await ended?.terminate();
    },
  };
}
