import type { GraphNode } from "../../compiler/graph.js";
import { type Arrival, type Env, knowing } from "./arrival.js";
import type { Assignments, State } from "./definition.js";
import { type From, GraphBuilder } from "./graph-builder.js";
import type { StateReport } from "./report.js";
import { type ContextNames, needsOf, ofTemplate, type Scope } from "./scope.js";
import { isSafe, literal, named, type Symbolic, setting } from "./symbol.js";
import { templatesOf } from "./templates.js";

export interface ImportOptions {
  /** Every Task becomes the placeholder, those too that the engine can do itself: for checks that answer for them. */
  readonly keepsTasks?: boolean;
  /** The workflows that a sub-execution may become a call of: what the catalog names them by, with the last part of the ARN that they stand for. */
  readonly workflows?: readonly { readonly name: string; readonly title: string }[];
}

/** Where states are being put. */
export interface Place {
  /** The container; absent: at the top. */
  readonly parent?: string;
  /** True where an end is written as a *return*: not in loops and branches, whose ends meet again. */
  readonly endsByReturn: boolean;
  readonly runInput: Symbolic;
  readonly item?: ContextNames["item"];
}

/** Where a state leads: to another one, or to the end of its machine. */
export interface Out {
  readonly to: string | undefined;
  readonly arrival: Arrival;
}

type Without<Node> = Node extends GraphNode ? Omit<Node, "id" | "name" | "parent"> : never;
/** A node without what the importer gives it. */
export type NodeSettings = Without<GraphNode>;

interface OpenReport {
  readonly state: State;
  readonly nodes: string[];
  readonly notes: Set<string>;
  entry?: string;
}

/** What all parts of an import share. */
export class Importer {
  readonly builder = new GraphBuilder();
  readonly notes: string[] = [];
  readonly #reports = new Map<string, OpenReport>();
  /** The name of the activity that tells who runs; it is there when something asks for it. */
  execution = "";
  constructor(readonly options: ImportOptions) {}

  get reports(): readonly StateReport[] {
    return [...this.#reports.values()].map(({ state, nodes, notes, entry }) => ({
      state: state.name,
      type: state.type,
      path: state.at,
      verdict: notes.size > 0 ? "approximated" : "mapped",
      nodes,
      ...(entry !== undefined && { entry }),
      notes: [...notes],
    }));
  }

  /** Says what of a state is not quite as in Step Functions. */
  note(state: State, message: string): void {
    this.#report(state).notes.add(message);
  }

  /** Forgets the nodes of states that are imported again. */
  forget(states: Iterable<State>): void {
    for (const state of states) this.#reports.delete(state.at);
  }

  #report(state: State): OpenReport {
    const open = this.#reports.get(state.at) ?? { state, nodes: [], notes: new Set<string>() };
    this.#reports.set(state.at, open);
    return open;
  }

  /** Adds a node for a state and gives its name. */
  add(place: Place, state: State | undefined, wish: string, settings: NodeSettings, from: readonly From[]): string {
    const name = this.builder.names.free(wish);
    this.builder.add(
      { id: name, name, ...settings, ...(place.parent !== undefined && { parent: place.parent }) } as GraphNode,
      from,
    );
    if (state !== undefined) this.#report(state).nodes.push(name);
    return name;
  }

  /** Adds the node that stands for the state itself: it has its name, and its comment as a note. */
  addMain(place: Place, state: State, settings: NodeSettings, from: readonly From[]): string {
    const name = this.add(place, state, state.name, { ...settings, ...notesOf(state, settings) } as NodeSettings, from);
    this.#report(state).entry ??= name;
    return name;
  }

  /** Says that a state is entered with another node than the one that stands for it. */
  enterBy(state: State, node: string): void {
    this.#report(state).entry = node;
  }

  /** What the queries of a state read. */
  scope(state: State, place: Place, data: Symbolic, env: Env, moment: string): Scope {
    return {
      data,
      variables: env.variables,
      context: {
        state: state.name,
        isTask: state.type === "Task",
        runInput: place.runInput,
        execution: this.execution,
        moment,
        drawn: { count: 0 },
        ...(place.item !== undefined && { item: place.item }),
      },
    };
  }

  /** Puts a node before the state that draws time and chance for it, when any of its queries asks for that. */
  momentFor(place: Place, state: State, arrival: Arrival): { readonly moment: string; readonly arrival: Arrival } {
    if (!templatesOf(state).some((template) => needsOf(template).moment)) return { moment: "", arrival };
    const moment = this.add(
      place,
      state,
      `${state.name} moment`,
      { type: "activity", config: { activity: "asl.moment", input: {} } },
      arrival.from,
    );
    const after = { ...arrival, from: [{ node: moment, port: "out" }], env: knowing(arrival.env, moment) };
    return { moment, arrival: after };
  }

  /** A *set* node that holds a value; gives how the value is read from now on. */
  hold(place: Place, state: State | undefined, wish: string, value: Symbolic, arrival: Arrival, isMain = false): Held {
    const { fields, members } = fieldsOf(value, arrival.env);
    const settings: NodeSettings = { type: "set", config: { fields } };
    const name =
      isMain && state !== undefined
        ? this.addMain(place, state, settings, arrival.from)
        : this.add(place, state, wish, settings, arrival.from);
    return {
      name,
      value: named(name, value, members),
      arrival: { from: [{ node: name, port: "out" }], env: knowing(arrival.env, name), test: `${name} !== undefined` },
    };
  }

  /** The value as it is when reading it cannot fail; else held by a node, so that it fails where it should. */
  settled(
    place: Place,
    state: State,
    wish: string,
    value: Symbolic,
    arrival: Arrival,
  ): { readonly value: Symbolic; readonly arrival: Arrival } {
    if (isSafe(value) || isPlainPath(value)) return { value, arrival };
    return this.hold(place, state, wish, value, arrival);
  }

  /** Gives variables their values. */
  assign(place: Place, state: State, assignments: Assignments | undefined, scope: Scope, arrival: Arrival): Arrival {
    if (assignments === undefined || assignments.length === 0) return arrival;
    const values = assignments.map(([name, template]) => [name, ofTemplate(template, scope)] as const);
    const isPlain = values.every(([, value]) => isRead(value) || isScalar(value));
    if (isPlain)
      return { ...arrival, env: { ...arrival.env, variables: new Map([...arrival.env.variables, ...values]) } };
    const held = this.hold(place, state, `${state.name} variables`, { kind: "object", members: values }, arrival);
    return withVariables(held, values);
  }
}

