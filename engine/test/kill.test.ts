import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { HistoryEvent, InstanceRecord } from "@dacapo/engine";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./support/temporary-directory.js";
import { HELLO, helloOutput } from "./support/workflows.js";

/** `DACAPO_KILLS=50 npx vitest run engine/test/kill.test.ts` looks longer. */
const KILLS = Number(process.env.DACAPO_KILLS ?? 10);
const IN_FLIGHT = 24;

const PROGRAM = fileURLToPath(new URL("./support/hub-process.mjs", import.meta.url));

interface Told {
  readonly request?: number;
  readonly answer?: unknown;
  readonly refusal?: { readonly code: string; readonly message: string };
}

/** The client outside: it lives through every death of the process, and remembers what it was told. */
class Outside {
  private readonly pending = new Map<number, (told: Told) => void>();
  private nextRequest = 1;

  private constructor(readonly child: ChildProcess) {
    child.on("message", (told: Told) => {
      if (told.request === undefined) return;
      this.pending.get(told.request)?.(told);
      this.pending.delete(told.request);
    });
    child.on("exit", () => {
      for (const settle of this.pending.values()) settle({});
      this.pending.clear();
    });
  }

  static async start(dir: string): Promise<Outside> {
    const child = spawn(process.execPath, [PROGRAM, dir], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const outside = new Outside(child);
    const [first] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`the hub's process ended with exit code ${code} before it was ready`);
      }),
    ]);
    expect(first).toEqual({ ready: true });
    return outside;
  }

  /** The answer, or `undefined` if the process died before it told one. */
  async ask<Answer>(ask: string, rest: object): Promise<Answer | undefined> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return undefined;
    const request = this.nextRequest++;
    const told = await new Promise<Told>((resolve) => {
      this.pending.set(request, resolve);
      this.child.send({ request, ask, ...rest }, (error) => {
        if (error !== null) resolve({});
      });
    });
    if (told.refusal !== undefined) throw new Error(`${ask} was refused: ${told.refusal.code} ${told.refusal.message}`);
    return told.answer as Answer | undefined;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
  }
}

test(
  `nothing acknowledged is lost and every result is right through ${KILLS} kills under load`,
  async () => {
    const directory = temporaryDirectory("kill");
    /** By request id: what the client was told about it. */
    const acknowledged = new Map<string, { instanceId: string; completed?: InstanceRecord }>();
    const unsure: string[] = [];
    let made = 0;
    let killed = 0;
    for (let round = 0; round <= KILLS; round++) {
      const outside = await Outside.start(directory.path);
      const published = await outside.ask<{ version: string }>("publish", { code: HELLO });
      const last = round === KILLS;
      const startAndWait = async (requestId: string) => {
        const input = { city: requestId };
        const started = await outside.ask<{ instanceId: string }>("start", {
          version: published?.version,
          input,
          requestId,
        });
        if (started === undefined) {
          unsure.push(requestId);
          return false;
        }
        const known = acknowledged.get(requestId) ?? { instanceId: started.instanceId };
        expect(known.instanceId, `the repeat of ${requestId} is the same start`).toBe(started.instanceId);
        acknowledged.set(requestId, known);
        const completed = await outside.ask<InstanceRecord>("wait", { instanceId: started.instanceId });
        if (completed !== undefined) known.completed = completed;
        return completed !== undefined;
      };
      if (last) {
        await audit(outside, acknowledged);
        await outside.kill("SIGTERM");
        break;
      }
      const retries = unsure.splice(0).map(startAndWait);
      const loops = Array.from({ length: IN_FLIGHT }, async () => {
        while (await startAndWait(`r${made++}`));
      });
      await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 250));
      await outside.kill("SIGKILL");
      killed += 1;
      await Promise.all([...loops, ...retries]);
    }
    directory.remove();
    expect(killed).toBe(KILLS);
    const completedBeforeAKill = [...acknowledged.values()].filter(({ completed }) => completed !== undefined).length;
    // A test in which nothing was under way when the process died would show nothing.
    expect(completedBeforeAKill).toBeGreaterThan(KILLS);
    expect(acknowledged.size).toBeGreaterThan(completedBeforeAKill);
  },
  120_000 + KILLS * 5_000,
);

/** Everything that was ever acknowledged is there, comes to its end, and is what it should be. */
async function audit(
  outside: Outside,
  acknowledged: ReadonlyMap<string, { readonly instanceId: string; readonly completed?: InstanceRecord }>,
): Promise<void> {
  const checks = [...acknowledged].map(async ([requestId, { instanceId, completed }]) => {
    const record = await outside.ask<InstanceRecord>("wait", { instanceId });
    expect(record, `${requestId} was acknowledged`).toMatchObject({
      status: "Completed",
      output: helloOutput(requestId),
    });
    if (completed !== undefined) expect(record, `${requestId} was told to have ended like this`).toEqual(completed);
    const history = (await outside.ask<HistoryEvent[]>("history", { instanceId })) ?? [];
    expect(history.map((event) => event.seq)).toEqual(history.map((_, index) => index + 1));
    const results = history.filter((event) => event.type === "ActivityCompleted").map((event) => event.taskId);
    expect(results, `the results of ${requestId} are accepted once each`).toEqual([1, 2, 3]);
  });
  await Promise.all(checks);
}
