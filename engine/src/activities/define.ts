import * as z from "zod";
import type { ActivityInfo } from "../compiler/catalog.js";
import type { AttemptLogLevel, ExecutionId, InstanceId, JsonObject, TaskId } from "../model/index.js";

/** What an activity is told besides its input. */
export interface ActivityContext {
  readonly instanceId: InstanceId;
  readonly executionId: ExecutionId;
  readonly taskId: TaskId;
  /** Counts from 1. */
  readonly attempt: number;
  /** `instance:execution:task`, the same in every attempt: give it to services that drop repeats. */
  readonly idempotencyKey: string;
  /** What the caller says of the call (`tags` of `ctx.call`); empty when it says nothing. */
  readonly tags: Readonly<Record<string, string>>;
  /** Aborts when the result is no longer wanted: timeout, termination, cancellation, shutdown. */
  readonly signal: AbortSignal;
  /**
   * Says a line that stands in the run's history with the end of this attempt, for whoever looks at the run: no secrets.
   * Lines beyond {@link LIMITS} are left out, and those of an attempt whose end nobody waits for.
   */
  readonly log: (level: AttemptLogLevel, message: string) => void;
}

/** A piece of work with side effects, as registered. It runs at least once per call. */
export interface Activity {
  readonly kind: "activity";
  readonly info: ActivityInfo;
  /** Refuses input that breaks the schema with an error that lists every violation. */
  parseInput(input: unknown): unknown;
  /** Gives its result, or a promise of it. One that gives it at once is over before anything else goes on. */
  run(input: unknown, context: ActivityContext): unknown;
}

export interface ActivityDefinition<Input extends z.ZodType, Output extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The name of a Tabler outline icon. */
  readonly icon: string;
  readonly effects: "idempotent" | "external";
  readonly input: Input;
  readonly output: Output;
  readonly run: (input: z.output<Input>, context: ActivityContext) => Promise<z.input<Output>> | z.input<Output>;
}

/** The input or output of an activity does not have the shape it declares. A repeat cannot help. */
export class ActivityShapeError extends Error {
  override readonly name = "ActivityShapeError";
  readonly nonRetriable = true;
  constructor(
    readonly code: "InvalidInput" | "InvalidOutput",
    message: string,
    readonly details: readonly { readonly path: string; readonly message: string }[],
  ) {
    super(message);
  }
}

/** Describes an activity once: its schemas check what goes in and out and describe it to the designer. */
export function defineActivity<Input extends z.ZodType, Output extends z.ZodType>(
  definition: ActivityDefinition<Input, Output>,
): Activity {
  const { name, title, description, icon, effects } = definition;
  const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, code: ActivityShapeError["code"]) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const details = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    const what = code === "InvalidInput" ? "input" : "result";
    const listed = details.map((detail) => `${detail.path || what}: ${detail.message}`).join("; ");
    throw new ActivityShapeError(code, `The ${what} of activity ${name} does not fit its schema: ${listed}`, details);
  };
  return {
    kind: "activity",
    info: {
      name,
      title,
      description,
      icon,
      effects,
      inputSchema: z.toJSONSchema(definition.input, { io: "input" }) as JsonObject,
      outputSchema: z.toJSONSchema(definition.output, { io: "output" }) as JsonObject,
    },
    parseInput: (input) => check(definition.input, input, "InvalidInput"),
    run: (input, context) => {
      const result = definition.run(input as z.output<Input>, context);
      const checked = (value: unknown) => check(definition.output, value, "InvalidOutput");
      return isPromise(result) ? result.then(checked) : checked(result);
    },
  };
}

/** Of this realm or of another one: whatever has a `then`. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as Partial<Promise<unknown>>).then === "function";
}
