import type { InstanceQuery } from "../host/hub.js";
import type { EntityId, InstanceId, InstanceSummary } from "../model/index.js";
import type { Chance } from "./chance.js";
import { COUNTERS, whenOf } from "./entities.js";
import { Outsider, type Place } from "./outsider.js";

/** Signals a counter and reads it: what was once read stays. */
export class CounterJob extends Outsider {
  readonly instances: readonly InstanceId[] = [];
  private readonly counter: EntityId;

  constructor(
    private readonly number: number,
    chance: Chance,
    place: Place,
  ) {
    super(chance, place);
    this.counter = COUNTERS[chance.between(0, COUNTERS.length - 1)] as EntityId;
  }

  async play(): Promise<void> {
    const { chance, counter, place } = this;
    const { ledger, tally, witness, world } = place;
    await world.sleep(chance.fraction() * place.withinMs);
    let seen: readonly string[] = [];
    for (let index = 0; index < 8; index++) {
      const id = `signal ${this.number}.${index}`;
      ledger.signaled(id, counter, "unknown");
      ledger.signaled(
        id,
        counter,
        await this.askOnce(counter, (client) => client.signalEntity(counter, "add", id, whenOf(id, world.nowMs))),
      );
      tally.signals += 1;
      if (chance.happens(0.5)) await world.sleep(chance.spread(chance.pick([1, 3_000])));
      const read = ((await this.insist(counter, (client) => client.readEntity(counter))) ?? []) as readonly string[];
      tally.entitiesRead += 1;
      if (seen.some((each, at) => read[at] !== each)) {
        witness.violated(`${counter} was read as ${JSON.stringify(seen)} and then as ${JSON.stringify(read)}`);
      }
      seen = read;
    }
  }
}

/** Goes through lists page by page while runs come and go: what was there before is on one page, and on one alone. */
export class ListJob extends Outsider {
  readonly instances: readonly InstanceId[] = [];

  async play(): Promise<void> {
    const { chance, place } = this;
    for (let left = chance.between(1, 4); left > 0; left--) {
      await place.world.sleep((chance.fraction() * place.withinMs) / 2);
      await this.goThrough(this.drawQuery());
    }
  }

  private drawQuery(): InstanceQuery {
    const { chance } = this;
    switch (chance.between(0, 3)) {
      case 0:
        return { name: "bank" };
      case 1:
        return { tags: { name: "hello" } };
      case 2:
        return { statuses: ["Completed", "Failed", "Terminated"] };
      default:
        return {};
    }
  }

  private async goThrough(query: InstanceQuery): Promise<void> {
    const { witness, tally, world } = this.place;
    const wanted = query.name ?? query.tags?.name;
    const before = witness.acknowledged.filter(
      (id) =>
        (wanted === undefined || witness.nameOf(id) === wanted) &&
        (query.statuses === undefined || witness.hasFinished(id)),
    );
    const seen = new Map<string, InstanceSummary>();
    let cursor: string | undefined;
    do {
      const limit = this.chance.between(1, 4);
      const asked: InstanceQuery = { ...query, limit, ...(cursor !== undefined && { cursor }) };
      const page = await this.insist("a list", (client) => client.list(asked));
      tally.pagesListed += 1;
      if (page.items.length > limit) witness.violated(`a page of at most ${limit} has ${page.items.length}`);
      for (const item of page.items) {
        if (seen.has(item.instanceId) && !witness.isRestless(item.instanceId))
          witness.violated(`${item.instanceId} is on two pages of a list`);
        if (!matches(item, query))
          witness.violated(`${JSON.stringify(item)} is in the list of ${JSON.stringify(query)}`);
        seen.set(item.instanceId, item);
      }
      cursor = page.nextCursor;
      if (this.chance.happens(0.3)) await world.sleep(this.chance.spread(800));
    } while (cursor !== undefined);
    for (const id of before)
      if (!seen.has(id) && !witness.isRestless(id)) witness.violated(`${id} was there and is on no page of a list`);
  }
}

function matches(item: InstanceSummary, { name, tags, statuses }: InstanceQuery): boolean {
  if (name !== undefined && item.name !== name) return false;
  if (statuses !== undefined && !statuses.includes(item.status)) return false;
  return Object.entries(tags ?? {}).every(([tag, value]) => item.tags[tag] === value);
}

/** Asks for a snapshot now and then. */
export class SnapshotJob extends Outsider {
  readonly instances: readonly InstanceId[] = [];

  async play(): Promise<void> {
    for (let left = this.chance.between(1, 4); left > 0; left--) {
      await this.place.world.sleep((this.chance.fraction() * this.place.withinMs) / 2);
      await this.insist("a snapshot", (client) => client.conversation.askAll("snapshot", {}));
    }
  }
}
