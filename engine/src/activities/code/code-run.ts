import * as z from "zod";
import { decodeJson, encodeJson, type JsonText } from "../../model/index.js";
import { type Activity, type ActivityContext, defineActivity } from "../define.js";
import { CodeError } from "./code-error.js";
import { CODE_LIMITS } from "./limits.js";
import { SandboxPool } from "./sandbox-pool.js";

const NAME = /^[A-Za-z_$][\w$]*$/;

const input = z.strictObject({
  language: z.enum(["javascript", "typescript"]).meta({ title: "Language" }),
  source: z.string().max(CODE_LIMITS.sourceCharactersMax).meta({
    title: "Code",
    description: "The body of a function of the inputs. What it returns is the node's value; await is allowed.",
  }),
  inputs: z
    .record(z.string().regex(NAME, "An input's name must be an identifier, such as order."), z.unknown())
    .default({})
    .meta({ title: "Inputs", description: "What the code may use, by name." }),
  parameters: z
    .array(z.string().regex(NAME, "A parameter's name must be an identifier, such as order."))
    .max(200)
    .optional()
    .meta({ title: "Parameters", description: "The names of the inputs, those without a value included." }),
  memoryMb: z
    .int()
    .min(1)
    .max(CODE_LIMITS.memoryMbMax)
    .optional()
    .meta({ title: "Memory in MB", description: `${CODE_LIMITS.memoryMbDefault} if nothing is said.` }),
});
type CodeInput = z.output<typeof input>;

export interface CodeRunOptions {
  /** So many pieces of code run at the same time; the others wait. Default: by the machine's cores, 4 at most. */
  readonly threadsMax?: number;
  /** Default {@link CODE_LIMITS}. */
  readonly runMsMax?: number;
}

/**
 * Runs JavaScript or TypeScript that a person typed, in a sandbox of its own: no network, no files, no process, a limit for
 * time, memory and output. It may have no effects, so it may be repeated. Fails with {@link CodeError}. Durable Functions
 * has nothing like it: there, code is deployed with the app.
 */
export function codeRun({ threadsMax, runMsMax = CODE_LIMITS.runMsMax }: CodeRunOptions = {}): Activity {
  const pool = new SandboxPool(threadsMax);
  return defineActivity({
    name: "code.run",
    title: "Run code",
    description: "Runs JavaScript or TypeScript in a sandbox and gives what it returns.",
    icon: "code",
    effects: "idempotent",
    input,
    output: z.unknown().meta({ title: "Value" }),
    run: (given, context) => runCode(pool, runMsMax, given, context),
  });
}

async function runCode(
  pool: SandboxPool,
  runMsMax: number,
  given: CodeInput,
  context: ActivityContext,
): Promise<unknown> {
  const { language, source, inputs, memoryMb } = given;
  const names = [...new Set([...(given.parameters ?? []), ...Object.keys(inputs)])];
  const answer = await pool.run(
    {
      language,
      source,
      names,
      inputs: encodeJson(inputs) as JsonText,
      memoryMb: memoryMb ?? CODE_LIMITS.memoryMbDefault,
      runMsMax,
    },
    context.signal,
  );
  for (const { level, text } of answer.console) context.log(level, text);
  switch (answer.kind) {
    case "returned":
      return decodeJson(answer.result);
    case "failed":
      throw new CodeError(answer, answer.console);
  }
}
