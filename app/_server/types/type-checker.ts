import path from "node:path";
import type { Worker } from "node:worker_threads";
import type { TypedFile, TypedPlace, TypedProgram, TypeFinding } from "@dacapo/engine/compiler";

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

/** A place in a file of a program, in UTF-16 units. */
export interface PlaceInProgram {
  readonly file: string;
  readonly offset: number;
}

/** Asks TypeScript about programs, in a thread of its own, which starts with the first question. */
export interface TypeChecker {
  check(program: Program): Promise<readonly TypeFinding[]>;
  typeAt(program: Program, place: PlaceInProgram): Promise<TypeHere | undefined>;
  membersAt(program: Program, place: PlaceInProgram): Promise<readonly TypeMember[]>;
  /** The type of each of these expressions as a whole, in their order. */
  typesOf(program: Program, expressions: readonly TypedPlace[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

type Program = Pick<TypedProgram, "files" | "supposes">;

/** A program that takes longer is given up, with its thread: the next question starts another. */
const ANSWER_MS_MAX = 20_000;
/** TypeScript's library and a large graph; more than this is a type that grows without end. */
const HEAP_MB_MAX = 512;
/** Whoever asks more at once is not waited for by anybody. */
const QUESTIONS_MAX = 32;

interface Question {
  readonly ask: "check" | "type" | "types" | "members";
  readonly files: readonly TypedFile[];
  /** It has types that nobody has promised, and is one of two that are asked about by turns. */
  readonly supposes: boolean;
  readonly file?: string;
  readonly offset?: number;
  readonly expressions?: readonly Pick<TypedPlace, "file" | "from">[];
}
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
    check: async (program) => (await ask({ ask: "check", ...programOf(program) })) as readonly TypeFinding[],
    typeAt: async (program, place) =>
      (await ask({ ask: "type", ...programOf(program), ...place })) as TypeHere | undefined,
    membersAt: async (program, place) =>
      (await ask({ ask: "members", ...programOf(program), ...place })) as readonly TypeMember[],
    typesOf: async (program, places) => {
      const expressions = places.map(({ file, from }) => ({ file, from }));
      return (await ask({ ask: "types", ...programOf(program), expressions })) as readonly string[];
    },
    async close() {
      const ended = worker;
      giveUp("The types are not checked any more: the server stops.");
      await ended?.terminate();
    },
  };
}

const programOf = ({ files, supposes }: Program): Program => ({ files, supposes });
