import { type InstanceId, instanceId, NotRewindable } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawMending, type Mending } from "./draw-lives.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import { BROKEN, childrenIn, expectedOf } from "./program.js";

/**
 * Has a run fail, mends what it failed of, and has it go on: it ends as if nothing had been broken, and what had
 * succeeded before is not run again.
 */
export class RewindJob extends Follower {
  private readonly id: InstanceId;
  private readonly mending: Mending;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.id = instanceId(`rewound-${number}`);
    this.mending = drawMending(chance, this.id);
  }

  get instances(): readonly InstanceId[] {
    return [this.id, ...this.children];
  }

  private get children(): readonly InstanceId[] {
    return childrenIn(this.mending.program).map((child) => child.instanceId);
  }

  async play(): Promise<void> {
    const { chance, id, mending, place } = this;
    const { witness, tally, world, machine } = place;
    await world.sleep(chance.fraction() * place.withinMs);
    this.foretell(id, "mending", mending.program);
    this.failsUntilMended();
    await this.begin(id, "mending", mending.program);
    const aside = [this.watch(id)];
    await this.ended(id);
    const kept = new Map([[id, await this.succeededFirst(id)]]);
    for (const child of this.children) {
      const record = await this.insist(child, (client) => client.status(child));
      if (record !== undefined) kept.set(child, await this.succeededFirst(child));
    }
    if (chance.happens(0.3)) {
      await this.rewind();
      await this.ended(id);
    }
    if (chance.happens(0.5)) await world.sleep(chance.spread(3_000));
    for (const broken of mending.broken) machine.mend(broken);
    await this.rewind();
    witness.expect(id, "mending", expectedOf(mending.program));
    aside.push(this.watch(id));
    await this.ended(id);
    this.settle(mending.program);
    for (const child of childrenIn(mending.program)) {
      witness.expect(child.instanceId, "child", expectedOf(child.program));
      witness.mustBeThere(child.instanceId);
      const record = await this.insist(child.instanceId, (client) => client.status(child.instanceId));
      if (record?.executionId.includes("~") === true) tally.childrenRewound += 1;
    }
    for (const [run, names] of kept) await this.wasNotRunAgain(run, names);
    await Promise.all(aside);
  }

  /** Whoever fails takes the others with it that its parent waits for. */
  private failsUntilMended(): void {
    const { witness } = this.place;
    witness.expect(this.id, "mending", { kind: "failed", code: BROKEN });
    for (const { instanceId: child, program } of childrenIn(this.mending.program)) {
      witness.terminationAsked(child);
      const expected = expectedOf(program);
      if (expected.kind === "completed") witness.expect(child, "child", { ...expected, orFailed: BROKEN });
    }
  }

  private async rewind(): Promise<void> {
    const { id, mending, place } = this;
    const { witness, tally } = place;
    for (const each of this.instances) witness.rewindAsked(each);
    // Those of turns that are taken another time are started anew in their place.
    if (mending.beginsAnew) for (const child of this.children) witness.newLifeAsked(child);
    witness.expect(id, "mending", { ...mending.expected, orFailed: BROKEN });
    let tries = 0;
    await this.insist(id, async (client) => {
      tries += 1;
      try {
        await client.rewind(id, "What was broken is mended.");
      } catch (error) {
        // An earlier try of which nobody heard may have done it.
        if (tries === 1 || !(error instanceof NotRewindable)) throw error;
      }
    });
    tally.runsRewound += 1;
  }

  /** What had been asked for and had succeeded before anything failed stands: every turn that knew of it does. */
  private async succeededFirst(id: InstanceId): Promise<ReadonlySet<string>> {
    const history = await this.historyOf(id);
    const failure = history.findIndex(({ type }) => type === "ActivityFailed" || type === "SubOrchestrationFailed");
    const before = failure < 0 ? history : history.slice(0, failure);
    const ended = new Set(before.flatMap((event) => (event.type === "ActivityCompleted" ? [event.taskId] : [])));
    return new Set(
      before.flatMap((event) =>
        event.type === "ActivityScheduled" && ended.has(event.taskId) ? [valueIn(event)] : [],
      ),
    );
  }

  private async wasNotRunAgain(id: InstanceId, succeeded: ReadonlySet<string>): Promise<void> {
    if (this.mending.beginsAnew && id !== this.id) return;
    const { witness } = this.place;
    const history = await this.historyOf(id);
    const rewoundAt = history.findIndex(({ type }) => type === "ExecutionRewound");
    if (rewoundAt < 0) return;
    for (const event of history.slice(rewoundAt)) {
      if (event.type === "ActivityScheduled" && succeeded.has(valueIn(event))) {
        witness.violated(`${id} asks again for ${valueIn(event)}, which had succeeded before it failed`);
      }
    }
    for (const order of witness.ordersOf(id)) {
      if (order.executionId.includes("~") && succeeded.has(valueIn(order))) {
        witness.violated(`${id} was rewound, and ran ${valueIn(order)} again, which had succeeded`);
      }
    }
  }
}

/** Every activity of such a run has another value. */
const valueIn = ({ input }: { readonly input: string }): string =>
  JSON.stringify((JSON.parse(input) as { readonly value: unknown }).value);
