import type { Json, JsonObject } from "../../model/index.js";
import type { Catalog } from "../catalog.js";
import type { Graph, GraphNode, NodeOf, Value } from "../graph.js";
import { shapeOfSchema } from "./schema-shape.js";
import { DYNAMIC, flatText, keyText, memberLines, type Shape, shapeText } from "./shape.js";

/** What a workflow may ask for by name, and what it gives. */
interface Exchange {
  readonly input: Shape;
  readonly output: Shape;
}

/** A type that is written out under a name of its own is longer than this. */
const INLINE_MAX = 48;

/** Words that mean something in the file already. */
const TAKEN = [
  "Approved",
  "Array",
  "Body",
  "CodeQuestion",
  "Collected",
  "Dynamic",
  "HttpQuestion",
  "HttpReply",
  "Json",
  "Record",
  "Rejected",
  "Types",
  "Undo",
  "WorkflowContext",
  "WorkflowFailure",
];

/** The types that a graph's code is written with: of its input, and of all that it names. They get their names in a fixed order. */
export class Declarations {
  readonly #taken = new Set(TAKEN);
  readonly #texts: string[] = [];
  readonly #input: Shape;
  readonly #activities = new Map<string, Exchange>();
  readonly #entities = new Map<string, ReadonlyMap<string, Exchange>>();
  readonly #workflows = new Map<string, Exchange>();
  readonly #events = new Map<string, { readonly schema: string; readonly shape: Shape }>();
  /** Forms, bodies of answers, and payloads of events that are not the only ones of their name, by node. */
  readonly #ofNode = new Map<string, Shape>();

