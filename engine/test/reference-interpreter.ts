import type { Graph, GraphEdge, GraphNode, NodeOf, Port, Value } from "../src/compiler/index.js";
import { compareIds } from "../src/compiler/stable-order.js";
import { approvalEvent, canonicalJson, decodeJson, encodeJson, type Json, type JsonText } from "../src/model/index.js";
import { Cancelled, Clock, NothingComes, Scope } from "./reference-clock.js";
import type { AskedKind, World } from "./reference-world.js";

/**
 * What a graph means. It walks the drawing itself, one node at a time, on a clock that counts waves: a timer takes as
 * many as it has milliseconds, what is asked of the world as many as the world says, everything else takes none. It is
 * slow and plain, so that it can be read beside the design; compiled code must do exactly what it does.
 */

/** One node that lived, once: an iteration of a container is a life of its own. */
export interface Life {
  readonly node: string;
  readonly path: readonly number[];
  /** The wave in which it began. */
  readonly wave: number;
  readonly type: GraphNode["type"];
  /** What it asked for or said: an activity's input, a loop's items, the port, the value. JSON text. */
  readonly said: string;
}

export interface Meaning {
  readonly lives: readonly Life[];
  /** JSON text; empty for a run that failed. */
  readonly output: string;
  /** The wave in which everything had settled. */
  readonly waves: number;
  readonly failure?: string;
  /** The run begins again with this input, as JSON. */
  readonly continuedWith?: string;
}

/** The lives of a run as lines in an order of their own. */
export const linesOfLives = (lives: readonly Life[]): readonly string[] =>
  lives
    .filter((life) => life.type !== "start")
    .map(({ node, path, wave, type, said }) => {
      return `${[node, ...path].join("/")} ${type} @${wave} ${type === "delay" ? "" : canonical(said)}`;
    })
    .sort();

/** The order of keys is nobody's meaning. */
const canonical = (said: string): string => canonicalJson(decodeJson(said as JsonText) ?? null);

/** A failure on its way outwards. */
class Failed extends Error {
  constructor(
    readonly failure: {
      readonly code: string;
      readonly message: string;
      readonly details?: unknown;
      readonly node?: string;
    },
  ) {
    super(failure.message);
  }
}

interface Settled {
  readonly value: unknown;
  readonly alive: boolean;
  readonly port?: Port;
  readonly failure?: unknown;
}

/** What undoes, in the order in which what it undoes has finished. */
type Undoing = (() => Promise<unknown>)[];

interface Passage {
  readonly values: ReadonlyMap<string, () => unknown>;
  readonly path: readonly number[];
  readonly scope: Scope;
  readonly undoing: Undoing;
  /** Somebody may go on behind a failure: what runs beside it is cancelled first. */
  readonly isCaught: boolean;
}

interface RegionOptions {
  /** The ids of the nodes that take part; absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Is told the values and failures of the region's nodes. */
  readonly told?: Map<string, unknown>;
}

export async function meaningOf(graph: Graph, input: unknown, world: World): Promise<Meaning> {
  return new Interpreter(graph, world).run(input);
}

class Interpreter {
  readonly clock = new Clock();
  readonly lives: Life[] = [];
  readonly top = new Scope();
  /** What ends the run from within. */
  ended: { readonly output: unknown } | undefined;
  continued: { readonly input: unknown } | undefined;

  constructor(
    readonly graph: Graph,
    readonly world: World,
  ) {}

