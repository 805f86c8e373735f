import { type InstanceId, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawRepeatable, type RepeatableProgram } from "./draw-lives.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import type { Program } from "./program.js";

/** Has a run begin once more: under another id, under its own when it has ended, or in the place of one that goes on. */
export class RestartJob extends Follower {
  private readonly id: InstanceId;
  private readonly again: InstanceId;
  private readonly name: RepeatableProgram;
  private readonly program: Program;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.id = instanceId(`restarted-${number}`);
    this.again = chance.happens(0.5) ? this.id : instanceId(`again-${number}`);
    const { name, program } = drawRepeatable(chance);
    this.name = name;
    this.program = program;
  }

  get instances(): readonly InstanceId[] {
    return [...new Set([this.id, this.again])];
  }

  async play(): Promise<void> {
    const { again, chance, id, name, place, program } = this;
    const { witness, tally, world } = place;
    await world.sleep(chance.fraction() * place.withinMs);
    this.foretell(id, name, program);
    await this.begin(id, name, program);
    const aside = [this.watch(id)];
    if (again === id && chance.happens(0.4)) {
      await world.sleep(chance.spread(1_000));
      await this.replace();
    }
    const first = await this.ended(id);
    if (again === id) this.newLife();
    else this.foretell(again, name, program);
    const requestId = `request-restart-${id}`;
    await this.insist(again, async (client) => {
      await client.restart(id, { instanceId: again, requestId });
    });
    tally.restarts += 1;
    const second = await this.ended(again);
    if (second.executionId === first.executionId)
      witness.violated(`${id} was restarted, and is ${first.executionId} still`);
    if (second.name !== first.name || second.version !== first.version) {
      witness.violated(`${again} runs ${second.name} and should run ${first.name}, as ${id} did`);
    }
    const [began] = await this.historyOf(again);
    if (began?.type !== "ExecutionStarted" || began.input !== first.input || second.input !== first.input) {
      witness.violated(`${again} was given ${second.input} and ${id} had ${first.input}`);
    }
    await Promise.all(aside);
  }

  /** Whoever has the id is ended, and another one has it. */
  private async replace(): Promise<void> {
    const { id, name, program } = this;
    this.newLife();
    await this.begin(id, name, program, { requestId: `request-replace-${id}`, reuse: "terminateAndReplace" });
  }

  private newLife(): void {
    this.place.witness.newLifeAsked(this.id);
    this.place.tally.newLives += 1;
  }
}
