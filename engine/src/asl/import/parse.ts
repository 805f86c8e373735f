import { parse as parseYaml } from "yaml";
import { isTerminal, type Machine, type QueryLanguage, type State, type StateType } from "./definition.js";
import { Fields } from "./parse-fields.js";
import { readState } from "./parse-state.js";
import { type DefinitionProblem, isRecord, type JsonRecord, Problems, told } from "./problems.js";

export type ParsedDefinition =
  | { readonly ok: true; readonly machine: Machine }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

const TEXT_MAX = 1_048_576;

/** Reads the text of a definition, JSON or YAML, into plain data. */
export function readDefinitionText(
  text: string,
):
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] } {
  const refuse = (message: string) => ({ ok: false, problems: [{ path: "", message }] }) as const;
  if (text.length > TEXT_MAX)
    return refuse(`The definition has ${text.length} characters; at most ${TEXT_MAX} are allowed.`);
  if (text.trim() === "") return refuse("The definition is empty.");
  if (/^\s*[{[]/.test(text)) {
    try {
      return { ok: true, value: JSON.parse(text) as unknown };
    } catch (thrown) {
      // A flow mapping of YAML begins like JSON: both readers may have their say.
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return readYaml(text) ?? refuse(`The definition is not valid JSON: ${why}.`);
    }
  }
  return readYaml(text) ?? refuse("The definition is neither JSON nor YAML.");
}

function readYaml(text: string): { readonly ok: true; readonly value: unknown } | undefined {
  try {
    // Aliases could make a small text into a huge value.
    const value: unknown = parseYaml(text, { maxAliasCount: 100, prettyErrors: false });
    return isRecord(value) ? { ok: true, value: JSON.parse(JSON.stringify(value)) as unknown } : undefined;
  } catch {
    return undefined;
  }
}

/** True for data that means to be a state machine: it has StartAt or States at its top. */
export const looksLikeDefinition = (value: unknown): boolean =>
  isRecord(value) && (Object.hasOwn(value, "StartAt") || Object.hasOwn(value, "States"));

/**
 * Reads a definition as Step Functions would: whatever that rejects is refused, with the field, the state and what to
 * do. All problems are told, not the first alone.
 */
export function parseDefinition(value: unknown): ParsedDefinition {
  const problems = new Problems();
  const machine = new MachineReader(problems).read(value, "", "JSONPath", true);
  if (machine === undefined || problems.all.length > 0) {
    const all =
      problems.all.length > 0 ? problems.all : [{ path: "", message: "The definition is not a state machine." }];
    return { ok: false, problems: all };
  }
  return { ok: true, machine };
}

const DEPTH_MAX = 10;

export class MachineReader {
  /** Every name, with where it was seen: a name is unique in the whole definition. */
  readonly #names = new Map<string, string>();
  constructor(readonly problems: Problems) {}

  read(value: unknown, path: string, outer: QueryLanguage, isTop: boolean, depth = 0): Machine | undefined {
    const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
    if (!isRecord(value)) {
      this.problems.add(path, `A state machine is an object with StartAt and States, not ${told(value)}.`);
      return undefined;
    }
    if (depth > DEPTH_MAX) {
      this.problems.add(path, `State machines are nested more than ${DEPTH_MAX} deep.`);
      return undefined;
    }
    this.#checkFields(value, at, isTop);
    const language = this.#language(value, at("QueryLanguage"), outer);
    const raw = value.States;
    if (!isRecord(raw) || Object.keys(raw).length === 0) {
      this.problems.add(at("States"), `States is an object with at least one state, not ${told(raw)}.`);
      return undefined;
    }
    const states = new Map<string, State>();
    for (const [name, state] of Object.entries(raw)) {
      const where = `${at("States")}.${name}`;
      this.#checkName(name, where);
      if (!isRecord(state)) {
        this.problems.add(where, `A state is an object with a Type, not ${told(state)}.`, name);
        continue;
      }
      const read = this.#state(name, state, where, language, depth);
      if (read !== undefined) states.set(name, read);
    }
    const startAt = value.StartAt;
    if (typeof startAt !== "string") {
      this.problems.add(at("StartAt"), `StartAt names the first state; it is ${told(startAt)}.`);
      return undefined;
    }
    if (!Object.hasOwn(raw, startAt)) {
      this.problems.add(
        at("StartAt"),
        `StartAt names ${told(startAt)}, and there is no such state. There are ${listed(Object.keys(raw))}.`,
      );
      return undefined;
    }
    this.#checkWays(states, Object.keys(raw), startAt, at);
    const comment = value.Comment;
    const timeoutSeconds = value.TimeoutSeconds;
    return {
      startAt,
      states,
      ...(typeof comment === "string" && { comment }),
      ...(typeof timeoutSeconds === "number" && { timeoutSeconds }),
    };
  }

  #checkFields(value: JsonRecord, at: (field: string) => string, isTop: boolean): void {
    const known = [
      "StartAt",
      "States",
      "Comment",
      "QueryLanguage",
      ...(isTop ? ["Version", "TimeoutSeconds"] : ["ProcessorConfig"]),
    ];
    for (const field of Object.keys(value)) {
      if (!known.includes(field))
        this.problems.add(at(field), `There is no field ${told(field)} here. Known are ${known.join(", ")}.`);
    }
    if (value.Version !== undefined && value.Version !== "1.0")
      this.problems.add(at("Version"), `Version is "1.0", not ${told(value.Version)}.`);
    const seconds = value.TimeoutSeconds;
    if (seconds !== undefined && !(typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0))
      this.problems.add(at("TimeoutSeconds"), `TimeoutSeconds is a whole number from 1, not ${told(seconds)}.`);
  }

  #language(value: JsonRecord, path: string, outer: QueryLanguage, state?: string): QueryLanguage {
    const given = value.QueryLanguage;
    if (given === undefined) return outer;
    if (given !== "JSONPath" && given !== "JSONata") {
      this.problems.add(path, `QueryLanguage is JSONPath or JSONata, not ${told(given)}.`, state);
      return outer;
    }
    if (given === "JSONPath" && outer === "JSONata")
      this.problems.add(
        path,
        "QueryLanguage cannot be JSONPath inside of JSONata. Make the whole definition JSONPath, and single states JSONata.",
        state,
      );
    return given;
  }

  #checkName(name: string, path: string): void {
    if (name === "" || name.length > 80) this.problems.add(path, "The name of a state has 1 to 80 characters.", name);
    const seen = this.#names.get(name);
    if (seen !== undefined)
      this.problems.add(path, `There are two states called ${told(name)}, here and at ${seen}. Rename one.`, name);
    this.#names.set(name, path);
  }

  #state(name: string, raw: JsonRecord, path: string, outer: QueryLanguage, depth: number): State | undefined {
    const language = this.#language(raw, `${path}.QueryLanguage`, outer, name);
    const fields = new Fields(raw, path, name, language, this.problems);
    // Nested machines follow the query language around them: of the definition, not of this state alone.
    const nested = (value: unknown, field: string): Machine | undefined =>
      this.read(value, `${path}.${field}`, outer, false, depth + 1);
    return readState(name, fields, nested);
  }

  #checkWays(
    states: ReadonlyMap<string, State>,
    names: readonly string[],
    startAt: string,
    at: (field: string) => string,
  ): void {
    const reached = new Set([startAt]);
    let isWhole = true;
    for (const [name, state] of states) {
      for (const { to, field } of waysOf(state)) {
        if (names.includes(to)) continue;
        isWhole = false;
        const message = `${field} names ${told(to)}, and there is no such state. There are ${listed(names)}.`;
        this.problems.add(`${state.at}.${field}`, message, name);
      }
    }
    // As long as ways lead into nowhere, nothing can be said of where they ought to lead.
    if (!isWhole || states.size < names.length) return;
    for (const name of reached) {
      const state = states.get(name);
      for (const { to } of state === undefined ? [] : waysOf(state)) reached.add(to);
    }
    for (const [name, state] of states) {
      if (!reached.has(name))
        this.problems.add(state.at, "No way leads to this state. Name it in a Next, or take it out.", name);
    }
    const ends = [...states.values()].some(
      (state) => isTerminal(state) || (state.type === "Choice" && state.default === undefined),
    );
    if (!ends) {
      const message = "No state ends the machine. Give one End: true, or make one Succeed or Fail.";
      this.problems.add(at("States"), message);
    }
  }
}

export interface Way {
  readonly to: string;
  /** The field that names it, from the state. */
  readonly field: string;
}

/** Where a state may go, in the order of its fields. */
export function waysOf(state: State): readonly Way[] {
  const ways: Way[] = [];
  if (state.type === "Choice") {
    for (const [index, { next }] of state.rules.entries()) ways.push({ to: next, field: `Choices[${index}].Next` });
    if (state.default !== undefined) ways.push({ to: state.default, field: "Default" });
    return ways;
  }
  if ("next" in state && state.next !== undefined) ways.push({ to: state.next, field: "Next" });
  if ("catch" in state) {
    for (const [index, { next }] of state.catch.entries()) ways.push({ to: next, field: `Catch[${index}].Next` });
  }
  return ways;
}

const listed = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");

/** The types of states that exist. */
export const STATE_TYPES: readonly StateType[] = [
  "Pass",
  "Task",
  "Choice",
  "Wait",
  "Succeed",
  "Fail",
  "Parallel",
  "Map",
];