  constructor(
    readonly graph: Graph,
    readonly catalog: Catalog,
  ) {
    const nodes = [...graph.nodes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
    const { inputSchema } = graph;
    this.#input = this.#declare("Input", "What a run is started with.", shapeOfSchema(inputSchema));
    this.#declareActivities(nodes);
    this.#declareEntities(nodes);
    this.#declareWorkflows(nodes);
    for (const node of nodes) this.#declareOfNode(node);
  }

  get input(): Shape {
    return this.#input;
  }

  activity = (name: string): Exchange | undefined => this.#activities.get(name);
  workflow = (name: string): Exchange | undefined => this.#workflows.get(name);
  operation = (entity: string, name: string): Exchange | undefined => this.#entities.get(entity)?.get(name);
  ofNode = (node: GraphNode): Shape | undefined => this.#ofNode.get(node.id);

  /** What the event is that the node waits for; `isKnown`: by its name alone. */
  event({ id, config }: NodeOf<"waitForEvent">): { readonly shape: Shape; readonly isKnown: boolean } {
    const own = this.#ofNode.get(id);
    if (own !== undefined) return { shape: own, isKnown: false };
    return { shape: this.#events.get(nameOfEvent(config.event) ?? "")?.shape ?? DYNAMIC, isKnown: true };
  }

  /** All of them as text, the last of it `Types`. */
  text(): string {
    const parts: string[] = [];
    const part = (name: string, lines: readonly string[]) => {
      if (lines.length > 0) parts.push(`  ${name}: {\n${lines.map((line) => `    ${line}\n`).join("")}  };\n`);
    };
    part("activities", exchangeLines(this.#activities, 4));
    part(
      "entities",
      [...this.#entities].map(([name, operations]) => {
        if (operations.size === 0) return `${keyText(name)}: Record<never, never>;`;
        return `${keyText(name)}: {\n${exchangeLines(operations, 6)
          .map((line) => `      ${line}\n`)
          .join("")}    };`;
      }),
    );
    part("workflows", exchangeLines(this.#workflows, 4));
    part(
      "events",
      [...this.#events].map(([name, { shape }]) => `${keyText(name)}: ${shapeText(shape, 2, name.length)};`),
    );
    const types = `/** What this workflow may ask for, by name. */\ntype Types = ${parts.length === 0 ? "Record<never, never>" : `{\n${parts.join("")}}`};\n`;
    return [...this.#texts, types].join("\n");
  }

  #declareActivities(nodes: readonly GraphNode[]): void {
    const calls = byName(nodes, (node) => (node.type === "activity" ? node.config.activity : undefined));
    for (const [name, callers] of calls) {
      const info = this.catalog.activities.find((each) => each.name === name);
      const given = callers.map((node) => (node.type === "activity" ? literalsOf(node.config.input) : {}));
      const about = `\`${name}\`${info === undefined ? "" : `: ${info.title}`}`;
      this.#activities.set(name, this.#exchange(name, about, info, given));
    }
    if (nodes.some(({ type }) => type === "code")) {
      this.#activities.set("code.run", { input: named("CodeQuestion"), output: DYNAMIC });
    }
    if (nodes.some(({ type }) => type === "http")) {
      this.#activities.set("http.request", { input: named("HttpQuestion"), output: named("HttpReply") });
    }
  }

  #declareEntities(nodes: readonly GraphNode[]): void {
    const operations = new Map<string, Map<string, GraphNode[]>>();
    const used = (entity: string) => {
      const known = operations.get(entity) ?? new Map<string, GraphNode[]>();
      operations.set(entity, known);
      return known;
    };
    for (const node of nodes) {
      if (node.type === "lock") for (const { entity } of node.config.entities) used(entity);
      if (node.type !== "callEntity" && node.type !== "signalEntity") continue;
      const { entity, operation } = node.config;
      const known = used(entity);
      known.set(operation, [...(known.get(operation) ?? []), node]);
    }
    for (const [name, known] of sorted(operations)) {
      const info = this.catalog.entities.find((each) => each.name === name);
      const exchanges = sorted(known).map(([operation, callers]) => {
        const given = callers.flatMap((node) =>
          node.type === "callEntity" || node.type === "signalEntity" ? literalOf(node.config.input) : [],
        );
        const about = `The operation \`${operation}\` of ${info?.title ?? name}`;
        const schemas = info?.operations.find((each) => each.name === operation);
        return [operation, this.#exchange(`${name}.${operation}`, about, schemas, given)] as const;
      });
      this.#entities.set(name, new Map(exchanges));
    }
  }

  #declareWorkflows(nodes: readonly GraphNode[]): void {
    const calls = byName(nodes, (node) => (node.type === "subWorkflow" ? node.config.workflow : undefined));
    for (const [name, callers] of calls) {
      const info = this.catalog.workflows.find((each) => each.name === name);
      const given = callers.flatMap((node) => (node.type === "subWorkflow" ? literalOf(node.config.input) : []));
      const title = info?.title ?? name;
      this.#workflows.set(name, this.#exchange(title, `The workflow ${title}`, info, given));
    }
  }

  #declareOfNode(node: GraphNode): void {
    switch (node.type) {
      case "approval":
        if (node.config.form === undefined) return;
        this.#ofNode.set(
          node.id,
          this.#declare(
            `${typeName(node.name)}Form`,
            `What a person fills in at ${node.name}.`,
            shapeOfSchema(node.config.form),
          ),
        );
        return;
      case "http":
        if (node.config.responseSchema === undefined) return;
        this.#ofNode.set(
          node.id,
          this.#declare(
            `${typeName(node.name)}Body`,
            `The body of the answer to ${node.name}.`,
            shapeOfSchema(node.config.responseSchema),
          ),
        );
        return;
      case "waitForEvent": {
        const { event, schema } = node.config;
        if (schema === undefined) return;
        const name = nameOfEvent(event);
        const text = JSON.stringify(schema);
        const known = name === undefined ? undefined : this.#events.get(name);
        if (known?.schema === text) return;
        const declared = (wish: string) =>
          this.#declare(
            `${typeName(wish)}Event`,
            `What comes with the event that ${node.name} waits for.`,
            shapeOfSchema(schema),
          );
        if (name === undefined || known !== undefined) this.#ofNode.set(node.id, declared(node.name));
        else this.#events.set(name, { schema: text, shape: declared(name) });
        return;
      }
      default:
        return;
    }
  }

  #exchange(
    name: string,
    about: string,
    schemas: { readonly inputSchema?: JsonObject; readonly outputSchema?: JsonObject } | undefined,
    given: readonly Json[],
  ): Exchange {
    const input = given.reduce(admitting, shapeOfSchema(schemas?.inputSchema));
    return {
      input: this.#declare(`${typeName(name)}Input`, `${about}, what it takes.`, input),
      output: this.#declare(
        `${typeName(name)}Output`,
        `${about}, what it gives.`,
        shapeOfSchema(schemas?.outputSchema),
      ),
    };
  }

  /** Gives the type a name where it is an object, or too long to stand where it is used. */
  #declare(wish: string, about: string, shape: Shape): Shape {
    const isInterface = shape.kind === "object" && shape.members.length > 0;
    if (!isInterface && wish !== "Input" && flatText(shape).length <= INLINE_MAX) return shape;
    let name = wish;
    for (let number = 2; this.#taken.has(name); number++) name = `${wish}${number}`;
    this.#taken.add(name);
    const comment = `/** ${about.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n`;
    const text =
      shape.kind === "object" && isInterface
        ? `interface ${name} {\n${memberLines(shape, 1)}}\n`
        : `type ${name} = ${shapeText(shape, 0, name.length + 8)};\n`;
    this.#texts.push(`${comment}${text}`);
    return { kind: "named", name, is: shape };
  }
}

