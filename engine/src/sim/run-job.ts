import { createHash } from "node:crypto";
import type { EngineClient } from "../host/client.js";
import type { StartTarget } from "../host/hub.js";
import { InstanceExists, InstanceFinished, type InstanceId, instanceId, WaitTimeout } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawProgram, LONELY_PROGRAMS, type LonelyProgram } from "./draw-program.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import { childrenIn, codeOf, type Program } from "./program.js";

/**
 * Somebody outside who starts one run and follows it to its end: asks again when the engine is gone,
 * repeats the start, watches, looks at the status, perhaps ends it. What they are told the witness hears.
 */
export class RunJob extends Follower {
  private readonly program: Program;
  private readonly name: LonelyProgram;
  private readonly requestId: string;
  private readonly givenId: string | undefined;
  readonly instanceId: InstanceId;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.name = chance.pick(LONELY_PROGRAMS);
    this.requestId = `request-${number}`;
    this.givenId = chance.happens(0.5) ? `run-${number}` : undefined;
    // Without an id of its own, a run's id follows from the request's name (`host/client.ts`).
    this.instanceId = instanceId(
      this.givenId ?? createHash("sha256").update(this.requestId).digest("hex").slice(0, 32),
    );
    this.program = drawProgram(this.name, chance, this.instanceId);
    this.foretell(this.instanceId, this.name, this.program);
  }

  get instances(): readonly InstanceId[] {
    return [this.instanceId, ...this.children];
  }

  private get children(): readonly InstanceId[] {
    return childrenIn(this.program).map((child) => child.instanceId);
  }

  async play(): Promise<void> {
    const { world, withinMs } = this.place;
    const { chance } = this;
    await world.sleep(chance.fraction() * withinMs);
    await this.start();
    const aside = [this.follow()];
    if (chance.happens(0.4)) aside.push(this.follow());
    if (chance.happens(0.4)) aside.push(this.startAgain());
    if (chance.happens(0.5)) aside.push(this.look());
    if (chance.happens(0.2)) aside.push(this.terminate());
    if (chance.happens(0.3)) aside.push(this.pause());
    const { status } = await this.insist(this.instanceId, (client) => client.wait(this.instanceId));
    if (status === "Completed") this.settle(this.program);
    await Promise.all(aside);
  }

  private async start(): Promise<void> {
    const published = this.chance.happens(0.4);
    await this.insist(this.instanceId, async (client) => {
      const target: StartTarget = published
        ? { version: (await client.publish(codeOf(this.name))).version }
        : { name: this.name };
      await client.start(target, this.program, this.options(this.requestId));
    });
  }

  /** The same request again is the same start; another request for the same id is refused. */
  private async startAgain(): Promise<void> {
    const { chance, place } = this;
    await place.world.sleep(chance.spread(2_000));
    place.tally.repeatedStarts += 1;
    await this.start();
    if (this.givenId === undefined) return;
    await this.insist(this.instanceId, async (client) => {
      try {
        await client.start({ name: this.name }, this.program, this.options("somebody else's request"));
      } catch (error) {
        if (error instanceof InstanceExists) return;
        throw error;
      }
      place.witness.violated(`${this.instanceId} was taken and could be started by another request`);
    });
  }

  /** Follows the events, breaking off now and then, to go on from there or from the beginning. */
  private async follow(): Promise<void> {
    const { chance } = this;
    const { world } = this.place;
    let seen = 0;
    let ended = false;
    while (!ended) {
      await this.insist(this.instanceId, async (client) => {
        // A run that has continued as new since has fewer events than were seen, and shows them from the first on.
        if (this.program.op === "again" || chance.happens(0.2)) seen = 0;
        const abort = new AbortController();
        if (chance.happens(0.3)) world.after(chance.spread(1_000), () => abort.abort());
        for await (const events of client.subscribe(this.instanceId, { afterSeq: seen, signal: abort.signal })) {
          seen = events.at(-1)?.seq ?? seen;
          if (chance.happens(0.1)) return;
        }
        ended = !abort.signal.aborted;
      });
    }
  }

  private async look(): Promise<void> {
    for (let left = this.chance.between(1, 5); left > 0; left--) {
      await this.place.world.sleep(this.chance.spread(3_000));
      await this.insist(this.instanceId, (client) => client.status(this.instanceId));
      await this.insist(this.instanceId, (client) => client.history(this.instanceId));
      await this.waitABit();
    }
  }

  /** Waits, and gives up. */
  private async waitABit(): Promise<void> {
    await this.insist(this.instanceId, async (client) => {
      try {
        await client.wait(this.instanceId, { timeoutMs: this.chance.spread(500) });
      } catch (error) {
        if (!(error instanceof WaitTimeout)) throw error;
      }
    });
  }

  /** Has the run stand still for a while, if it has not ended. */
  private async pause(): Promise<void> {
    const { chance, place } = this;
    await place.world.sleep(chance.spread(2_000));
    await this.unlessFinished((client) => client.suspend(this.instanceId, "Somebody wanted to look at it."));
    place.tally.suspensions += 1;
    await place.world.sleep(chance.spread(chance.pick([10, 3_000])));
    await this.unlessFinished((client) => client.resume(this.instanceId, "Somebody has looked at it."));
  }

  private unlessFinished(ask: (client: EngineClient) => Promise<void>): Promise<void> {
    return this.insist(this.instanceId, async (client) => {
      try {
        await ask(client);
      } catch (error) {
        if (!(error instanceof InstanceFinished)) throw error;
      }
    });
  }

  private async terminate(): Promise<void> {
    const { chance, place } = this;
    await place.world.sleep(chance.spread(2_000));
    // Whoever waits for runs of their own ends them, too.
    for (const id of this.instances) place.witness.terminationAsked(id);
    place.tally.terminations += 1;
    // Chance of its own: a seed that once found something draws the programs that it drew then.
    const manner = chance.for("manner of the end");
    const cleanUp = manner.happens(0.5);
    const end = (its: { readonly cleanUp: boolean }) =>
      this.insist(this.instanceId, (client) => client.terminate(this.instanceId, "Somebody wanted it to end.", its));
    await end({ cleanUp });
    if (!cleanUp) return;
    place.tally.cleanUps += 1;
    if (!manner.happens(0.2)) return;
    await place.world.sleep(manner.spread(300));
    await end({ cleanUp: false });
  }

  private options(requestId: string) {
    return {
      requestId,
      tags: { name: this.name },
      ...(this.givenId !== undefined && { instanceId: this.givenId }),
    };
  }
}
