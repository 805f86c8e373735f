import { createHash } from "node:crypto";
import type { EngineClient } from "../host/client.js";
import type { StartTarget } from "../host/hub.js";
import { HubStopped, InstanceExists, type InstanceId, InstanceNotFound, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import type { Machine } from "./machine.js";
import { codeOf, drawProgram, expectedOf, PROGRAM_NAMES, type Program, type ProgramName } from "./programs.js";
import type { Tally } from "./tally.js";
import type { Witness } from "./witness.js";
import type { World } from "./world.js";

/** What a job, played by somebody outside, needs of the simulation. */
export interface JobPlace {
  readonly world: World;
  readonly machine: Machine;
  readonly witness: Witness;
  readonly tally: Tally;
  /** Jobs begin within this time. */
  readonly withinMs: number;
}

/**
 * Somebody outside who starts one run and follows it to its end: asks again when the engine is gone,
 * repeats the start, watches, looks at the status, perhaps ends it. What they are told the witness hears.
 */
export class Job {
  private readonly program: Program;
  private readonly name: ProgramName;
  private readonly requestId: string;
  private readonly givenId: string | undefined;
  readonly instanceId: InstanceId;

  constructor(
    number: number,
    private readonly chance: Chance,
    private readonly place: JobPlace,
  ) {
    this.name = chance.pick(PROGRAM_NAMES);
    this.program = drawProgram(this.name, chance);
    this.requestId = `request-${number}`;
    this.givenId = chance.happens(0.5) ? `run-${number}` : undefined;
    // Without an id of its own, a run's id follows from the request's name (`host/client.ts`).
    this.instanceId = instanceId(
      this.givenId ?? createHash("sha256").update(this.requestId).digest("hex").slice(0, 32),
    );
    place.witness.expect(this.instanceId, expectedOf(this.program));
    place.tally.runs += 1;
  }

  async play(): Promise<void> {
    const { world, withinMs } = this.place;
    const { chance } = this;
    await world.sleep(chance.fraction() * withinMs);
    await this.start();
    const aside = [this.watch()];
    if (chance.happens(0.4)) aside.push(this.watch());
    if (chance.happens(0.4)) aside.push(this.startAgain());
    if (chance.happens(0.5)) aside.push(this.look());
    if (chance.happens(0.2)) aside.push(this.terminate());
    await this.insist((client) => client.wait(this.instanceId));
    await Promise.all(aside);
  }

  private async start(): Promise<void> {
    const published = this.chance.happens(0.4);
    await this.insist(async (client) => {
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
    await this.insist(async (client) => {
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
  private async watch(): Promise<void> {
    const { chance } = this;
    let seen = 0;
    let ended = false;
    while (!ended) {
      await this.insist(async (client) => {
        if (chance.happens(0.2)) seen = 0;
        for await (const events of client.subscribe(this.instanceId, { afterSeq: seen })) {
          seen = events.at(-1)?.seq ?? seen;
          if (chance.happens(0.1)) return;
        }
        ended = true;
      });
    }
  }

  private async look(): Promise<void> {
    for (let left = this.chance.between(1, 5); left > 0; left--) {
      await this.place.world.sleep(this.chance.spread(3_000));
      await this.insist((client) => client.status(this.instanceId));
      await this.insist((client) => client.history(this.instanceId));
    }
  }

  private async terminate(): Promise<void> {
    const { chance, place } = this;
    await place.world.sleep(chance.spread(2_000));
    place.witness.terminationAsked(this.instanceId);
    place.tally.terminations += 1;
    await this.insist((client) => client.terminate(this.instanceId, "Somebody wanted it to end."));
  }

  /** Asks until there is an answer: whoever hears that the engine is gone does not know what it still did. */
  private async insist<Answer>(ask: (client: EngineClient) => Promise<Answer>): Promise<Answer> {
    const { machine, witness, world } = this.place;
    for (;;) {
      const client = await machine.up();
      try {
        return await ask(client);
      } catch (error) {
        if (!(error instanceof HubStopped)) {
          const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
          const lost = error instanceof InstanceNotFound ? " although its start was acknowledged" : "";
          witness.violated(`a request about ${this.instanceId} was refused${lost}: ${what}`);
          // The simulation is over: nobody goes on from here.
          return await new Promise<never>(() => undefined);
        }
        await world.sleep(this.chance.spread(20));
      }
    }
  }

  private options(requestId: string) {
    return { requestId, ...(this.givenId !== undefined && { instanceId: this.givenId }) };
  }
}
