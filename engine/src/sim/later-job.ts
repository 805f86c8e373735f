import { InstanceFinished, type InstanceId, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawRepeatable, type RepeatableProgram } from "./draw-lives.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import type { Program } from "./program.js";

/** Starts a run for a later time, and sees that it does not begin before. */
export class LaterJob extends Follower {
  private readonly id: InstanceId;
  private readonly name: RepeatableProgram;
  private readonly program: Program;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.id = instanceId(`later-${number}`);
    const { name, program } = drawRepeatable(chance);
    this.name = name;
    this.program = program;
  }

  get instances(): readonly InstanceId[] {
    return [this.id];
  }

  async play(): Promise<void> {
    const { chance, id, name, place, program } = this;
    const { witness, world } = place;
    await world.sleep(chance.fraction() * place.withinMs);
    const startAtMs = Math.floor(world.nowMs + chance.spread(chance.pick([500, 20_000])));
    this.foretell(id, name, program);
    witness.beginsNotBefore(id, startAtMs);
    await this.begin(id, name, program, { startAtMs });
    place.tally.laterStarts += 1;
    const aside = [this.watch(id)];
    if (chance.happens(0.2)) aside.push(this.terminate());
    if (chance.happens(0.3)) aside.push(this.pause());
    await this.ended(id);
    const turn = (await this.historyOf(id)).find(({ type }) => type === "TurnStarted");
    if (turn !== undefined && turn.atMs < startAtMs) {
      witness.violated(`${id} was to begin at ${startAtMs} and took its first turn at ${turn.atMs}`);
    }
    await Promise.all(aside);
  }

  private async terminate(): Promise<void> {
    const { chance, id, place } = this;
    await place.world.sleep(chance.spread(5_000));
    place.witness.terminationAsked(id);
    place.tally.terminations += 1;
    await this.insist(id, (client) => client.terminate(id, "Somebody did not want it any more."));
  }

  private async pause(): Promise<void> {
    const { chance, id, place } = this;
    await place.world.sleep(chance.spread(3_000));
    for (const ask of ["suspend", "resume"] as const) {
      await this.insist(id, async (client) => {
        try {
          await client[ask](id, "Somebody wanted to think about it.");
        } catch (error) {
          if (!(error instanceof InstanceFinished)) throw error;
        }
      });
      await place.world.sleep(chance.spread(5_000));
    }
    place.tally.suspensions += 1;
  }
}
