import { audit, spotCheck } from "./audit/audit.mjs";
import { crowd } from "./faults/crowd.mjs";
import { fillDisk } from "./faults/full-disk.mjs";
import { HubProcess } from "./outside/hub-process.mjs";
import { drain, startLoad } from "./outside/load.mjs";
import { describeOpening, unreachable } from "./outside/opening.mjs";
import { delay, late } from "./patience.mjs";
import { describeBlow } from "./schedule.mjs";

/** @import { Causes } from "./causes.mjs" */
/** @import { Sabotage } from "./faults/sabotage.mjs" */
/** @import { LoadOptions } from "./outside/load.mjs" */
/** @import { Blow, HubSettings, Mode } from "./words.js" */

/**
 * @typedef {object} StormOptions
 * @property {string} dir the data directory
 * @property {readonly number[]} threads how many engine threads; each opening draws one
 * @property {readonly Mode[]} modes how far they speculate; each opening draws one
 * @property {string} workspace a directory for what the chaos run itself keeps; the data directory lies in it
 * @property {LoadOptions} load
 * @property {readonly Blow[]} schedule
 * @property {Causes} causes
 * @property {readonly Sabotage[]} sabotages what is done wrong on purpose
 * @property {(line: string) => void} tell takes what happens, line by line
 */

/** The hub did not open, or did not end: nothing that follows would mean anything. */
export class StormEnded extends Error {}

const GRACE_MS = 20_000;
const ACKNOWLEDGEMENTS_MIN = 60;
/** Small, so that snapshots are under way much of the time. */
const SNAPSHOT_BYTES = 1024 * 1024;
const SPOT_CHECKS = 50;
/** Hardly any room: a few requests that come together are too many. */
const CROWDED = { queueDepthMax: 6 };

/** Deals the blows one after the other, lets every run come to its end, and audits. */
export class Storm {
  #options;
  /** @type {HubProcess | undefined} */
  #hub;
  #lastOpenedInMs = 50;
  #storm = 0;
  #deaths = 0;
  /** What the present process is under. @type {ReturnType<typeof startLoad> | undefined} */
  #load;

  /** @param {StormOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** Throws {@link StormEnded} when it cannot go on; the violation is in the checks by then. */
  async run() {
    const { schedule, load, causes, tell, sabotages } = this.#options;
    try {
      for (const blow of schedule) {
        this.#storm += 1;
        const hub = await this.#up();
        this.#load ??= startLoad(hub, this.#storm, load);
        await this.#underLoad(blow.afterMs);
        tell(`${this.#storm}/${schedule.length} ${describeBlow(blow)}`);
        await this.#strike(blow, hub);
        if (this.#hub === undefined) await this.#afterDeath();
      }
      await this.#load?.stop();
      tell("draining");
      await drain(await this.#up(), load);
      await this.#close(await this.#up());
      causes.piecesTold = load.ledger.pieces;
      for (const { beforeAudit } of sabotages) beforeAudit?.(load.ledger);
      tell(`auditing ${load.ledger.runs.size} runs`);
      await audit(await this.#up(), load);
      await this.#close(await this.#up());
    } finally {
      await this.#hub?.end("SIGKILL");
    }
  }

  /**
   * A blow that falls before anything was acknowledged loses nothing, and shows nothing: on a busy
   * machine it waits until there is something to lose.
   *
   * @param {number} ms
   */
  async #underLoad(ms) {
    const { ledger } = this.#options.load;
    const enough = ledger.acknowledgements + ACKNOWLEDGEMENTS_MIN;
    await delay(ms);
    for (let waitedMs = 0; ledger.acknowledgements < enough && waitedMs < GRACE_MS; waitedMs += 20) await delay(20);
  }

  async #afterDeath() {
    const { dir, load, causes, sabotages } = this.#options;
    await this.#load?.stop();
    this.#load = undefined;
    this.#deaths += 1;
    causes.underWayAtDeath += load.ledger.underWay();
    for (const { whileDown } of sabotages) whileDown?.(dir, this.#deaths);
  }

  /** The process, started and recovered if there is none. */
  async #up() {
    this.#hub ??= await this.#open();
    return this.#hub;
  }

  /**
   * A process that opens the data directory.
   *
   * @param {string} [dir] where that is now
   * @param {readonly string[]} [wrapper] a command to run it with
   * @param {HubSettings["limits"]} [limits] how much may wait before it refuses new work
   */
  #launch(dir = this.#options.dir, wrapper = [], limits = undefined) {
    const { threads, modes, sabotages, load } = this.#options;
    /** @type {HubSettings} */
    const settings = {
      dir,
      snapshotBytes: SNAPSHOT_BYTES,
      ...(limits !== undefined && { limits }),
      threads: load.chance.pick(threads),
      mode: load.chance.pick(modes),
      faults: sabotages.flatMap(({ fault }) => fault ?? []),
    };
    return new HubProcess(settings, wrapper);
  }

