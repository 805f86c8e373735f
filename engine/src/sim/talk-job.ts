import { InstanceFinished, type InstanceId, instanceId, type Json } from "../model/index.js";
import type { Chance } from "./chance.js";
import type { Sent } from "./ledger.js";
import { Outsider, type Place } from "./outsider.js";
import { expectedOf, type Program, type ProgramName } from "./program.js";

/** Starts two runs that send each other events, and waits for both. */
export class PingPongJob extends Outsider {
  private readonly ping: InstanceId;
  private readonly pong: InstanceId;
  private readonly rounds: number;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.ping = instanceId(`ping-${number}`);
    this.pong = instanceId(`pong-${number}`);
    this.rounds = chance.between(1, 8);
    place.tally.runs += 2;
  }

  get instances(): readonly InstanceId[] {
    return [this.ping, this.pong];
  }

  async play(): Promise<void> {
    await this.place.world.sleep(this.chance.fraction() * this.place.withinMs);
    // An event to a run that does not exist yet would be dropped.
    await this.start("pong", this.pong, { op: "pong", rounds: this.rounds });
    await this.start("ping", this.ping, { op: "ping", peer: this.pong, rounds: this.rounds });
    await this.insist(this.ping, (client) => client.wait(this.ping));
    await this.insist(this.pong, (client) => client.wait(this.pong));
  }

  private async start(name: ProgramName, id: InstanceId, program: Program): Promise<void> {
    this.place.witness.expect(id, name, expectedOf(program));
    await this.insist(id, (client) => client.start({ name }, program, { instanceId: id, requestId: `request-${id}` }));
  }
}

/** Starts a run that listens, and tells it the news. */
export class NewsJob extends Outsider {
  private readonly listener: InstanceId;
  private readonly news: { readonly id: string; sent: Sent }[] = [];

  constructor(
    private readonly number: number,
    chance: Chance,
    place: Place,
  ) {
    super(chance, place);
    this.listener = instanceId(`listener-${number}`);
    place.tally.runs += 1;
    place.witness.expect(this.listener, "listen", { kind: "told", problem: (heard) => this.problemWith(heard) });
  }

  get instances(): readonly InstanceId[] {
    return [this.listener];
  }

  async play(): Promise<void> {
    const { chance, listener, place } = this;
    await place.world.sleep(chance.fraction() * place.withinMs);
    const options = { instanceId: listener, requestId: `request-${listener}` };
    await this.insist(listener, (client) => client.start({ name: "listen" }, { op: "listen" }, options));
    for (let left = chance.between(1, 10); left > 0; left--) {
      const item: NewsJob["news"][number] = { id: `news ${this.number}.${this.news.length}`, sent: "unknown" };
      this.news.push(item);
      item.sent = await this.askOnce(listener, (client) => client.raiseEvent(listener, "News", item.id));
      place.tally.eventsRaised += 1;
      await place.world.sleep(chance.spread(chance.pick([1, 2_000])));
    }
    await this.end();
    await this.insist(listener, (client) => client.wait(listener));
  }

  /** A second end, after one of which nobody heard, may find that the run has ended. */
  private async end(): Promise<void> {
    await this.insist(this.listener, async (client) => {
      try {
        await client.raiseEvent(this.listener, "news", "end");
      } catch (error) {
        if (!(error instanceof InstanceFinished)) throw error;
      }
    });
  }

  /** What was acknowledged is heard once; what was not, at most once; and all of it in order. */
  private problemWith(heard: Json): string | undefined {
    const ids = heard as readonly string[];
    let next = 0;
    for (const { id, sent } of this.news) {
      if (ids[next] === id) next += 1;
      else if (sent === "acknowledged")
        return `was told ${id}, which was acknowledged, and did not hear it in its turn`;
    }
    return next === ids.length ? undefined : `heard ${String(ids[next])} twice, or out of turn`;
  }
}
