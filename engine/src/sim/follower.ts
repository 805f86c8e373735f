import type { StartOptions } from "../host/hub.js";
import { type HistoryEvent, type InstanceId, InstanceNotFound, type InstanceRecord } from "../model/index.js";
import { Outsider } from "./outsider.js";
import { childrenIn, codeOf, expectedOf, type Program, type ProgramName, signalsIn, transfersIn } from "./program.js";

/** Somebody outside who starts runs, and knows what must come of each. */
export class Follower extends Outsider {
  /** From here on such a run may be there, and so may what it starts. */
  protected foretell(instanceId: InstanceId, name: ProgramName, program: Program): void {
    const { witness, ledger, tally } = this.place;
    witness.expect(instanceId, name, expectedOf(program));
    tally.runs += 1;
    for (const child of childrenIn(program)) witness.expect(child.instanceId, "child", expectedOf(child.program));
    for (const transfer of transfersIn(program)) ledger.asked(transfer);
    for (const { id, counter } of signalsIn(program)) ledger.signaled(id, counter, "unknown");
  }

  /** What a run that has completed says that it did must have been done. */
  protected settle(program: Program): void {
    const { ledger, tally } = this.place;
    for (const { id } of transfersIn(program)) {
      tally.transfers += 1;
      ledger.completed(id);
    }
    for (const { id, counter } of signalsIn(program)) {
      tally.signals += 1;
      ledger.signaled(id, counter, "acknowledged");
    }
  }

  /** Starts a run; a request that nobody answered is repeated under its name. */
  protected begin(
    instanceId: InstanceId,
    name: ProgramName,
    program: Program,
    options: Omit<StartOptions, "instanceId"> = {},
  ): Promise<void> {
    const isPublished = this.chance.happens(0.3);
    return this.insist(instanceId, async (client) => {
      const target = isPublished ? { version: (await client.publish(codeOf(name))).version } : { name };
      const tags = { name, ...options.tags };
      await client.start(target, program, { requestId: `request-${instanceId}`, ...options, instanceId, tags });
    });
  }

  protected ended(instanceId: InstanceId): Promise<InstanceRecord> {
    return this.insist(instanceId, (client) => client.wait(instanceId));
  }

  protected historyOf(instanceId: InstanceId): Promise<readonly HistoryEvent[]> {
    return this.insist(instanceId, (client) => client.history(instanceId));
  }

  /** Follows the events of a run until it ends, or is no more. */
  protected async watch(instanceId: InstanceId): Promise<void> {
    await this.insist(instanceId, async (client) => {
      try {
        for await (const _events of client.subscribe(instanceId)) if (this.chance.happens(0.05)) return;
      } catch (error) {
        if (!(error instanceof InstanceNotFound)) throw error;
      }
    });
  }
}
