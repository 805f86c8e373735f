import type { Arrival } from "./arrival.js";
import { knowing } from "./arrival.js";
import { printCondition } from "./condition.js";
import { combined, effectiveInput, handOn, passOn, throughPath } from "./data-flow.js";
import type { Assignments, Choice, Fail, Pass, Succeed, Template, Wait } from "./definition.js";
import { type Importer, type Out, type Place, withVariables } from "./importer.js";
import { ofTemplate, type Scope } from "./scope.js";
import { isSafe, literal, print, quoted, type Symbolic, setting } from "./symbol.js";

/** The code of a failure that Step Functions would give no name: a Fail state without an Error. */
export const UNNAMED_FAILURE = "Failure";
/** Step Functions carries no more than this from one state to the next. */
export const DATA_CHARACTERS_MAX = 262_144;

export function importPass(importer: Importer, state: Pass, came: Arrival, place: Place): readonly Out[] {
  const { moment, arrival } = importer.momentFor(place, state, came);
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  const own = ownValue(state, scope);
  if (own?.kind === "literal" && JSON.stringify(own.value).length > DATA_CHARACTERS_MAX) {
    const config = {
      code: literalSetting("States.DataLimitExceeded"),
      message: literalSetting(
        `The result of the state '${state.name}' has more than ${DATA_CHARACTERS_MAX} characters.`,
      ),
    };
    importer.addMain(place, state, { type: "throw", config }, arrival.from);
    return [];
  }
  const variables = (state.assign ?? []).map(([name, template]) => {
    const data = own !== undefined && state.language === "JSONPath" ? { ...scope, data: own } : scope;
    return [name, ofTemplate(template, data)] as const;
  });
  // What is made and not told would not be made: then it has a node of its own.
  const isTold = own === undefined || isSafe(own) || (state.resultPath !== null && state.outputPath === undefined);
  const endsHere =
    isTold && state.next === undefined && place.endsByReturn && variables.every(([, value]) => isSafe(value));
  if (endsHere) {
    const whole = state.language === "JSONata" ? (own ?? raw) : combined(raw, state.resultPath, own ?? scope.data);
    const output = state.language === "JSONata" ? whole : throughPath(state.outputPath, { ...outer, data: whole });
    importer.addMain(place, state, { type: "return", config: { value: setting(output, arrival.env) } }, arrival.from);
    return [];
  }
  // A Pass that only assigns is the node that holds its variables.
  const isAssigning = own === undefined && variables.length > 0;
  const value: Symbolic = own ?? (isAssigning ? { kind: "object", members: variables } : literal({}));
  const held = importer.hold(place, state, state.name, value, arrival, true);
  const result = own === undefined ? scope.data : held.value;
  const after = isAssigning ? withVariables(held, variables) : held.arrival;
  const { assign: _assigned, ...rest } = state;
  const handsOn = {
    state,
    place,
    raw,
    result,
    scope,
    ...(rest.resultPath !== undefined && { resultPath: rest.resultPath }),
    ...(!isAssigning && state.assign !== undefined && { assign: state.assign }),
  };
  return [handOn(importer, handsOn, after, state.next)];
}

/** What a Pass makes; undefined when it hands on what it is given. */
function ownValue(state: Pass, scope: Scope): Symbolic | undefined {
  if (state.language === "JSONata") return state.output === undefined ? undefined : ofTemplate(state.output, scope);
  if (state.result !== undefined) return literal(state.result);
  return state.parameters === undefined ? undefined : ofTemplate(state.parameters, scope);
}

const literalSetting = (text: string) => ({ literal: text });