const named = (name: string): Shape => ({ kind: "named", name, is: DYNAMIC });

/** `shop.price` → `ShopPrice`. */
export function typeName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z][A-Za-z0-9]*$/.test(joined) ? joined : `Of${joined.replaceAll(/[^A-Za-z0-9]/g, "")}`;
}

/** Names of events are the same in upper and lower case; the code says them as they were drawn. */
const nameOfEvent = (event: Value): string | undefined =>
  "literal" in event && typeof event.literal === "string" ? event.literal : undefined;

const literalOf = (value: Value | undefined): readonly Json[] =>
  value !== undefined && "literal" in value ? [value.literal] : [];

/** The fixed values of an activity's input; what is computed is there, too, as something. */
const literalsOf = (input: Readonly<Record<string, Value>>): JsonObject =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, "literal" in value ? value.literal : null] as const),
  );

/**
 * The type, open where the value has members that the schema does not speak of: JSON Schema lets them pass where it does
 * not say otherwise, and what it does not let pass is no graph that compiles.
 */
function admitting(shape: Shape, value: Json): Shape {
  if (shape.kind === "list" && Array.isArray(value)) {
    return { ...shape, item: value.reduce((item: Shape, each: Json) => admitting(item, each), shape.item) };
  }
  if (shape.kind !== "object" || typeof value !== "object" || value === null || Array.isArray(value)) return shape;
  const given = value as JsonObject;
  const known = new Set(shape.members.map(({ key }) => key));
  const members = shape.members.map((member) => {
    const part = Object.hasOwn(given, member.key) ? given[member.key] : undefined;
    return part === undefined ? member : { ...member, shape: admitting(member.shape, part) };
  });
  return { ...shape, members, isOpen: shape.isOpen || Object.keys(given).some((key) => !known.has(key)) };
}

const sorted = <Entry>(entries: ReadonlyMap<string, Entry>): readonly (readonly [string, Entry])[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

function byName(
  nodes: readonly GraphNode[],
  nameOf: (node: GraphNode) => string | undefined,
): readonly (readonly [string, readonly GraphNode[]])[] {
  const found = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const name = nameOf(node);
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), node]);
  }
  return sorted(found);
}

const exchangeLines = (exchanges: ReadonlyMap<string, Exchange>, columns: number): readonly string[] =>
  [...exchanges].map(([name, { input, output }]) => {
    const depth = columns / 2;
    const lead = name.length + 30;
    return `${keyText(name)}: { input: ${shapeText(input, depth, lead)}; output: ${shapeText(output, depth, lead)} };`;
  });