  async run(input: unknown): Promise<Meaning> {
    const undoing: Undoing = [];
    const isCaught = this.graph.edges.some((edge) => edge.port === "undo" && this.#canRun(this.#node(edge.from)));
    const passage = { values: new Map([["input", () => input]]), path: [], scope: this.top, undoing, isCaught };
    const body = this.#undone(undoing, this.top, () =>
      this.#bounded(passage, isCaught, (inner) => this.#region(undefined, inner)),
    );
    const work = body.catch(async (thrown: unknown) => {
      if (this.ended === undefined) throw thrown;
      await this.top.idle();
      return this.ended.output;
    });
    try {
      const output = await this.clock.run(work);
      const common = { lives: this.lives, output: encodeJson(output), waves: this.clock.wave };
      return this.continued === undefined ? common : { ...common, continuedWith: encodeJson(this.continued.input) };
    } catch (thrown) {
      if (!(thrown instanceof Failed) && !(thrown instanceof NothingComes)) throw thrown;
      return { lives: this.lives, output: "", waves: this.clock.wave, failure: thrown.message };
    }
  }

  /** One run through a container's body, or through the top: gives what its return gives. */
  async #region(container: string | undefined, passage: Passage, { only, told }: RegionOptions = {}): Promise<unknown> {
    const nodes = this.graph.nodes.filter(
      (node) => node.parent === container && this.#isInFlow(node) && only?.has(node.id) !== false,
    );
    const scopes = new Map(nodes.map((node) => [node.id, passage.scope.child()]));
    const done = new Map<string, Settled>();
    const settled = new Map<string, Promise<Settled>>();
    const settle = (node: GraphNode): Promise<Settled> => {
      const known = settled.get(node.id);
      if (known !== undefined) return known;
      const scope = scopes.get(node.id) as Scope;
      const before = edgesInto(this.graph, node).map((edge) => ({ edge, source: settle(this.#node(edge.from)) }));
      const work = async (): Promise<Settled> => {
        const is = await this.#begins(node, scope, before);
        if (
          is &&
          "join" in node &&
          node.join !== undefined &&
          node.join.kind !== "all" &&
          node.join.rest === "cancel"
        ) {
          for (const loser of this.#leadingOnlyTo(node)) if (!done.has(loser)) scopes.get(loser)?.cancel();
        }
        return is
          ? this.#live(node, { ...passage, scope, values: readable(node) })
          : { value: undefined, alive: false };
      };
      // A node that was cancelled by its successor is a node that did not live.
      const quietly = work().catch((thrown: unknown): Settled => {
        if (thrown instanceof Cancelled && !passage.scope.isCancelled) return { value: undefined, alive: false };
        throw thrown;
      });
      const result = passage.scope.start(quietly).then((outcome) => {
        done.set(node.id, outcome);
        return outcome;
      });
      result.catch(() => {});
      settled.set(node.id, result);
      return result;
    };
    /** What was known outside, and every node before it; nothing else has a name. */
    const readable = (node: GraphNode): Passage["values"] => {
      const values = new Map(passage.values);
      for (const id of ancestors(this.graph, node.id)) {
        const earlier = this.#node(id);
        values.set(earlier.name, () => done.get(id)?.value);
        values.set(`${earlier.name}Error`, () => done.get(id)?.failure);
      }
      return values;
    };
    const outcomes = await Promise.all(nodes.map(async (node) => ({ node, outcome: await settle(node) })));
    for (const { node, outcome } of outcomes) {
      told?.set(node.name, outcome.value);
      told?.set(`${node.name}Error`, outcome.failure);
    }
    const returned = outcomes.filter(
      ({ node, outcome }) => node.type === "return" && outcome.alive && node.disabled !== true,
    );
    if (returned.length > 1) throw new Error("two returns lived");
    return returned[0]?.outcome.value;
  }

  /** Waits until it is known whether the node begins. */
  async #begins(
    node: GraphNode,
    scope: Scope,
    before: readonly { readonly edge: GraphEdge; readonly source: Promise<Settled> }[],
  ): Promise<boolean> {
    if (before.length === 0) return true;
    const join = ("join" in node ? node.join : undefined) ?? { kind: "all" };
    // Nobody who waits for some alone waits for what is dead by the drawing.
    const isLoose = join.kind !== "all" && before.length >= 2;
    const living = before.map(async ({ edge, source }) =>
      isLoose && !this.#canLive(this.#node(edge.from)) ? false : isAlive(edge, await source),
    );
    for (const each of living) each.catch(() => {});
    if (join.kind === "all" || before.length < 2) return (await scope.wait(Promise.all(living))).some(Boolean);
    const needed = join.kind === "any" ? 1 : join.count;
    return scope.wait(
      new Promise<boolean>((resolve, reject) => {
        let alive = 0;
        let open = living.length;
        for (const edge of living) {
          edge.then((is) => {
            alive += is ? 1 : 0;
            open -= 1;
            if (alive >= needed) resolve(true);
            else if (alive + open < needed) resolve(false);
          }, reject);
        }
      }),
    );
  }

  /** The node's own work, and the port that it takes. */
  async #live(node: GraphNode, passage: Passage): Promise<Settled> {
    if ("disabled" in node && node.disabled === true)
      return { value: undefined, alive: true, port: LAST_PORT[node.type] ?? "out" };
    const failing = this.graph.edges.filter((edge) => edge.from === node.id).map((edge) => edge.port);
    try {
      const isCaught = passage.isCaught || failing.includes("error");
      // A loop has no braces of its own: who deals with its failure clears up behind it.
      const isBound = node.type === "while" && failing.includes("error");
      const { value, port } = await this.#bounded(passage, isBound, (inner) => this.#act(node, { ...inner, isCaught }));
      this.#finished(node, passage, value);
      return { value, alive: true, port: port ?? "out" };
    } catch (thrown) {
      // Who is cancelled deals with nothing any more.
      if (!(thrown instanceof Failed) || passage.scope.isCancelled) throw thrown;
      const isTimeout = isWait(node) && thrown.failure.code === "Timeout" && failing.includes("timeout");
      if (!isTimeout && !failing.includes("error")) throw thrown;
      const port = isTimeout ? "timeout" : "error";
      this.#say(node, passage, "if", port);
      return { value: undefined, alive: true, port, failure: thrown.failure };
    }
  }

  /** Whoever has finished can be undone. */
  #finished(node: GraphNode, passage: Passage, value: unknown): void {
    const edge = this.graph.edges.find((each) => each.from === node.id && each.port === "undo");
    if (edge === undefined) return;
    const values = new Map(passage.values).set(node.name, () => value);
    const scope = new Scope();
    passage.undoing.push(() => this.#act(this.#node(edge.to), { ...passage, values, scope }));
  }

  /** When the work fails, the last finished is undone first, one after the other; then the failure goes on. */
  async #undone<Result>(undoing: Undoing, scope: Scope, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      for (let undo = undoing.pop(); undo !== undefined; undo = undoing.pop()) {
        await undo().catch((problem: unknown) => {
          if (!(problem instanceof Failed)) throw problem;
        });
      }
      throw scope.isCancelled ? new Cancelled() : thrown;
    }
  }

  /** Work that leaves nothing behind: what it has started is cancelled, and has ended, when it fails. */
  async #bounded<Result>(
    passage: Passage,
    isBound: boolean,
    work: (inner: Passage) => Promise<Result>,
  ): Promise<Result> {
    if (!isBound) return work(passage);
    const scope = passage.scope.child();
    try {
      return await work({ ...passage, scope });
    } catch (thrown) {
      scope.cancel();
      await scope.idle();
      throw passage.scope.isCancelled ? new Cancelled() : thrown;
    }
  }

  async #act(node: GraphNode, passage: Passage): Promise<{ readonly value: unknown; readonly port?: Port }> {
    const given = (value: Value | undefined): unknown =>
      value === undefined
        ? undefined
        : "literal" in value
          ? value.literal
          : this.#evaluate(node, value.expression, passage);
    const say = (type: GraphNode["type"], said: unknown) => this.#say(node, passage, type, said);
    const settings = (all: Readonly<Record<string, Value>>) =>
      Object.fromEntries(Object.entries(all).map(([key, value]) => [key, given(value)]));
    switch (node.type) {
      case "start":
        return { value: undefined };
      case "set": {
        const value = asJson(Object.fromEntries(node.config.fields.map((field) => [field.name, given(field.value)])));
        say("set", value);
        return { value };
      }
      case "return": {
        const value = asJson(given(node.config.value));
        say("set", value);
        if (node.config.endsRun !== true) return { value };
        this.ended ??= { output: value };
        this.top.cancel();
        return passage.scope.wait(new Promise<never>(() => {}));
      }
      case "throw": {
        const { code, message, details } = node.config;
        if (node.config.error !== undefined) {
          const failure = this.#evaluate(node, node.config.error, passage) as Failed["failure"];
          say("set", failure);
          throw new Failed(failure);
        }
        const failure = {
          code: given(code) === undefined ? "Failure" : String(given(code)),
          message: given(message) === undefined ? `${node.name} failed.` : String(given(message)),
          ...(details !== undefined && { details: asJson(given(details)) }),
          node: node.name,
        };
        say("set", failure);
        throw new Failed(failure);
      }
      case "if": {
        const value = Boolean(this.#evaluate(node, node.config.condition, passage));
        say("if", String(value));
        return { value, port: String(value) };
      }
      case "switch": {
        const found = node.config.cases.find((each) => this.#evaluate(node, each.condition, passage));
        say("if", found?.id ?? "default");
        return { value: found?.label ?? "default", port: found?.id ?? "default" };
      }
      case "delay": {
        const { config } = node;
        const at = "until" in config ? Number(given(config.until)) : this.clock.wave + Number(given(config.durationMs));
        say("delay", undefined);
        await passage.scope.wait(this.clock.until(at));
        return { value: undefined };
      }
      case "activity": {
        const asked = asJson(settings(node.config.input));
        say("activity", asked);
        return { value: await this.#ask("activity", node.config.activity, asked, node, passage) };
      }
      case "http": {
        const { url, headers, query, body, poll: _poll, ...rest } = node.config;
        const asked = asJson({
          ...rest,
          url: given(url),
          ...(headers && { headers: settings(headers) }),
          ...(query && { query: settings(query) }),
          ...(body && { body: given(body) }),
          ...(_poll && { accept202: true }),
        });
        say("activity", asked);
        return { value: await this.#ask("activity", "http.request", asked, node, passage) };
      }
      case "code": {
        const { language, source, inputs, memoryMb } = node.config;
        const values = Object.fromEntries(inputs.map((each) => [each.name, given(each.value)]));
        const parameters = inputs.filter(({ value }) => "expression" in value).map(({ name }) => name);
        const known = parameters.length > 0 && { parameters };
        const asked = asJson({
          language,
          source,
          inputs: values,
          ...known,
          ...(memoryMb !== undefined && { memoryMb }),
        });
        say("activity", asked);
        return { value: await this.#ask("activity", "code.run", asked, node, passage) };
      }
      case "waitForEvent": {
        const name = String(given(node.config.event));
        return { value: await this.#waitFor(name, given(node.config.waitMs), node, passage) };
      }
      case "approval": {
        given(node.config.question);
        given(node.config.details);
        const name = approvalEvent({ node: node.name, path: passage.path });
        const value = await this.#waitFor(name, given(node.config.waitMs), node, passage);
        const port = (value as { approved: boolean }).approved ? "approved" : "rejected";
        say("if", port);
        return { value, port };
      }
      case "subWorkflow": {
        const asked = asJson(given(node.config.input));
        say("subWorkflow", asked);
        if (!node.config.wait) return { value: "test" };
        return { value: await this.#ask("sub", node.config.workflow, asked, node, passage) };
      }
      case "callEntity": {
        const asked = asJson(given(node.config.input) ?? null);
        given(node.config.key);
        say("callEntity", asked);
        return { value: await this.#ask("entity", node.config.operation, asked, node, passage) };
      }
      case "signalEntity":
        given(node.config.key);
        say("signalEntity", asJson(given(node.config.input) ?? null));
        return { value: undefined };
      case "continueAsNew":
        this.continued = { input: asJson(given(node.config.input)) };
        return { value: undefined };
      case "setStatus":
        say("setStatus", asJson(given(node.config.status)));
        return { value: undefined };
      case "forEach":
        return { value: await this.#forEach(node, passage) };
      case "while":
        return { value: await this.#while(node, passage) };
      case "try": {
        const value = await this.#try(node, passage);
        // Who was cancelled while it tidied up is told then.
        if (passage.scope.isCancelled) throw new Cancelled();
        return { value };
      }
      case "lock": {
        for (const { key } of node.config.entities) given(key);
        say("lock", undefined);
        await passage.scope.wait(this.clock.until(0));
        return { value: await this.#bounded(passage, passage.isCaught, (inner) => this.#region(node.id, inner)) };
      }
      case "timeout":
        return { value: await this.#timeout(node, Number(given(node.config.limitMs)), passage) };
      case "race":
        return { value: await this.#race(node, passage) };
      case "catch":
      case "finally":
      case "note":
      case "group":
        throw new Error(`a ${node.type} is nothing that lives`);
    }
  }

  async #ask(kind: AskedKind, name: string, asked: unknown, node: GraphNode, passage: Passage): Promise<unknown> {
    const answer = this.world(kind, name, asked);
    if (answer === undefined) return passage.scope.wait(new Promise<never>(() => {}));
    await passage.scope.wait(this.clock.until(this.clock.wave + answer.after));
    if (answer.failure !== undefined) throw new Failed({ ...answer.failure, node: node.name });
    return asJson(answer.value);
  }

  async #waitFor(name: string, waitMs: unknown, node: GraphNode, passage: Passage): Promise<unknown> {
    this.#say(node, passage, "waitForEvent", name);
    const answer = this.world("event", name, undefined);
    const limit = waitMs === undefined ? Number.POSITIVE_INFINITY : Number(waitMs);
    if (answer !== undefined && answer.after <= limit) {
      await passage.scope.wait(this.clock.until(this.clock.wave + answer.after));
      return asJson(answer.value);
    }
    const over =
      limit === Number.POSITIVE_INFINITY ? new Promise<never>(() => {}) : this.clock.until(this.clock.wave + limit);
    await passage.scope.wait(over);
    const message = `Nobody raised the event that ${node.name} waited for in time.`;
    throw new Failed({ code: "Timeout", message, node: node.name });
  }

  async #forEach(node: NodeOf<"forEach">, passage: Passage): Promise<unknown> {
    const { itemName, indexName, onFailure } = node.config;
    const list = asJson(this.#evaluate(node, node.config.items, passage)) as readonly unknown[];
    this.#say(node, passage, "forEach", list);
    const count = (setting: number | { readonly expression: string } | undefined, otherwise: number) =>
      setting === undefined
        ? otherwise
        : typeof setting === "number"
          ? setting
          : Number(this.#evaluate(node, setting.expression, passage));
    const width = count(node.config.maxConcurrency, list.length);
    const tolerated = count(node.config.toleratedFailures, Number.POSITIVE_INFINITY);
    const percent = count(node.config.toleratedPercent, 100);
    const collects = onFailure === "collect";
    const results: unknown[] = list.map(() => undefined);
    let next = 0;
    let failures = 0;
    const bench = async (inner: Passage): Promise<void> => {
      for (let index = next++; index < list.length; index = next++) {
        const values = new Map(inner.values).set(itemName, () => list[index]);
        if (indexName !== undefined) values.set(indexName, () => index);
        const iteration = { ...inner, values, path: [...inner.path, index] };
        try {
          const isBound = collects || passage.isCaught;
          const value = await this.#bounded(iteration, isBound, (within) => this.#region(node.id, within));
          results[index] = collects ? { ok: true, value } : value;
        } catch (thrown) {
          if (!collects || !(thrown instanceof Failed)) throw thrown;
          results[index] = { ok: false, error: thrown.failure };
          failures += 1;
          if (failures > tolerated || failures * 100 > percent * list.length) {
            const message = `${failures} of the ${list.length} items of ${node.name} have failed: that is more than it tolerates. Look at the failed iterations, or let it tolerate more.`;
            throw new Failed({ code: "TooManyFailures", message, node: node.name });
          }
        }
      }
    };
    // Each place at the work bench takes the next item as soon as it is free.
    await this.#bounded(passage, passage.isCaught, async (inner) => {
      const places = Array.from({ length: Math.min(width, list.length) }, () => inner.scope.start(bench(inner)));
      try {
        await Promise.all(places);
      } catch (thrown) {
        next = list.length;
        throw thrown;
      }
    });
    return results;
  }

  async #while(node: NodeOf<"while">, passage: Passage): Promise<unknown> {
    const { condition, test, variables, maxRounds = Number.POSITIVE_INFINITY } = node.config;
    let state = new Map<string, unknown>();
    const outside = passage.values;
    for (const { name, initial } of variables) {
      const value = "literal" in initial ? initial.literal : this.#evaluate(node, initial.expression, passage);
      state.set(name, value);
    }
    const values = () => new Map([...outside, ...[...state].map(([name, value]) => [name, () => value] as const)]);
    this.#say(node, passage, "forEach", []);
    const again = (round: number): boolean => {
      if (!this.#evaluate(node, condition, { ...passage, values: values() })) return false;
      if (round < maxRounds) return true;
      const message = `${node.name} would go on after ${maxRounds} rounds, and no more are allowed. Change its condition, or allow more.`;
      throw new Failed({ code: "TooManyRounds", message, node: node.name });
    };
    for (let round = 0; (test === "after" && round === 0) || again(round); round++) {
      this.#say(node, passage, "if", "again");
      const inner = { ...passage, values: values(), path: [...passage.path, round] };
      const body = new Map<string, unknown>();
      await this.#region(node.id, inner, { told: body });
      const known = new Map(inner.values);
      for (const [name, value] of body) known.set(name, () => value);
      const changed = new Map(state);
      for (const { name, next } of variables) {
        if (next !== undefined) changed.set(name, this.#evaluate(node, next, { ...passage, values: known }));
      }
      state = changed;
    }
    return asJson(Object.fromEntries(state));
  }

  async #try(node: NodeOf<"try">, passage: Passage): Promise<unknown> {
    const inside = (type: "catch" | "finally") =>
      this.graph.nodes.find((each) => each.parent === node.id && each.type === type);
    const handler = inside("catch") as NodeOf<"catch"> | undefined;
    const cleanUp = inside("finally");
    const undoing: Undoing = [];
    try {
      try {
        const body = { ...passage, undoing, isCaught: true };
        const work = () => this.#bounded(body, true, (inner) => this.#region(node.id, inner));
        const value = await this.#undone(undoing, passage.scope, work);
        passage.undoing.push(...undoing);
        return value;
      } catch (thrown) {
        if (!(thrown instanceof Failed) || handler === undefined || passage.scope.isCancelled) throw thrown;
        const { errorName, codes, condition } = handler.config;
        const values = new Map(passage.values).set(errorName, () => thrown.failure);
        const inner = { ...passage, values };
        if (codes !== undefined && !codes.includes(thrown.failure.code)) throw thrown;
        if (condition !== undefined && !this.#evaluate(handler, condition, inner)) throw thrown;
        this.#say(handler, passage, "if", "error");
        return await this.#bounded({ ...inner, isCaught: true }, true, (within) => this.#region(handler.id, within));
      }
    } finally {
      // It runs to its end even when all around it is cancelled.
      if (cleanUp !== undefined) {
        const shielded = { ...passage, scope: new Scope(), isCaught: true };
        await this.#bounded(shielded, true, (inner) => this.#region(cleanUp.id, inner));
      }
    }
  }

  async #timeout(node: NodeOf<"timeout">, limitMs: number, passage: Passage): Promise<unknown> {
    this.#say(node, passage, "delay", undefined);
    const scope = passage.scope.child();
    let isOver = false;
    this.clock.until(this.clock.wave + limitMs).then(() => {
      isOver = !isDone;
      if (isOver) scope.cancel();
    });
    let isDone = false;
    try {
      const value = asJson(await this.#region(node.id, { ...passage, scope }));
      isDone = true;
      this.#say(node, passage, "set", value);
      return value;
    } catch (thrown) {
      isDone = true;
      scope.cancel();
      await scope.idle();
      if (passage.scope.isCancelled) throw new Cancelled();
      if (!isOver) throw thrown;
      const message = `${node.name} did not come to its end within ${limitMs} ms; what ran in it was cancelled.`;
      throw new Failed({ code: "Timeout", message, node: node.name });
    }
  }

  async #race(node: NodeOf<"race">, passage: Passage): Promise<unknown> {
    const branches = components(this.graph, node.id).map((ids) => ({
      ids: new Set(ids),
      scope: passage.scope.child(),
    }));
    const wantsSuccess = node.config.first === "succeeded";
    const failures: Failed[] = [];
    let outcome: { readonly value: unknown } | { readonly thrown: unknown } | undefined;
    const finish = (result: NonNullable<typeof outcome>) => {
      if (outcome !== undefined) return;
      outcome = result;
      for (const { scope } of branches) scope.cancel();
    };
    await Promise.all(
      branches.map(async ({ ids, scope }, index) => {
        try {
          const value = await this.#region(node.id, { ...passage, scope }, { only: ids });
          finish({ value: { winner: this.#node([...ids][0] as string).name, value } });
        } catch (thrown) {
          scope.cancel();
          await scope.idle();
          if (passage.scope.isCancelled) finish({ thrown: new Cancelled() });
          else if (thrown instanceof Failed && wantsSuccess) failures[index] = thrown;
          else finish({ thrown });
        }
      }),
    );
    if (outcome === undefined) {
      const [first] = failures;
      const message = `All ${failures.length} tasks failed; the first of them: ${first?.failure.message}`;
      const each = failures.map(({ failure }) => ({ code: failure.code, message: failure.message }));
      throw new Failed({ code: "AllTasksFailed", message, details: { failures: each } });
    }
    if ("thrown" in outcome) throw outcome.thrown;
    const value = asJson(outcome.value);
    this.#say(node, passage, "set", value);
    // Who was cancelled while its losers tidied up is told then: it was not over.
    if (passage.scope.isCancelled) throw new Cancelled();
    return value;
  }

  /** False for a node that is switched off, or lies in such a one or behind it. */
  #canRun(node: GraphNode): boolean {
    const isOff = "disabled" in node && node.disabled === true;
    return !isOff && this.#canLive(node) && (node.parent === undefined || this.#canRun(this.#node(node.parent)));
  }

  /** False for a node behind one that is switched off, by a port that is never taken. */
  #canLive(node: GraphNode): boolean {
    const into = edgesInto(this.graph, node);
    return (
      into.length === 0 ||
      into.some(({ from, port }) => {
        const source = this.#node(from);
        const isOff = "disabled" in source && source.disabled === true;
        return this.#canLive(source) && (!isOff || port === (LAST_PORT[source.type] ?? "out"));
      })
    );
  }

  /** The nodes that wait for this one, also where what lies between is dead by the drawing. */
  #waitingFor(id: string, isDead = false): readonly string[] {
    return this.graph.edges
      .filter((edge) => edge.from === id && edge.port !== "undo")
      .flatMap(({ to }) => {
        const target = this.#node(to);
        if (!this.#canLive(target)) return this.#waitingFor(to, true);
        const join = "join" in target ? target.join : undefined;
        const isLoose = join !== undefined && join.kind !== "all" && edgesInto(this.graph, target).length >= 2;
        return isDead && isLoose ? [] : [to];
      });
  }

  /** The ids of the nodes whose every way leads to this one. */
  #leadingOnlyTo(node: GraphNode): ReadonlySet<string> {
    const into = edgesInto(this.graph, node);
    // What lies before every way has settled when one of them lives.
    const ways = into.map((edge) => ancestors(this.graph, edge.from));
    const leads = (id: string): boolean => {
      const waiting = this.#waitingFor(id);
      return waiting.length > 0 && waiting.every((each) => each === node.id || leads(each));
    };
    const before = [...ancestors(this.graph, node.id)].filter((id) => !ways.every((way) => way.has(id)));
    return new Set(before.filter(leads));
  }

  #say(node: GraphNode, { path }: Passage, type: GraphNode["type"], said: unknown): void {
    this.lives.push({ node: node.name, path, wave: this.clock.wave, type, said: encodeJson(said) });
  }

  /** What an expression throws is the node's failure. */
  #evaluate(node: GraphNode, expression: string, { values }: Passage): unknown {
    const names = [...values.keys()];
    try {
      return new Function(...names, `"use strict"; return (${expression}\n);`)(
        ...names.map((name) => values.get(name)?.()),
      );
    } catch (thrown) {
      if (thrown instanceof ReferenceError) throw new Error(`${node.name} reads what it may not: ${thrown.message}`);
      if (!(thrown instanceof Error)) throw thrown;
      throw new Failed({ code: thrown.name, message: thrown.message, node: node.name });
    }
  }

  #node(id: string): GraphNode {
    return this.graph.nodes.find((node) => node.id === id) as GraphNode;
  }

  #isInFlow(node: GraphNode): boolean {
    if (["note", "group", "catch", "finally"].includes(node.type)) return false;
    return !this.graph.edges.some((edge) => edge.port === "undo" && edge.to === node.id);
  }
}

/** Where a node that is switched off goes on. */
const LAST_PORT: Readonly<Record<string, Port>> = { if: "false", switch: "default", approval: "rejected" };
const isWait = (node: GraphNode): boolean => node.type === "waitForEvent" || node.type === "approval";

const edgesInto = (graph: Graph, node: GraphNode): readonly GraphEdge[] =>
  graph.edges.filter((edge) => edge.to === node.id && edge.port !== "undo");

function isAlive(edge: GraphEdge, source: Settled): boolean {
  return source.alive && (source.port === undefined || source.port === edge.port);
}

/** The ids of all nodes that edges lead from to this one. */
function ancestors(graph: Graph, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of graph.edges) {
      if (edge.to !== at || found.has(edge.from)) continue;
      found.add(edge.from);
      open.push(edge.from);
    }
  }
  return found;
}

/** The parts of a container's body that no edge connects, each with the node first that no edge of it leads to. */
function components(graph: Graph, container: string): readonly (readonly string[])[] {
  const ids = graph.nodes
    .filter((node) => node.parent === container && node.type !== "note" && node.type !== "group")
    .map((node) => node.id)
    .sort(compareIds);
  const left = new Set(ids);
  const parts: string[][] = [];
  for (const first of ids) {
    if (!left.delete(first)) continue;
    const part = [first];
    for (const id of part) {
      for (const { from, to } of graph.edges) {
        for (const next of from === id ? [to] : to === id ? [from] : []) if (left.delete(next)) part.push(next);
      }
    }
    const entries = part.filter((id) => !graph.edges.some((edge) => edge.to === id && edge.port !== "undo"));
    parts.push([...entries.sort(compareIds), ...part.filter((id) => !entries.includes(id))]);
  }
  return parts;
}

/** Values pass from node to node as JSON. */
const asJson = (value: unknown): unknown => decodeJson(encodeJson(value)) as Json;
