import { type HistoryEvent, type InstanceId, instanceId, type Json } from "../model/index.js";
import { canonical } from "./canonical.js";
import type { Chance } from "./chance.js";
import { drawRepeatable, type RepeatableProgram } from "./draw-lives.js";
import { Follower } from "./follower.js";
import type { Place } from "./outsider.js";
import { expectedOf, type Program } from "./program.js";

/**
 * Forks a run, ended or not, at any of its events: the fork has the same beginning to the letter and comes to the same
 * end by itself, or to another one when a result in it is another.
 */
export class ForkJob extends Follower {
  private readonly source: InstanceId;
  private readonly fork: InstanceId;
  private readonly name: RepeatableProgram;
  private readonly program: Program;
  private isForked = false;

  constructor(number: number, chance: Chance, place: Place) {
    super(chance, place);
    this.source = instanceId(`source-${number}`);
    this.fork = instanceId(`fork-${number}`);
    const { name, program } = drawRepeatable(chance);
    this.name = name;
    this.program = program;
  }

  get instances(): readonly InstanceId[] {
    return this.isForked ? [this.source, this.fork] : [this.source];
  }

  async play(): Promise<void> {
    const { chance, fork, name, place, program, source } = this;
    await place.world.sleep(chance.fraction() * place.withinMs);
    this.foretell(source, name, program);
    await this.begin(source, name, program);
    const aside = [this.watch(source)];
    if (chance.happens(0.4)) await place.world.sleep(chance.spread(1_500));
    else await this.ended(source);
    const shared = await this.historyOf(source);
    const atSeq = chance.between(1, shared.length);
    const edit = this.drawEdit(shared.slice(0, atSeq));
    this.foretell(fork, name, program);
    if (edit !== undefined) place.witness.expect(fork, name, edit.expected);
    this.isForked = true;
    const edits = edit === undefined ? {} : { [edit.seq]: edit.value };
    await this.insist(fork, async (client) => {
      await client.fork(source, { atSeq, edits, instanceId: fork, requestId: `request-${fork}` });
    });
    place.tally.forks += 1;
    if (edit !== undefined) place.tally.editedForks += 1;
    aside.push(this.watch(fork));
    await this.ended(fork);
    const problem = problemWithBeginning(shared.slice(0, atSeq), await this.historyOf(fork), edit?.seq);
    if (problem !== undefined) place.witness.violated(`${fork}, forked at event ${atSeq}: ${problem}`);
    await this.ended(source);
    await Promise.all(aside);
  }

  /** Of a run that greets one city after the other, a greeting that was another one. */
  private drawEdit(shared: readonly HistoryEvent[]) {
    const { chance, name, program } = this;
    const expected = expectedOf(program);
    if (name !== "hello" || expected.kind !== "completed" || chance.happens(0.4)) return undefined;
    const greetings = shared.filter(({ type }) => type === "ActivityCompleted");
    if (greetings.length === 0) return undefined;
    const index = chance.between(0, greetings.length - 1);
    const output = (expected.output as readonly Json[]).with(index, "Another greeting");
    return {
      seq: greetings[index]?.seq ?? 0,
      value: "Another greeting",
      expected: { kind: "completed", output } as const,
    };
  }
}

/** What the fork's history does not share, as it should, with the one that it was made of. */
function problemWithBeginning(
  shared: readonly HistoryEvent[],
  history: readonly HistoryEvent[],
  edited: number | undefined,
): string | undefined {
  const parting = history[shared.length];
  if (parting?.type !== "ExecutionForked") return `event ${shared.length + 1} is ${canonical(parting ?? null)}`;
  for (const [index, event] of shared.entries()) {
    const copied = history[index];
    // A fork that shares no whole turn is one from its first turn on, with ids of its own.
    const right = event.type === "ExecutionStarted" && sharesNoTurn(shared, parting) ? ownStart(event, parting) : event;
    if (event.seq === edited) {
      if (copied?.type !== event.type || canonical(copied) === canonical(event))
        return `event ${edited} was not edited`;
    } else if (canonical(copied ?? null) !== canonical(right)) {
      return `event ${event.seq} is ${canonical(copied ?? null)} and was ${canonical(right)}`;
    }
  }
  return undefined;
}

type Parting = Extract<HistoryEvent, { readonly type: "ExecutionForked" }>;

function sharesNoTurn(shared: readonly HistoryEvent[], { voidFromSeq = Number.POSITIVE_INFINITY }: Parting): boolean {
  return !shared.some(({ type, seq }) => type === "TurnStarted" && seq < voidFromSeq);
}

function ownStart(event: HistoryEvent, { instanceId: id, executionId }: Parting): HistoryEvent {
  return { ...event, instanceId: id, executionId } as HistoryEvent;
}
