import type { EngineClient } from "../host/client.js";
import { DiskFailed, HubStopped, RequestInterrupted, ResourceExhausted } from "../model/index.js";
import type { Chance } from "./chance.js";
import type { Ledger, Sent } from "./ledger.js";
import type { Machine } from "./machine.js";
import type { Tally } from "./tally.js";
import type { Witness } from "./witness.js";
import type { World } from "./world.js";

/** What somebody outside needs of the simulation. */
export interface Place {
  readonly world: World;
  readonly machine: Machine;
  readonly witness: Witness;
  readonly ledger: Ledger;
  readonly tally: Tally;
  /** Jobs begin within this time. */
  readonly withinMs: number;
}

/** Somebody outside who asks the engine for something, again and again when it is gone. */
export class Outsider {
  constructor(
    protected readonly chance: Chance,
    protected readonly place: Place,
  ) {}

  /** Asks until there is an answer: whoever hears that the engine is gone does not know what it still did. */
  protected async insist<Answer>(about: string, ask: (client: EngineClient) => Promise<Answer>): Promise<Answer> {
    const { machine, world } = this.place;
    for (;;) {
      const client = await machine.up();
      try {
        return await ask(client);
      } catch (error) {
        if (!isInterruption(error)) return this.refused(about, error);
        this.count(error);
        await world.sleep(this.chance.spread(20));
      }
    }
  }

  /** Asks once, for what must not be done twice. */
  protected async askOnce(about: string, ask: (client: EngineClient) => Promise<unknown>): Promise<Sent> {
    const client = await this.place.machine.up();
    try {
      await ask(client);
      return "acknowledged";
    } catch (error) {
      if (!isInterruption(error)) return this.refused(about, error);
      this.count(error);
      return "unknown";
    }
  }

  private count(error: unknown): void {
    const { tally } = this.place;
    if (error instanceof RequestInterrupted) tally.interruptedRequests += 1;
    if (error instanceof ResourceExhausted) tally.exhaustedRequests += 1;
  }

  /** The simulation is over: nobody goes on from here. */
  private refused(about: string, error: unknown): Promise<never> {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.place.witness.violated(`a request about ${about} was refused: ${what}`);
    return new Promise<never>(() => undefined);
  }
}

/** Whoever hears this does not know whether it was done. */
function isInterruption(error: unknown): boolean {
  const classes = [DiskFailed, HubStopped, RequestInterrupted, ResourceExhausted];
  return classes.some((each) => error instanceof each);
}
