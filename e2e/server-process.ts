import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const PROJECT = path.resolve(import.meta.dirname, "..");
const READY = /Dacapo is ready at (http:\/\/\S+)/;
const START_MS_MAX = 60_000;
/** What the test runner sets, and what would make the server leave its own data directory. */
const NOT_INHERITED: ReadonlySet<string> = new Set(["DATABASE_URL", "NODE_ENV", "FORCE_COLOR", "LOG_LEVEL"]);

/** One `npm start`, as a person would run it, that can be stopped in every way a process can end. */
export class ServerProcess {
  readonly #dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #port = 0;
  #output = "";

  constructor(dataDir: string, env: Readonly<Record<string, string>> = {}) {
    this.#dataDir = dataDir;
    this.#env = env;
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Everything that the process has printed, of every start. */
  get output(): string {
    return this.#output;
  }

  /** Starts it and waits for the address it prints. A second start takes the same port as the first. */
  async start(): Promise<void> {
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !NOT_INHERITED.has(name)),
    ) as NodeJS.ProcessEnv;
    // The services that the stories call are on this machine.
    const local = { HOST: "127.0.0.1", PORT: String(this.#port), HTTP_ALLOW: "127.0.0.1" };
    const own = { ...local, DATA_DIR: this.#dataDir, ...this.#env };
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...inherited, ...own },
    });
    this.#child = child;
    const from = this.#output.length;
    const printed = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    child.stdout.on("data", printed);
    child.stderr.on("data", printed);
    child.once("exit", (code, signal) => {
      this.#output += `(The process ended: ${signal ?? `exit code ${code}`}.)\n`;
    });
    const address = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${why} It printed:\n${this.#output.slice(from)}`));
      const limit = setTimeout(() => fail(`The server was not ready after ${START_MS_MAX} ms.`), START_MS_MAX);
      const look = () => {
        const found = READY.exec(this.#output.slice(from))?.[1];
        if (found === undefined) return;
        clearTimeout(limit);
        resolve(found);
      };
      child.stdout.on("data", look);
      child.once("exit", (code, signal) => {
        clearTimeout(limit);
        fail(`The server ended (${signal ?? code}) before it was ready.`);
      });
    });
    this.#port = Number(new URL(address).port);
  }

  /** Whoever read what it prints goes away, as when a pipe's other end dies. */
  ignoreOutput(): void {
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
  }

  /** Ends it as a power cut would: nothing in it gets a chance to finish. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it as a person would. Gives the exit code; `null` when a signal ended it. */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return null;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, "exit");
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}
