import type { Json } from "../../model/index.js";
import { isReference, type PathStep } from "../runtime/json-path.js";
import type { Query, Template } from "./definition.js";
import { type Around, computed, follow, isSafe, literal, named, print, quoted, type Symbolic } from "./symbol.js";

/** What the queries of one state read. */
export interface Scope {
  /** `$`, and `$states.input`. */
  readonly data: Symbolic;
  readonly variables: Variables;
  readonly context: ContextNames;
  /** `$states.result`. */
  readonly result?: Symbolic;
  /** `$states.errorOutput`. */
  readonly errorOutput?: Symbolic;
}

export type Variables = ReadonlyMap<string, Symbolic>;

/** Where the parts of the context object come from. */
export interface ContextNames {
  readonly state: string;
  readonly isTask: boolean;
  readonly runInput: Symbolic;
  /** The name of the activity that tells who runs. */
  readonly execution: string;
  /** The name of the activity that has drawn time and chance for this state. */
  readonly moment: string;
  readonly item?: { readonly value: Symbolic; readonly index: Symbolic };
  readonly token?: Symbolic;
  /** Counts what is drawn from the moment's seed: two calls draw two things. */
  readonly drawn: { count: number };
}

/** The context object, `$$`. */
function contextOf({ state, isTask, runInput, execution, moment, item, token }: ContextNames): Symbolic {
  const told = (...members: string[]): Symbolic => named(execution, undefined, members);
  const object = (members: readonly (readonly [string, Symbolic])[]): Symbolic => ({ kind: "object", members });
  // What nothing asks for is not there to be read.
  const ofRun = (members: readonly (readonly [string, Symbolic])[]) => (execution === "" ? [] : members);
  return object([
    [
      "Execution",
      object([
        ...ofRun([
          ["Id", told("Execution", "Id")],
          ["Name", told("Execution", "Name")],
          ["RoleArn", told("Execution", "RoleArn")],
          ["StartTime", told("Execution", "StartTime")],
        ]),
        ["Input", runInput],
        ["RedriveCount", literal(0)],
      ]),
    ],
    [
      "State",
      object([
        ...(moment === "" ? [] : ([["EnteredTime", named(moment, undefined, ["now"])]] as const)),
        ["Name", literal(state)],
        ...(isTask ? ([["RetryCount", literal(0)]] as const) : []),
      ]),
    ],
    [
      "StateMachine",
      object(
        ofRun([
          ["Id", told("StateMachine", "Id")],
          ["Name", told("StateMachine", "Name")],
        ]),
      ),
    ],
    ...(token === undefined ? [] : ([["Task", object([["Token", token]])]] as const)),
    ...(item === undefined
      ? []
      : ([
          [
            "Map",
            object([
              [
                "Item",
                object([
                  ["Index", item.index],
                  ["Value", item.value],
                ]),
              ],
            ]),
          ],
        ] as const)),
  ]);
}

/** The value that a path or an intrinsic function gives. */
export function ofQuery(query: Query, scope: Scope): Symbolic {
  switch (query.kind) {
    case "constant":
      return literal(query.value);
    case "path": {
      const { root, steps } = query.path;
      switch (root.kind) {
        case "input":
          return follow(scope.data, steps);
        case "context":
          return fromContext(scope.context, steps);
        case "variable":
          return follow(scope.variables.get(root.name) ?? unassigned(root.name), steps);
      }
      break;
    }
    case "call":
      return ofCall(query.name, query.arguments, scope);
  }
}

/** Where the context has no such place the path fails in the run; nothing of the context needs to be there for that. */
function fromContext(context: ContextNames, steps: readonly PathStep[]): Symbolic {
  const found = follow(contextOf(context), steps);
  const isLost =
    found.kind === "read" && found.read.kind === "path" && found.read.base.kind === "object" && isReference(steps);
  return isLost ? follow({ kind: "object", members: [] }, steps) : found;
}

const unassigned = (name: string): Symbolic => computed(() => `asl.unassigned(${quoted(name)})`);

