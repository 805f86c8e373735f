import { type Arrival, type Env, knowing, merge } from "./arrival.js";
import { type ImportMachine, importMap, importParallel } from "./containers.js";
import type { Machine, State } from "./definition.js";
import type { Importer, Out, Place } from "./importer.js";
import type { While } from "./loop-variables.js";
import { assignedIn } from "./loop-variables.js";
import { importChoice, importFail, importPass, importSucceed, importWait } from "./plain-states.js";
import { type Region, structureOf, type Tangle } from "./structure.js";
import { anyOf, either, named, print, quoted, setting } from "./symbol.js";
import { importTask } from "./task.js";

/** A loop that is none: the import ends here, and the message says with which states. */
export class Unstructured extends Error {
  constructor(
    readonly tangle: Tangle,
    readonly path: string,
  ) {
    super("the machine cannot be structured");
  }
}

/** One way out of a region: to the state of that name, or to the machine's end. */
interface End {
  readonly to: string | undefined;
  readonly arrival: Arrival;
}

/** Longer expressions for "what came in" are worth a node of their own. */
const MERGED_CHARACTERS_MAX = 120;

/** Imports a whole machine at a place. Gives its ends, as far as no *return* says them. */
export function importMachine(importer: Importer, machine: Machine, place: Place, start: Arrival): readonly Arrival[] {
  const structured = structureOf(machine);
  if (!structured.ok) {
    const at = machine.states.get(machine.startAt)?.at ?? "";
    throw new Unstructured(structured.tangle, at.slice(0, Math.max(0, at.lastIndexOf(".States."))));
  }
  return importRegion(importer, machine, structured.region, undefined, place, start).map(({ arrival }) => arrival);
}

/** Imports the states of a region in their order; gives the ways that leave it. */
function importRegion(
  importer: Importer,
  machine: Machine,
  region: Region,
  header: string | undefined,
  place: Place,
  start: Arrival,
): readonly End[] {
  const arrivals = new Map<string, Arrival[]>([[region.entry, [start]]]);
  const ends: End[] = [];
  const send = ({ to, arrival }: Out): void => {
    if (to === undefined || to === header || !region.names.has(to)) ends.push({ to, arrival });
    else arrivals.set(to, [...(arrivals.get(to) ?? []), arrival]);
  };
  for (const unit of region.units) {
    const name = unit.kind === "state" ? unit.name : unit.header;
    const came = arrivals.get(name);
    const state = machine.states.get(name);
    if (came === undefined || state === undefined) continue;
    const arrival = shortened(importer, place, state, merge(came));
    const outs =
      unit.kind === "state"
        ? importState(importer, state, arrival, place)
        : importLoop(importer, machine, unit.header, unit.body, place, arrival);
    for (const out of outs) send(out);
  }
  return ends;
}

/** What came in by several ways is held by a node when reading it is long. */
function shortened(importer: Importer, place: Place, state: State, arrival: Arrival): Arrival {
  const { data } = arrival.env;
  if (arrival.from.length < 2 || data.kind !== "either" || print(data, arrival.env).length <= MERGED_CHARACTERS_MAX)
    return arrival;
  const held = importer.hold(place, state, `${state.name} input`, data, arrival);
  return { ...held.arrival, env: { ...held.arrival.env, data: held.value } };
}

function importState(importer: Importer, state: State, arrival: Arrival, place: Place): readonly Out[] {
  const nested: ImportMachine = (machine, inside, start) => importMachine(importer, machine, inside, start);
  switch (state.type) {
    case "Pass":
      return importPass(importer, state, arrival, place);
    case "Task":
      return importTask(importer, state, arrival, place);
    case "Choice":
      return importChoice(importer, state, arrival, place);
    case "Wait":
      return importWait(importer, state, arrival, place);
    case "Succeed":
      return importSucceed(importer, state, arrival, place);
    case "Fail":
      return importFail(importer, state, arrival, place);
    case "Parallel":
      return importParallel(importer, state, arrival, place, nested);
    case "Map":
      return importMap(importer, state, arrival, place, nested);
  }
}

/**
 * A loop: a *While* whose variables carry the data, and what is assigned in it, from round to round. It is
 * imported once with all of them, to see which of them a round leaves as they were, and again without those.
 */
function importLoop(
  importer: Importer,
  machine: Machine,
  header: string,
  body: Region,
  place: Place,
  arrival: Arrival,
): readonly Out[] {
  const states = [...body.names].flatMap((name) => machine.states.get(name) ?? []);
  const mark = importer.builder.mark();
  const first = importRounds(
    importer,
    machine,
    { header, body, place, arrival },
    { data: true, variables: assignedIn(states) },
  );
  if (first.changes.data && first.changes.variables.length === assignedIn(states).length) return first.outs;
  importer.builder.backTo(mark);
  importer.forget(statesWithin(states));
  return importRounds(importer, machine, { header, body, place, arrival }, first.changes).outs;
}

function statesWithin(states: readonly State[]): readonly State[] {
  return states.flatMap((state) => {
    if (state.type === "Parallel")
      return [state, ...state.branches.flatMap((branch) => statesWithin([...branch.states.values()]))];
    return state.type === "Map" ? [state, ...statesWithin([...state.processor.states.values()])] : [state];
  });
}

interface Loop {
  readonly header: string;
  readonly body: Region;
  readonly place: Place;
  readonly arrival: Arrival;
}

/** What of the data flow a round may change. */
interface Changes {
  readonly data: boolean;
  readonly variables: readonly string[];
}

