import path from "node:path";
import type { PackPlace, PackProblem } from "./pack-places";

/** So many at once: each is a process. */
const TRIALS_MAX = 4;
const STDERR_CHARACTERS_MAX = 4_000;

export interface Trials {
  /** Where the application's own files are, as an absolute path. */
  readonly projectDir: string;
  readonly loadMsMax: number;
}

/**
 * Loads each pack in a process of its own, and says which ones would end the server, or never let it start. What they do while
 * they are loaded they do twice, then; what a module must not do, such as `process.exit`, cannot be taken back in any other way.
 */
export async function tryPacks(places: readonly PackPlace[], trials: Trials): Promise<readonly PackProblem[]> {
  const problems: (PackProblem | undefined)[] = [];
  const left = places.entries();
  const work = async (): Promise<void> => {
    for (const [at, { pack, url }] of left) {
      const message = await trialOf(url, trials);
      problems[at] = message === undefined ? undefined : { pack, message };
    }
  };
  await Promise.all(Array.from({ length: TRIALS_MAX }, work));
  return problems.filter((problem) => problem !== undefined);
}

function trialOf(url: string, { projectDir, loadMsMax }: Trials): Promise<string | undefined> {
  // Not imported: the bundler would take the process's file for a part of the bundle, which it is not.
  const { fork } = process.getBuiltinModule("node:child_process");
  const file = path.join(projectDir, "app", "_server", "activity-packs", "pack-trial.mjs");
  const child = fork(file, [url], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
  });
  return new Promise((resolve) => {
    const end = (message: string | undefined): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(message);
    };
    const timer = setTimeout(
      () =>
        end(
          `It does not load: it took longer than ${loadMsMax / 1_000} s. Let its activities wait, and neither the module nor a loop in it.`,
        ),
      loadMsMax,
    );
    child.once("message", () => end(undefined));
    child.once("error", (error) => end(`It could not be tried: ${error.message}.`));
    // "close" and not "exit": by then everything that it said was read.
    child.once("close", (code, signal) => end(whyEnded(signal ?? `exit code ${code}`, said)));
  });
}

function whyEnded(how: string, said: string): string {
  const syntax = /^SyntaxError: (.*)$/m.exec(said)?.[1];
  if (syntax !== undefined) {
    const [, file, line] = /^file:.*?([^/]+):(\d+)$/m.exec(said) ?? [];
    return `It does not load: ${syntax}${file === undefined ? "" : ` (${file}, line ${line})`}. Correct its text.`;
  }
  const error = /^(?:\w*Error|Uncaught)\b.*$/m.exec(said)?.[0];
  return error === undefined
    ? `It is not loaded: it ended the process that tried it (${how}), and would end the server. Take process.exit and its like out of it.`
    : `It is not loaded: it failed a moment after it was, and would end the server: ${error}. Handle the errors of what it begins.`;
}
