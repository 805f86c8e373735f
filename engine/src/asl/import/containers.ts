import { type Arrival, knowing } from "./arrival.js";
import { effectiveInput, handOn } from "./data-flow.js";
import type { Machine, MapState, Parallel, Template } from "./definition.js";
import { catchOuts, type Work, withRetryLoop } from "./failing.js";
import type { Importer, Out, Place } from "./importer.js";
import { ofTemplate, type Scope } from "./scope.js";
import { computed, either, isKnownList, literal, named, print, type Symbolic, setting } from "./symbol.js";

/** Imports a machine inside of another one; gives the ways in which it ends. */
export type ImportMachine = (machine: Machine, place: Place, start: Arrival) => readonly Arrival[];

export function importParallel(
  importer: Importer,
  state: Parallel,
  came: Arrival,
  place: Place,
  machine: ImportMachine,
): readonly Out[] {
  const { moment, arrival } = importer.momentFor(place, state, came);
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  const value = state.parameters === undefined ? scope.data : ofTemplate(state.parameters, scope);
  const given =
    state.parameters === undefined
      ? { value, arrival }
      : importer.settled(place, state, `${state.name} input`, value, arrival);
  const build = (inside: Place, at: Arrival): Work => {
    const name = importer.addMain(inside, state, { type: "try", config: {} }, at.from);
    const body: Place = { ...inside, parent: name, endsByReturn: false };
    const ends = state.branches.map((branch) =>
      machine(branch, body, { from: [], env: { ...at.env, data: given.value }, test: "true" }),
    );
    const results = ends.map(
      (arrivals): Symbolic =>
        arrivals.length === 0 ? literal(null) : either(arrivals.map(({ test, env }) => ({ test, value: env.data }))),
    );
    const from = ends.flatMap((arrivals) => arrivals.flatMap((each) => each.from));
    // Each branch has come to its end when the results are put together; which end of several it was may differ.
    const certain = knowing(at.env, ...ends.flatMap((arrivals) => sharedNames(arrivals)));
    if (ends.every((arrivals) => arrivals.length > 0)) {
      const value = setting({ kind: "list", items: results }, certain);
      // A branch that fails has no end: then there are no results, whatever the others come to.
      const mayFail = importer.builder.since(name).some(({ type }) => type === "throw");
      const join = mayFail ? { join: { kind: "count", count: ends.length } as const } : {};
      importer.add(body, state, `${state.name} results`, { type: "return", config: { value }, ...join }, from);
    }
    return { name, value: named(name) };
  };
  const work = state.retry.some(({ maxAttempts }) => maxAttempts > 0)
    ? withRetryLoop(importer, place, state, given.arrival, build)
    : build(place, given.arrival);
  return outs(importer, state, place, { raw, scope, outer, work, value: work.value }, given.arrival);
}

const sharedNames = (arrivals: readonly Arrival[]): readonly string[] => {
  const [first, ...others] = arrivals;
  return first === undefined
    ? []
    : [...first.env.certain].filter((name) => others.every(({ env }) => env.certain.has(name)));
};

interface Ended {
  readonly raw: Symbolic;
  readonly scope: Scope;
  readonly outer: Scope;
  readonly work: Work;
  readonly value: Symbolic;
}

function outs(
  importer: Importer,
  state: Parallel | MapState,
  place: Place,
  ended: Ended,
  arrival: Arrival,
): readonly Out[] {
  const { work, scope, raw, value, outer } = ended;
  const after: Arrival = {
    from: [{ node: work.name, port: "out" }],
    env: knowing(arrival.env, work.name),
    test: `${work.name} !== undefined`,
  };
  const { resultPath, resultSelector, assign, output } = state;
  const what = {
    state,
    place,
    raw,
    result: value,
    scope,
    ...(resultPath !== undefined && { resultPath }),
    ...(resultSelector !== undefined && { resultSelector }),
    ...(assign !== undefined && { assign }),
    ...(output !== undefined && { output }),
  };
  const out = handOn(importer, what, after, state.next);
  const mayFailForGood = importer.builder.reads(/\basl\.(?!catches|error|task)/, work.name);
  return [out, ...catchOuts(importer, place, state, outer, [{ node: work.name, env: arrival.env, mayFailForGood }])];
}

const NO_LIMIT = 10_000;

