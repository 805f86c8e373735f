import { type InstanceId, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawLaunch } from "./draw-lives.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import { expectedOf, type Launch } from "./program.js";

/** Has a run start others that nobody waits for, and perhaps ends it: they are there once, and live for themselves. */
export class LaunchJob extends Follower {
  private readonly id: InstanceId;
  private readonly program: Launch;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.id = instanceId(`launch-${number}`);
    this.program = drawLaunch(chance, this.id);
  }

  get instances(): readonly InstanceId[] {
    return [this.id, ...this.program.launches.map((launch) => launch.instanceId)];
  }

  async play(): Promise<void> {
    const { chance, id, place, program } = this;
    const { witness, tally, world } = place;
    await world.sleep(chance.fraction() * place.withinMs);
    this.foretell(id, "launch", program);
    for (const { instanceId: launched, program: its } of program.launches) {
      witness.expect(launched, "child", expectedOf(its));
    }
    await this.begin(id, "launch", program);
    const aside = [this.watch(id)];
    if (chance.happens(0.2)) aside.push(this.terminate());
    const { status } = await this.ended(id);
    if (status === "Completed") {
      for (const { instanceId: launched, by } of program.launches) {
        witness.mustBeThere(launched);
        if (by === "run") tally.startedByRuns += 1;
        else tally.startedByEntities += 1;
      }
    }
    await Promise.all(aside);
  }

  /** It alone is ended: whoever it has started does not hear of it. */
  private async terminate(): Promise<void> {
    const { chance, id, place } = this;
    await place.world.sleep(chance.spread(1_500));
    place.witness.terminationAsked(id);
    place.tally.terminations += 1;
    await this.insist(id, (client) => client.terminate(id, "Somebody wanted it to end."));
  }
}