export interface Held {
  readonly name: string;
  readonly value: Symbolic;
  readonly arrival: Arrival;
}

/** The variables are members of the node that holds them. */
export function withVariables({ name, arrival }: Held, values: readonly (readonly [string, Symbolic])[]): Arrival {
  const assigned = values.map(([variable, value]): [string, Symbolic] => [variable, named(name, value, [variable])]);
  return { ...arrival, env: { ...arrival.env, variables: new Map([...arrival.env.variables, ...assigned]) } };
}

const isRead = (value: Symbolic): boolean => value.kind === "read" && value.read.kind === "name";
const isScalar = (value: Symbolic): boolean =>
  value.kind === "literal" && (typeof value.value !== "object" || value.value === null);
const isPlainPath = (value: Symbolic): boolean =>
  value.kind === "read" && value.read.kind === "path" && isSafe(value.read.base);

/** The fields of a *set* node for a value: those of an object, or one called `value`. */
function fieldsOf(value: Symbolic, env: Env) {
  const members =
    value.kind === "object"
      ? value.members
      : value.kind === "literal" &&
          typeof value.value === "object" &&
          value.value !== null &&
          !Array.isArray(value.value)
        ? Object.entries(value.value).map(([name, member]) => [name, literal(member)] as const)
        : undefined;
  if (members === undefined || members.some(([name]) => name === "__proto__" || name.length > 200))
    return { fields: [{ name: "value", value: setting(value, env) }], members: ["value"] };
  return { fields: members.map(([name, member]) => ({ name, value: setting(member, env) })), members: [] };
}

/** The state's own name, where the node's tells less, and its comment. */
function notesOf(state: State, settings: NodeSettings): { readonly notes?: string } {
  if (settings.type === "start") return {};
  const name = /^[A-Za-z0-9]+$/.test(state.name) ? [] : [state.name];
  const notes = [...name, ...(state.comment === undefined ? [] : [state.comment])].join("\n");
  return notes === "" ? {} : { notes: notes.slice(0, 10_000) };
}
