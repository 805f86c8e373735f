import type { Arrival } from "./arrival.js";
import type { Assignments, PathSetting, ResultPath, State, Template } from "./definition.js";
import type { Importer, Out, Place } from "./importer.js";
import { ofQuery, ofTemplate, type Scope } from "./scope.js";
import { literal, putAt, type Symbolic } from "./symbol.js";

/** What a state works on: its input, or the part that InputPath names. */
export const effectiveInput = (state: State, scope: Scope): Symbolic => throughPath(state.inputPath, scope);

export function throughPath(setting: PathSetting | undefined, scope: Scope): Symbolic {
  if (setting === undefined) return scope.data;
  return setting === null ? literal({}) : ofQuery(setting, scope);
}

/** A result put into the input as ResultPath says. */
export function combined(input: Symbolic, path: ResultPath | undefined, result: Symbolic): Symbolic {
  if (path === undefined) return result;
  return path === null ? input : putAt(input, path.steps, result);
}

/** What a state hands on. */
export interface HandsOn {
  readonly state: State;
  readonly place: Place;
  /** The state's input, before InputPath. */
  readonly raw: Symbolic;
  readonly result: Symbolic;
  /** The queries' scope; its data is the effective input. */
  readonly scope: Scope;
  readonly resultPath?: ResultPath;
  readonly resultSelector?: Template;
  readonly assign?: Assignments;
  readonly output?: Template;
}

/** From a result to the state's output: ResultSelector, Assign, ResultPath and OutputPath; in JSONata Assign and Output. */
export function handOn(importer: Importer, what: HandsOn, arrival: Arrival, to: string | undefined): Out {
  const { state, place, raw, scope } = what;
  if (state.language === "JSONata") {
    const told: Scope = { ...scope, data: raw, result: what.result, variables: arrival.env.variables };
    const settled =
      what.output === undefined
        ? { value: what.result, arrival }
        : importer.settled(place, state, `${state.name} output`, ofTemplate(what.output, told), arrival);
    const after = importer.assign(place, state, what.assign, told, settled.arrival);
    return { to, arrival: { ...after, env: { ...after.env, data: settled.value } } };
  }
  const selecting: Scope = { ...scope, data: what.result };
  const settled =
    what.resultSelector === undefined
      ? { value: what.result, arrival }
      : importer.settled(place, state, `${state.name} selected`, ofTemplate(what.resultSelector, selecting), arrival);
  const after = importer.assign(place, state, what.assign, { ...selecting, data: settled.value }, settled.arrival);
  const whole = combined(raw, what.resultPath, settled.value);
  const output = throughPath(state.outputPath, { ...scope, data: whole });
  return { to, arrival: { ...after, env: { ...after.env, data: output } } };
}

/** The same for a state that has no result of its own: its output is its effective input. */
export function passOn(
  importer: Importer,
  {
    state,
    place,
    raw,
    scope,
    assign,
    output,
  }: Pick<HandsOn, "state" | "place" | "raw" | "scope" | "assign" | "output">,
  arrival: Arrival,
  to: string | undefined,
): Out {
  const told: Scope = {
    ...scope,
    variables: arrival.env.variables,
    ...(state.language === "JSONata" && { data: raw }),
  };
  const given = state.language === "JSONata" ? raw : throughPath(state.outputPath, told);
  const settled =
    output === undefined
      ? { value: given, arrival }
      : importer.settled(place, state, `${state.name} output`, ofTemplate(output, told), arrival);
  const after = importer.assign(place, state, assign, told, settled.arrival);
  return { to, arrival: { ...after, env: { ...after.env, data: settled.value } } };
}
