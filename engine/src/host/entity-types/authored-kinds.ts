import type { CodeProblem } from "../../activities/code/answer.js";
import { CodeError } from "../../activities/code/code-error.js";
import type { PreparedSource } from "../../activities/code/prepare-source.js";
import { type EntityProgram, type OperationProgram, valueProblem } from "../../compiler/index.js";
import { decodeJson, InvalidInput, type Json, type JsonObject } from "../../model/index.js";
import type { EntityContext, EntityKind } from "../../orchestration/index.js";
import type { EntitySandbox } from "./entity-sandbox.js";
import { operationScript } from "./operation-script.js";

/** The authored types of a thread, as kinds of entities beside those that are functions. */
export class AuthoredKinds {
  private kinds: ReadonlyMap<string, EntityKind> = new Map();

  constructor(
    private readonly sandbox: EntitySandbox,
    programs: readonly EntityProgram[],
  ) {
    this.replace(programs);
  }

  /** From now on there are these and no others. What entities keep is not touched. */
  replace(programs: readonly EntityProgram[]): void {
    this.kinds = new Map(programs.map((program) => [program.name, authoredKind(program, this.sandbox)]));
  }

  kind(name: string): EntityKind | undefined {
    return this.kinds.get(name);
  }

  get names(): Iterable<string> {
    return this.kinds.keys();
  }
}

/** Throws {@link InvalidInput} for a type whose name is that of another one. */
export function checkPrograms(programs: readonly EntityProgram[], taken: ReadonlySet<string>): void {
  const seen = new Set(taken);
  for (const { name } of programs) {
    if (seen.has(name)) {
      throw new InvalidInput(`There are two types of entity called "${name}". Rename the one that was written here.`);
    }
    seen.add(name);
  }
}

/** An authored type as a kind of entity that can be registered. */
export function authoredKind(program: EntityProgram, sandbox: EntitySandbox): EntityKind {
  const operations = program.operations.map((operation) => {
    let script: PreparedSource | undefined;
    const run = (ctx: EntityContext<unknown>, input: unknown): unknown => {
      script ??= operationScript(program, operation);
      return perform({ program, operation, script, sandbox }, ctx as EntityContext<Json>, (input ?? null) as Json);
    };
    return [operation.name, run] as const;
  });
  return {
    kind: "entity",
    name: program.name,
    initialState: () => program.initialState,
    operations: new Map(operations),
  };
}

interface Ready {
  readonly program: EntityProgram;
  readonly operation: OperationProgram;
  readonly script: PreparedSource;
  readonly sandbox: EntitySandbox;
}

/** What it throws is the failure of the operation; whoever calls it keeps the state as it was then. */
function perform({ program, operation, script, sandbox }: Ready, ctx: EntityContext<Json>, input: Json): Json {
  const { stateSchema } = program;
  const { name, inputSchema, outputSchema, forgets } = operation;
  const problem = unfit(inputSchema, input);
  if (problem !== undefined) {
    throw new OperationRefusal(
      "InvalidInput",
      `The input does not fit the operation ${name} of ${program.name}: ${problem}. Nothing was changed.`,
    );
  }
  const { state } = ctx;
  const answer = sandbox.run(script, { state, input, key: ctx.key });
  if (answer.kind === "failed") throw new CodeError(withPlaceWords(answer.problem));
  const given = decodeJson(answer.value) as { readonly state?: Json; readonly result?: Json };
  if (given.state !== undefined) {
    const misfit = unfit(stateSchema, given.state);
    if (misfit !== undefined) throw invalidState(misfit, { program, operation }, state);
    ctx.state = given.state;
  }
  const result = given.result ?? null;
  const wrong = unfit(outputSchema, result);
  if (wrong !== undefined) {
    throw new OperationRefusal(
      "InvalidResult",
      `The result of ${name} of ${program.name} does not fit its schema: ${wrong}. The state was left as it was. Correct the type.`,
    );
  }
  if (forgets) ctx.deleteState();
  return result;
}

function invalidState(
  misfit: string,
  { program, operation }: Pick<Ready, "program" | "operation">,
  before: Json,
): Error {
  const stale = unfit(program.stateSchema, before);
  // A state that an earlier revision of the type had left: whoever changed the schema must hear that it is not the operation.
  const why =
    stale === undefined
      ? ""
      : ` The state that was kept does not fit either (${stale}): it is from before the schema was changed. Publish an operation that brings it into the new form.`;
  return new OperationRefusal(
    "InvalidState",
    `After ${operation.name} the state of ${program.name} would not fit its schema: ${misfit}. It was left as it was.${why}`,
  );
}

const unfit = (schema: JsonObject | undefined, value: Json): string | undefined =>
  schema === undefined ? undefined : valueProblem(schema, value);

const withPlaceWords = (problem: CodeProblem): CodeProblem =>
  problem.place === undefined || /\bline \d/i.test(problem.message)
    ? problem
    : { ...problem, message: `${problem.message} (line ${problem.place.line} of the operation)` };

/** What an authored type does not let pass. The same call would fail alike. */
export class OperationRefusal extends Error {
  override readonly name = "OperationRefusal";
  readonly nonRetriable = true;
  constructor(
    readonly code: "InvalidInput" | "InvalidState" | "InvalidResult",
    message: string,
  ) {
    super(message);
  }
}