export function importMap(
  importer: Importer,
  state: MapState,
  came: Arrival,
  place: Place,
  machine: ImportMachine,
): readonly Out[] {
  const drawn = importer.momentFor(place, state, came);
  let { arrival } = drawn;
  const raw = arrival.env.data;
  const outer = importer.scope(state, place, raw, arrival.env, drawn.moment);
  const scope: Scope = state.language === "JSONata" ? outer : { ...outer, data: effectiveInput(state, outer) };
  if (state.reader !== undefined) arrival = readElsewhere(importer, state, place, scope, arrival);
  const source =
    state.reader === undefined
      ? state.items === undefined
        ? scope.data
        : ofTemplate(state.items, scope)
      : readItems(arrival);
  const build = (inside: Place, at: Arrival): Work => {
    const { names } = importer.builder;
    const [itemName, indexName] = [names.free("item"), names.free("index")];
    const settings = forEachSettings(importer, state, scope, source, at);
    const name = importer.addMain(
      inside,
      state,
      { type: "forEach", config: { ...settings, itemName, indexName } },
      at.from,
    );
    const item = { value: named(itemName), index: named(indexName) };
    const body: Place = { ...inside, parent: name, endsByReturn: true, item };
    const env = knowing(at.env, itemName, indexName);
    let start: Arrival = { from: [], env: { ...env, data: item.value }, test: "true" };
    if (state.selector !== undefined) {
      const selecting: Scope = { ...scope, context: { ...scope.context, item } };
      const value = ofTemplate(state.selector, selecting);
      const held = importer.hold(body, state, `${state.name} item`, value, start);
      start = { ...held.arrival, test: "true", env: { ...held.arrival.env, data: held.value } };
    }
    for (const end of machine(state.processor, body, start)) {
      importer.add(
        body,
        state,
        `${state.name} result`,
        { type: "return", config: { value: setting(end.env.data, end.env) } },
        end.from,
      );
    }
    const isRead = importer.builder
      .since(name)
      .slice(1)
      .some((node) => new RegExp(`\\b${indexName}\\b`).test(JSON.stringify(node)));
    if (!isRead) {
      importer.builder.replace(name, (node) => {
        if (node.type !== "forEach") return node;
        const { indexName: _unused, ...config } = node.config;
        return { ...node, config };
      });
    }
    return { name, value: named(name) };
  };
  const work = state.retry.some(({ maxAttempts }) => maxAttempts > 0)
    ? withRetryLoop(importer, place, state, arrival, build)
    : build(place, arrival);
  const collects = toleratesFailures(state);
  const value = collects
    ? computed((around) => `${print(work.value, around)}.filter((each) => each.ok).map((each) => each.value)`, true)
    : work.value;
  if (state.writer !== undefined && state.writer.resource !== "")
    importer.note(state, "ResultWriter: the results are the node's value; nothing is written elsewhere.");
  return outs(importer, state, place, { raw, scope, outer, work, value }, arrival);
}

/** A distributed Map counts its failures, even when it allows none; an inline one ends with the first. */
const toleratesFailures = (state: MapState): boolean =>
  state.toleratedCount !== undefined ||
  state.toleratedPercentage !== undefined ||
  (state.isDistributed && mayFail(state.processor));

const mayFail = (machine: Machine): boolean =>
  [...machine.states.values()].some(
    (state) => state.type !== "Pass" && state.type !== "Succeed" && state.type !== "Wait",
  );

function forEachSettings(importer: Importer, state: MapState, scope: Scope, source: Symbolic, { env }: Arrival) {
  const language = state.language === "JSONata" ? ', "JSONata"' : "";
  const text = print(source, env);
  let items = isKnownList(source) ? text : `asl.items(${text}${language})`;
  const { batcher } = state;
  if (batcher !== undefined) {
    const part = (name: string, template: Template | undefined): string[] =>
      template === undefined ? [] : [`${name}: ${print(ofTemplate(template, scope), env)}`];
    const limits = [
      ...part("itemsMax", batcher.itemsMax),
      ...part("bytesMax", batcher.bytesMax),
      ...part("input", batcher.input),
    ];
    items = `asl.batches(${items}, { ${limits.join(", ")} })`;
    if (state.selector !== undefined)
      importer.note(
        state,
        "ItemSelector is applied to a whole batch here, where Step Functions applies it to each item of the batch.",
      );
  }
  const setTo = (template: Template | undefined, word: string, wrap: (value: string) => string) => {
    if (template === undefined) return {};
    const value = ofTemplate(template, scope);
    if (value.kind === "literal" && typeof value.value === "number")
      return value.value === 0 && word === "maxConcurrency" ? {} : { [word]: fit(value.value, word) };
    return { [word]: { expression: wrap(print(value, env)) } };
  };
  const collects = toleratesFailures(state);
  const percentage = setTo(
    state.toleratedPercentage,
    "toleratedPercent",
    (value) => `asl.percent(${value}${language})`,
  );
  const count = setTo(
    state.toleratedCount,
    "toleratedFailures",
    (value) => `asl.count(${value}, "ToleratedFailureCount"${language})`,
  );
  return {
    items,
    ...setTo(state.maxConcurrency, "maxConcurrency", (value) => `asl.concurrency(${value}${language})`),
    ...(collects && { onFailure: "collect" as const, ...count, ...percentage }),
    ...(collects && Object.keys(count).length + Object.keys(percentage).length === 0 && { toleratedFailures: 0 }),
  };
}

/** Within what the graph allows; a share of failures may be a part of a percent. */
const fit = (value: number, word: string): number | { readonly expression: string } =>
  word === "maxConcurrency"
    ? Math.min(value, NO_LIMIT)
    : Number.isInteger(value)
      ? value
      : { expression: String(value) };

function readElsewhere(importer: Importer, state: MapState, place: Place, scope: Scope, arrival: Arrival): Arrival {
  const { reader } = state;
  if (reader === undefined) return arrival;
  importer.note(
    state,
    `ItemReader: ${reader.resource} is not connected; the activity asl.task keeps what is to be read, and fails until somebody gives it an implementation that returns the list.`,
  );
  const value = ofTemplate(reader.template, scope);
  const name = importer.add(
    place,
    state,
    `${state.name} items`,
    {
      type: "activity",
      config: {
        activity: "asl.task",
        input: {
          arguments: setting(value, arrival.env),
          resource: { literal: reader.resource },
          state: { literal: state.name },
        },
      },
    },
    arrival.from,
  );
  return { from: [{ node: name, port: "out" }], env: knowing(arrival.env, name), test: arrival.test };
}

const readItems = ({ from }: Arrival): Symbolic => named(from[0]?.node ?? "");
