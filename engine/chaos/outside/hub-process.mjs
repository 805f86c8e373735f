import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** @import { ChildProcess } from "node:child_process" */
/** @import { FromHub, HubSettings, Json, Opening, Told } from "../words.js" */

const PROGRAM = fileURLToPath(new URL("../hub/process.mjs", import.meta.url));

/** What is refused with when the hub, or a part of it, has stopped: nobody knows then what became of the request. */
const GONE_CODES = new Set(["HubStopped", "RequestInterrupted"]);

/**
 * A process with a hub in it, seen from outside. It may be dead at any time; every question about it
 * is answered all the same.
 *
 *   launched ── opening ──▶ ready ──▶ stopped (by itself, with a reason)
 *       │          │          │          │
 *       └──────────┴──────────┴──────────┴──▶ exited
 */
export class HubProcess {
  /** @type {Map<number, (told: Told<unknown>) => void>} */
  #pending = new Map();
  #nextRequest = 1;
  #child;
  #ended = false;
  #hasStopped = false;

  /** @type {Promise<void>} */
  openingBegan;
  /** @type {Promise<Opening>} */
  opened;
  /** Resolves when the hub has stopped by itself, or the process has ended. @type {Promise<{ code: string, reason: string }>} */
  stopped;
  /** How the process ended: its exit code or its signal. @type {Promise<string>} */
  exited;

  /**
   * @param {HubSettings} settings
   * @param {readonly string[]} [wrapper] a command that runs the command behind it
   */
  constructor(settings, wrapper = []) {
    const [command = process.execPath, ...rest] = [...wrapper, process.execPath, PROGRAM, JSON.stringify(settings)];
    // The modules of the hub find what they are to do wrong where every thread of it sees it.
    const env = { ...process.env, DACAPO_CHAOS_FAULTS: settings.faults.join() };
    const child = spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"], env });
    this.#child = child;
    this.exited = once(child, "exit").then(([code, signal]) => {
      this.#ended = true;
      for (const settle of this.#pending.values()) settle({ kind: "gone" });
      this.#pending.clear();
      return code === null ? String(signal) : `exit code ${code}`;
    });
    const exit = this.exited;
    this.openingBegan = Promise.race([this.#told("opening").then(() => undefined), exit.then(() => undefined)]);
    this.opened = Promise.race([
      this.#told("ready"),
      this.#told("openFailed"),
      exit.then((how) => ({ kind: /** @type {const} */ ("exited"), exit: how })),
    ]);
    this.stopped = Promise.race([
      this.#told("stopped"),
      exit.then((how) => ({ code: "EXITED", reason: `The process ended: ${how}.` })),
    ]);
    child.on("message", (/** @type {FromHub} */ message) => this.#hear(message));
  }

  /**
   * @param {string} ask
   * @param {Json} asked
   * @returns {Promise<Told<unknown>>}
   */
  ask(ask, asked) {
    if (this.#ended) return Promise.resolve({ kind: "gone" });
    const request = this.#nextRequest++;
    return new Promise((resolve) => {
      this.#pending.set(request, resolve);
      this.#child.send({ request, ask, asked }, (error) => {
        if (error === null) return;
        this.#pending.delete(request);
        resolve({ kind: "gone" });
      });
    });
  }

  /** True when no request will be answered any more. */
  get isOver() {
    return this.#ended || this.#hasStopped;
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child.kill(signal);
  }

  /**
   * Ends it and waits for its end.
   *
   * @param {NodeJS.Signals} signal
   */
  end(signal) {
    this.signal(signal);
    return this.exited;
  }

  /** @param {FromHub} message */
  #hear(message) {
    if (message.kind === "stopped") this.#hasStopped = true;
    if (message.kind !== "answer" && message.kind !== "refusal") return;
    const settle = this.#pending.get(message.request);
    this.#pending.delete(message.request);
    if (message.kind === "answer") settle?.({ kind: "answer", answer: message.answer });
    else if (GONE_CODES.has(message.code)) settle?.({ kind: "gone" });
    else settle?.({ ...message, kind: "refused" });
  }

  /**
   * The first message of a kind.
   *
   * @template {FromHub["kind"]} Kind
   * @param {Kind} kind
   * @returns {Promise<FromHub & { readonly kind: Kind }>}
   */
  #told(kind) {
    return new Promise((resolve) => {
      this.#child.on("message", (/** @type {FromHub} */ message) => {
        if (message.kind === kind) resolve(/** @type {FromHub & { readonly kind: Kind }} */ (message));
      });
    });
  }
}
