import type { EngineClient } from "../host/client.js";
import { type InstanceId, InstanceNotFound, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawProgram, LONELY_PROGRAMS } from "./draw-program.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import { childrenIn, type Program, type ProgramName } from "./program.js";

/**
 * Has a run forgotten when it has ended, and looks whether anything is left of it: in its status, in lists, for who
 * waits for it. What is durable at each crash the witness looks at. Its id, and the name of the request that started
 * it, may then be given to another run.
 */
export class PurgeJob extends Follower {
  private readonly id: InstanceId;
  private readonly recursive: boolean;
  private readonly tags: Readonly<Record<string, string>>;
  private readonly known: InstanceId[] = [];

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.id = instanceId(`purged-${number}`);
    this.tags = { errand: this.id };
    this.recursive = chance.happens(0.5);
  }

  get instances(): readonly InstanceId[] {
    return [this.id, ...this.known];
  }

  async play(): Promise<void> {
    const { chance, place } = this;
    await place.world.sleep(chance.fraction() * place.withinMs);
    for (let life = 1; life <= 2; life++) {
      const name = chance.happens(0.4) ? "family" : chance.pick(LONELY_PROGRAMS);
      const program = drawProgram(name, chance, `${this.id}.${life}`);
      await this.live(name, program);
      await this.purge(program);
      await this.lookForIt();
      if (life === 2 || chance.happens(0.5)) return;
      place.witness.newLifeAsked(this.id);
      place.tally.newLives += 1;
    }
  }

  private async live(name: ProgramName, program: Program): Promise<void> {
    this.known.push(...childrenIn(program).map((child) => child.instanceId));
    this.foretell(this.id, name, program);
    await this.begin(this.id, name, program, { tags: this.tags });
    const aside = this.watch(this.id);
    const { status } = await this.ended(this.id);
    if (status === "Completed") this.settle(program);
    await aside;
  }

  private async purge(program: Program): Promise<void> {
    const { id, chance, recursive } = this;
    const { witness, tally } = this.place;
    const children = childrenIn(program);
    // They have ended before their parent; left alone, they stay.
    for (const child of children) {
      if (recursive) witness.goesWithItsParent(child.instanceId);
      else witness.mustBeThere(child.instanceId);
    }
    witness.purgeAsked(id);
    const ask = chance.happens(0.3) ? this.purgeByTag : this.purgeById;
    let tries = 0;
    await this.insist(id, async (client) => {
      tries += 1;
      await ask(client, tries);
    });
    witness.purged(id);
    tally.purges += 1;
    if (recursive && children.length > 0) tally.familiesPurged += 1;
  }

  private readonly purgeById = async (client: EngineClient, tries: number): Promise<void> => {
    try {
      await client.purge(this.id, { recursive: this.recursive });
    } catch (error) {
      // An earlier try of which nobody heard may have done it.
      if (tries === 1 || !(error instanceof InstanceNotFound)) throw error;
    }
  };

  private readonly purgeByTag = async (client: EngineClient, tries: number): Promise<void> => {
    const { purged } = await client.purgeBy({ tags: this.tags, recursive: this.recursive });
    if (tries === 1 && purged !== 1) {
      this.place.witness.violated(`${purged} runs were purged by the tag of ${this.id} alone`);
    }
  };

  private async lookForIt(): Promise<void> {
    const { chance, id, place } = this;
    for (let left = chance.between(1, 3); left > 0; left--) {
      // The witness says whether there may be one.
      await this.insist(id, (client) => client.status(id));
      const { items } = await this.insist(id, (client) => client.list({ tags: this.tags, limit: 500 }));
      if (items.length > 0) place.witness.violated(`${id} was purged, and a list shows it`);
      await this.insist(id, async (client) => {
        try {
          await client.wait(id);
        } catch (error) {
          if (error instanceof InstanceNotFound) return;
          throw error;
        }
        place.witness.violated(`${id} was purged, and somebody could wait for it`);
      });
      await place.world.sleep(chance.spread(3_000));
    }
  }
}