  /** @param {HubSettings["limits"]} [limits] how much may wait before it refuses new work */
  async #open(limits) {
    const { load, causes } = this.#options;
    const hub = this.#launch(this.#options.dir, [], limits);
    const opening = await hub.opened;
    load.checks.check("the hub opens again", opening.kind === "ready", () => describeOpening(opening));
    if (opening.kind !== "ready") {
      await hub.end("SIGKILL");
      throw new StormEnded(`The hub did not open: ${describeOpening(opening)}`);
    }
    causes.recoveriesMs.push(opening.openedInMs);
    this.#lastOpenedInMs = opening.openedInMs;
    const { chance, ledger } = load;
    const runs = [...ledger.runs.values()];
    if (runs.length > 0) {
      await spotCheck(
        Array.from({ length: SPOT_CHECKS }, () => chance.pick(runs)),
        hub,
        load,
      );
    }
    return hub;
  }

  /**
   * @param {Blow} blow
   * @param {HubProcess} hub
   */
  async #strike(blow, hub) {
    const { causes } = this.#options;
    switch (blow.kind) {
      case "kill":
        await this.#kill(hub);
        return;
      case "killInRecovery":
        await this.#kill(hub);
        await this.#killInRecovery(blow.share);
        return;
      case "killInSnapshot":
        await this.#killInSnapshot(hub, blow.waitMs);
        return;
      case "freeze":
        hub.signal("SIGSTOP");
        await delay(blow.forMs);
        hub.signal("SIGCONT");
        causes.freezes += 1;
        await this.#answers(hub);
        return;
      case "close":
        await this.#close(hub);
        causes.closes += 1;
        return;
      case "fillDisk":
        await this.#kill(hub);
        await fillDisk({ ...this.#options, storm: this.#storm, open: (dir, wrapper) => this.#launch(dir, wrapper) });
        return;
      case "crowd":
        await this.#kill(hub);
        this.#hub = await this.#open(CROWDED);
        await crowd({ ...this.#options.load, hub: this.#hub, storm: this.#storm, causes, tell: this.#options.tell });
        // Whatever was said is to outlast this, too.
        await this.#kill(this.#hub);
        return;
      default:
        unreachable(blow);
    }
  }

  /** @param {HubProcess} hub */
  async #answers(hub) {
    const told = await Promise.race([hub.ask("list", { query: { limit: 1 } }), late(GRACE_MS, "nothing")]);
    const isAnswer = typeof told === "object" && told.kind === "answer";
    this.#options.load.checks.check("a process that was stopped for a while goes on", isAnswer, () =>
      JSON.stringify(told),
    );
  }

  /**
   * @param {HubProcess} hub
   * @param {keyof Causes["kills"]} [doing] what it is doing
   */
  async #kill(hub, doing = "underLoad") {
    this.#hub = undefined;
    await hub.end("SIGKILL");
    this.#options.causes.kills[doing] += 1;
  }

  /** @param {number} share of the last recovery's time */
  async #killInRecovery(share) {
    const { causes } = this.#options;
    const hub = this.#launch();
    await hub.openingBegan;
    const opening = await Promise.race([hub.opened, delay(share * this.#lastOpenedInMs).then(() => "under way")]);
    const isUnderWay = opening === "under way";
    if (!isUnderWay) causes.recoveriesMissed += 1;
    await this.#kill(hub, isUnderWay ? "inRecovery" : "underLoad");
  }

  /**
   * @param {HubProcess} hub
   * @param {number} waitMs
   */
  async #killInSnapshot(hub, waitMs) {
    const over = await Promise.race([hub.ask("snapshot", {}).then(() => true), delay(waitMs).then(() => false)]);
    if (over) this.#options.causes.snapshotsMissed += 1;
    await this.#kill(hub, over ? "underLoad" : "inSnapshot");
  }

  /** @param {HubProcess} hub */
  async #close(hub) {
    this.#hub = undefined;
    hub.signal("SIGTERM");
    const how = await Promise.race([hub.exited, late(GRACE_MS, `still there after ${GRACE_MS} ms`)]);
    this.#options.load.checks.check("a hub that is told to close does so", how === "exit code 0", () => how);
    if (how !== "exit code 0") await hub.end("SIGKILL");
  }
}