function ofCall(name: string, given: readonly Query[], scope: Scope): Symbolic {
  const values = given.map((each) =>
    name !== "Format" && each.kind === "constant" && typeof each.value === "string"
      ? literal(each.value.replaceAll(/\\([\\{}'])/g, "$1"))
      : ofQuery(each, scope),
  );
  const { moment, drawn } = scope.context;
  const seedOf = (): string => {
    drawn.count += 1;
    return drawn.count === 1 ? `${moment}.seed` : `${moment}.seed + ${drawn.count}`;
  };
  switch (name) {
    case "Array":
      return { kind: "list", items: values };
    case "UUID": {
      const seed = seedOf();
      return computed(() => `asl.uuid(${seed})`, true);
    }
    case "MathRandom": {
      const seed = values.length < 3 ? [seedOf()] : [];
      return computed(
        (around) => `asl.mathRandom(${[...values.map((value) => print(value, around)), ...seed].join(", ")})`,
      );
    }
    default: {
      const called = `${name[0]?.toLowerCase()}${name.slice(1)}`;
      const isTotal = name === "JsonToString" && values.every(isSafe);
      return computed((around) => `asl.${called}(${values.map((value) => print(value, around)).join(", ")})`, isTotal);
    }
  }
}

/** The value that a template gives. */
export function ofTemplate(template: Template, scope: Scope): Symbolic {
  switch (template.kind) {
    case "literal":
      return literal(template.value);
    case "object":
      return { kind: "object", members: template.members.map(([name, member]) => [name, ofTemplate(member, scope)]) };
    case "list":
      return { kind: "list", items: template.items.map((item) => ofTemplate(item, scope)) };
    case "query":
      return ofQuery(template.query, scope);
    case "jsonata":
      return ofJsonata(template.text, scope);
  }
}

/** What a JSONata expression gives. Those that read one thing as it is, or are a constant, need no JSONata. */
export function ofJsonata(text: string, scope: Scope): Symbolic {
  const whole = /^\$(states(?:\.[A-Za-z]+)*|[\p{ID_Start}_][\p{ID_Continue}]*)$/u.exec(text)?.[1];
  const simple = whole === undefined ? constantOf(text) : wholeOf(whole, scope);
  return simple ?? computed((around) => printJsonata(text, scope, around));
}

function constantOf(text: string): Symbolic | undefined {
  if (!/^(?:-?\d+(?:\.\d+)?|true|false|null|"[^"\\]*"|'[^'"\\]*')$/.test(text)) return undefined;
  return literal(JSON.parse(text.startsWith("'") ? `"${text.slice(1, -1)}"` : text) as Json);
}

function wholeOf(name: string, scope: Scope): Symbolic | undefined {
  if (!name.startsWith("states")) return scope.variables.get(name);
  const [, part, ...rest] = name.split(".");
  const steps = rest.map((each) => ({ kind: "name", name: each }) as const);
  switch (part) {
    case "input":
    case "result":
    case "errorOutput": {
      const data = part === "input" ? scope.data : part === "result" ? scope.result : scope.errorOutput;
      if (data === undefined) return undefined;
      const found = follow(data, steps);
      // A path that leads nowhere gives nothing in JSONata, with an error of its own; and lists are gone through.
      return isSafe(found) || steps.length === 0 ? found : undefined;
    }
    case "context": {
      const found = follow(contextOf(scope.context), steps);
      return isSafe(found) ? found : undefined;
    }
    default:
      return undefined;
  }
}

const CHANCE = /\$(?:now|millis|random|uuid|shuffle)\b/;

function printJsonata(text: string, scope: Scope, around: Around): string {
  const used = new Set([...text.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map(([, name = ""]) => name));
  const names: string[] = [];
  if (used.has("states")) names.push(`states: ${printStates(text, scope, around)}`);
  for (const [name, value] of scope.variables) {
    if (!used.has(name)) continue;
    const read = print(value, around);
    names.push(read === name ? name : `${name}: ${read}`);
  }
  const given = names.length === 0 ? "" : `, { ${names.join(", ")} }`;
  const moment = CHANCE.test(text) ? `${given === "" ? ", {}" : ""}, ${scope.context.moment}` : "";
  return `asl.jsonata(${quoted(text)}${given}${moment})`;
}

/** The parts of `$states` that an expression names; all of them when it cannot be seen which. */
function printStates(text: string, scope: Scope, around: Around): string {
  const mentioned = [...text.matchAll(/\$states\b(?:\s*\.\s*([A-Za-z]+))?/g)].map(([, part]) => part);
  const all = mentioned.includes(undefined);
  const parts: string[] = [];
  const add = (part: string, value: Symbolic | undefined): void => {
    if (value === undefined || !(all || mentioned.includes(part))) return;
    const read = print(value, around);
    parts.push(read === part ? part : `${part}: ${read}`);
  };
  add("input", scope.data);
  add("result", scope.result);
  add("errorOutput", scope.errorOutput);
  add("context", contextOf(scope.context));
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** What a template asks of the run beside its data. */
export interface Needs {
  /** Time or chance. */
  readonly moment: boolean;
  /** Who runs. */
  readonly execution: boolean;
}

export function needsOf(template: Template): Needs {
  switch (template.kind) {
    case "literal":
      return NOTHING;
    case "object":
      return together(template.members.map(([, member]) => needsOf(member)));
    case "list":
      return together(template.items.map(needsOf));
    case "query":
      return needsOfQuery(template.query);
    case "jsonata":
      return needsOfJsonata(template.text);
  }
}

const NOTHING: Needs = { moment: false, execution: false };
const together = (all: readonly Needs[]): Needs => ({
  moment: all.some(({ moment }) => moment),
  execution: all.some(({ execution }) => execution),
});

export function needsOfQuery(query: Query): Needs {
  if (query.kind === "constant") return NOTHING;
  if (query.kind === "call") {
    const draws = query.name === "UUID" || (query.name === "MathRandom" && query.arguments.length < 3);
    return together([{ moment: draws, execution: false }, ...query.arguments.map(needsOfQuery)]);
  }
  if (query.path.root.kind !== "context") return NOTHING;
  return needsOfContext(query.path.steps.map((step) => (step.kind === "name" ? step.name : "*")));
}

function needsOfContext([first, second]: readonly string[]): Needs {
  switch (first) {
    case "Execution":
      return { moment: false, execution: second !== "Input" };
    case "StateMachine":
    case "Task":
      return { moment: false, execution: true };
    case "State":
      return { moment: second !== "Name" && second !== "RetryCount", execution: false };
    case "Map":
      return NOTHING;
    default:
      return { moment: true, execution: true };
  }
}

export function needsOfJsonata(text: string): Needs {
  // An expression that is not one plain path reads the context as a whole.
  const context = /^\$states\.context((?:\.[A-Za-z]+)*)$/.exec(text)?.[1];
  if (context !== undefined) return needsOfContext(context.split(".").slice(1));
  const reads = /\$states\s*\.\s*context\b|\$states\b(?!\s*\.)/.test(text);
  return { moment: reads || CHANCE.test(text), execution: reads };
}