export function importChoice(importer: Importer, state: Choice, came: Arrival, place: Place): readonly Out[] {
  const { moment, arrival } = importer.momentFor(place, state, came);
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  const conditions = state.rules.map(({ condition }) => printCondition(condition, scope, arrival.env));
  const labels = labelsOf(state);
  const [only] = conditions;
  const isIf = conditions.length === 1 && only !== undefined;
  const cases = conditions.map((condition, index) => ({
    id: `case${index + 1}`,
    label: labels[index] ?? "",
    condition,
  }));
  const name = importer.addMain(
    place,
    state,
    isIf ? { type: "if", config: { condition: only } } : { type: "switch", config: { cases } },
    arrival.from,
  );
  const env = knowing(arrival.env, name);
  const way = (index: number): Arrival => {
    const port = isIf ? (index === 0 ? "true" : "false") : (cases[index]?.id ?? "default");
    const test = isIf
      ? index === 0
        ? name
        : `${name} === false`
      : `${name} === ${quoted(cases[index]?.label ?? "default")}`;
    return { from: [{ node: name, port }], env, test };
  };
  const outs = state.rules.map((rule, index) =>
    passOn(importer, { state, place, raw, scope, ...pick(rule) }, way(index), rule.next),
  );
  const otherwise = way(state.rules.length);
  if (state.default !== undefined)
    return [...outs, passOn(importer, { state, place, raw, scope, ...pick(state) }, otherwise, state.default)];
  const config = {
    code: literalSetting("States.NoChoiceMatched"),
    message: literalSetting(`No rule of the state '${state.name}' holds, and it has no Default.`),
  };
  importer.add(place, state, `${state.name} no match`, { type: "throw", config }, otherwise.from);
  return outs;
}

const pick = ({ assign, output }: { readonly assign?: Assignments; readonly output?: Template }) => ({
  ...(assign !== undefined && { assign }),
  ...(output !== undefined && { output }),
});

/** A case is called after the state it leads to, as long as only one does. */
function labelsOf(state: Choice): readonly string[] {
  const used = new Set(["default"]);
  return state.rules.map(({ next }) => {
    const base = next.slice(0, 70);
    let label = base;
    for (let suffix = 2; used.has(label); suffix += 1) label = `${base} (${suffix})`;
    used.add(label);
    return label;
  });
}

export function importWait(importer: Importer, state: Wait, came: Arrival, place: Place): readonly Out[] {
  const { until } = state;
  const { moment, arrival } = importer.momentFor(place, state, came);
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  const value = ofTemplate(until.value, scope);
  const language = state.language === "JSONata" ? ', "JSONata"' : "";
  const text = print(value, arrival.env);
  const config =
    until.kind === "seconds"
      ? {
          durationMs:
            value.kind === "literal" && typeof value.value === "number"
              ? { literal: value.value * 1_000 }
              : { expression: `asl.seconds(${text}${language})` },
        }
      : {
          until:
            value.kind === "literal" && typeof value.value === "string"
              ? { literal: toMilliseconds(value.value) }
              : { expression: `asl.timestamp(${text}${language})` },
        };
  const name = importer.addMain(place, state, { type: "delay", config }, arrival.from);
  // A delay has no value: that the run came by here is known from before.
  const after: Arrival = { ...arrival, from: [{ node: name, port: "out" }] };
  return [passOn(importer, { state, place, raw, scope, ...pick(state) }, after, state.next)];
}

/** Digits beyond the milliseconds are left out: a timer knows no less. */
const toMilliseconds = (timestamp: string): string => timestamp.replace(/(\.\d{3})\d+/, "$1");

export function importSucceed(importer: Importer, state: Succeed, came: Arrival, place: Place): readonly Out[] {
  const { moment, arrival } = importer.momentFor(place, state, came);
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  const value = state.output === undefined ? throughPath(state.outputPath, scope) : ofTemplate(state.output, scope);
  if (place.endsByReturn) {
    importer.addMain(place, state, { type: "return", config: { value: setting(value, arrival.env) } }, arrival.from);
    return [];
  }
  const held = importer.hold(place, state, state.name, isSafe(value) ? literal({}) : value, arrival, true);
  const data = isSafe(value) ? value : held.value;
  return [{ to: undefined, arrival: { ...held.arrival, env: { ...held.arrival.env, data } } }];
}

export function importFail(importer: Importer, state: Fail, came: Arrival, place: Place): readonly Out[] {
  const { moment, arrival } = importer.momentFor(place, state, came);
  const scope = importer.scope(state, place, arrival.env.data, arrival.env, moment);
  const given = (template: Template | undefined) =>
    template === undefined ? undefined : setting(ofTemplate(template, scope), arrival.env);
  const code = given(state.error) ?? literalSetting(UNNAMED_FAILURE);
  const message = given(state.cause) ?? literalSetting(`The state '${state.name}' ends the execution.`);
  const config = { code, message };
  importer.addMain(place, state, { type: "throw", config }, arrival.from);
  return [];
}