function importRounds(
  importer: Importer,
  machine: Machine,
  { header, body, place, arrival }: Loop,
  carried: Changes,
): { readonly outs: readonly Out[]; readonly changes: Changes } {
  const { builder } = importer;
  const entry = arrival.env;
  const goesOn = builder.names.free("goesOn");
  const data = carried.data ? builder.names.free("data") : undefined;
  const variables = carried.variables.map((name) => ({ name, own: builder.names.free(name) }));
  const loop = importer.add(
    place,
    machine.states.get(header),
    `${header} loop`,
    { type: "while", config: { condition: goesOn, variables: [] } },
    arrival.from,
  );
  const names = [goesOn, ...(data === undefined ? [] : [data]), ...variables.map(({ own }) => own)];
  const env: Env = {
    ...knowing(entry, ...names),
    data: data === undefined ? entry.data : named(data),
    variables: new Map([...entry.variables, ...variables.map(({ name, own }) => [name, named(own)] as const)]),
  };
  const inside: Place = { ...place, parent: loop, endsByReturn: false };
  const ends = importRegion(importer, machine, body, header, inside, { from: [], env, test: "true" }).map(
    ({ to, arrival: end }): End => ({ to, arrival: dealtWith(importer, inside, machine.states.get(header), end) }),
  );
  const leaving = ends.filter(({ to }) => to !== header);
  const again = ends.filter(({ to }) => to === header);
  const targets = [...new Set(leaving.map(({ to }) => to))];
  const exit = targets.length > 1 ? builder.names.free("exit") : undefined;
  const known = shared(ends);

  const next = (read: (env: Env) => ReturnType<typeof named>) =>
    either(ends.map(({ arrival: end }) => ({ test: end.test, value: read(end.env) })));
  const rounds: While[] = [
    {
      name: goesOn,
      initial: { literal: true },
      next: leaving.length === 0 ? "true" : anyOf(again.map((end) => end.arrival.test)),
    },
  ];
  const changes = { data: false, variables: [] as string[] };
  if (data !== undefined && ends.length > 0) {
    const after = print(
      next((each) => each.data),
      known,
    );
    changes.data = after !== data;
    rounds.push({ name: data, initial: setting(entry.data, entry), next: after });
  }
  for (const { name, own } of variables) {
    if (ends.length === 0) continue;
    const after = print(
      next((each) => each.variables.get(name) ?? named(own)),
      known,
    );
    if (after !== own) changes.variables.push(name);
    const before = entry.variables.get(name);
    rounds.push({ name: own, initial: before === undefined ? { literal: null } : setting(before, entry), next: after });
  }
  if (exit !== undefined) {
    const options = targets.map((to) => {
      const tests = leaving.filter((end) => end.to === to).map((end) => end.arrival.test);
      return { test: anyOf(tests), label: quoted(labelOf(to)) };
    });
    const last = options.length - 1;
    const choice = options.map(({ test, label }, index) => (index === last ? label : `${test} ? ${label} : `)).join("");
    rounds.push({ name: exit, initial: { literal: null }, next: choice });
  }
  builder.replace(loop, (node) => ({ ...node, config: { condition: goesOn, variables: rounds } }) as typeof node);

  const after: Arrival = {
    from: [{ node: loop, port: "out" }],
    test: `${loop} !== undefined`,
    env: {
      ...knowing(entry, loop),
      data: data === undefined ? entry.data : named(loop, undefined, [data]),
      variables: new Map([
        ...entry.variables,
        ...variables.map(({ name, own }) => [name, named(loop, undefined, [own])] as const),
      ]),
    },
  };
  return { outs: leave(importer, machine.states.get(header), place, { loop, exit, targets }, after), changes };
}

/** A failure that only ends the round needs a node that deals with it: without an edge it would leave the loop. */
function dealtWith(importer: Importer, place: Place, state: State | undefined, end: Arrival): Arrival {
  const failing = end.from.filter(({ port }) => port === "error");
  if (failing.length === 0) return end;
  const name = importer.add(
    place,
    state,
    `${failing[0]?.node} caught`,
    { type: "set", config: { fields: [] } },
    failing,
  );
  return { ...end, from: [...end.from.filter(({ port }) => port !== "error"), { node: name, port: "out" }] };
}

const labelOf = (to: string | undefined): string => to ?? "the end";

function shared(ends: readonly End[]): Env {
  const [first, ...others] = ends;
  if (first === undefined) return { certain: new Set(), data: named("nothing"), variables: new Map() };
  const { certain } = first.arrival.env;
  return {
    ...first.arrival.env,
    certain: new Set([...certain].filter((name) => others.every(({ arrival }) => arrival.env.certain.has(name)))),
  };
}

/** After the loop: on to where its last round led. */
function leave(
  importer: Importer,
  state: State | undefined,
  place: Place,
  {
    loop,
    exit,
    targets,
  }: { readonly loop: string; readonly exit: string | undefined; readonly targets: readonly (string | undefined)[] },
  after: Arrival,
): readonly Out[] {
  if (exit === undefined) return targets.map((to) => ({ to, arrival: after }));
  const cases = targets.slice(0, -1).map((to, index) => ({
    id: `exit${index + 1}`,
    label: labelOf(to).slice(0, 80),
    condition: `${loop}.${exit} === ${quoted(labelOf(to))}`,
  }));
  const [only] = cases;
  const isIf = cases.length === 1 && only !== undefined;
  const name = importer.add(
    place,
    state,
    `${loop} exit`,
    isIf ? { type: "if", config: { condition: only.condition } } : { type: "switch", config: { cases } },
    after.from,
  );
  const env = knowing(after.env, name);
  return targets.map((to, index) => {
    const label = cases[index]?.label ?? "default";
    const port = isIf ? (index === 0 ? "true" : "false") : (cases[index]?.id ?? "default");
    const test = isIf ? (index === 0 ? name : `${name} === false`) : `${name} === ${quoted(label)}`;
    return { to, arrival: { from: [{ node: name, port }], env, test } };
  });
}
