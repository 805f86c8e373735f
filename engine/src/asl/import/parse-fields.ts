import { isReference } from "../runtime/json-path.js";
import type {
  Assignments,
  Catcher,
  PathSetting,
  Query,
  QueryLanguage,
  ResultPath,
  Retrier,
  Template,
} from "./definition.js";
import { pathQuery, QuerySyntaxError } from "./intrinsic-syntax.js";
import { isRecord, type JsonRecord, type Problems, told } from "./problems.js";
import { isJsonataText, queriesIn, readQuery, readTemplate } from "./templates.js";

/** Reads the fields of one state; what is wrong with them goes to the problems, and a value that does no harm is given instead. */
export class Fields {
  constructor(
    readonly raw: JsonRecord,
    readonly path: string,
    readonly state: string,
    readonly language: QueryLanguage,
    readonly problems: Problems,
  ) {}

  has(field: string): boolean {
    return Object.hasOwn(this.raw, field);
  }

  fail(field: string, message: string): void {
    this.problems.add(field === "" ? this.path : `${this.path}.${field}`, message, this.state);
  }

  place(field: string): { readonly path: string; readonly state: string } {
    return { path: `${this.path}.${field}`, state: this.state };
  }

  /** The same for an object inside: a retrier, a rule. */
  inside(raw: JsonRecord, field: string): Fields {
    return new Fields(raw, `${this.path}.${field}`, this.state, this.language, this.problems);
  }

  text(field: string): string | undefined {
    if (!this.has(field)) return undefined;
    const value = this.raw[field];
    if (typeof value === "string") return value;
    this.fail(field, `${field} is a text, not ${told(value)}.`);
    return undefined;
  }

  /** A whole number within limits. */
  whole(field: string, least: number, most = 99_999_999): number | undefined {
    if (!this.has(field)) return undefined;
    const value = this.raw[field];
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    this.fail(field, `${field} is a whole number from ${least} to ${most}, not ${told(value)}.`);
    return undefined;
  }

  number(field: string, least: number, most: number): number | undefined {
    if (!this.has(field)) return undefined;
    const value = this.raw[field];
    if (typeof value === "number" && value >= least && value <= most) return value;
    this.fail(field, `${field} is a number from ${least} to ${most}, not ${told(value)}.`);
    return undefined;
  }

  /** Only one of these fields may be there. Gives the one that is. */
  oneOf(fields: readonly string[]): string | undefined {
    const present = fields.filter((field) => this.has(field));
    if (present.length > 1)
      this.fail(present[1] ?? "", `${present.join(" and ")} exclude each other. Keep one of them.`);
    return present[0];
  }

  template(field: string): Template | undefined {
    return this.has(field) ? readTemplate(this.raw[field], this.language, this.place(field), this.problems) : undefined;
  }

  /** A path that reads from the data, or null for an empty object instead. */
  pathSetting(field: string): PathSetting | undefined {
    if (!this.has(field)) return undefined;
    return this.raw[field] === null ? null : this.readPath(field, false);
  }

  /** A path; with `isReference` one of names and indexes alone. */
  readPath(field: string, mustBeReference: boolean): Query | undefined {
    const value = this.raw[field];
    if (typeof value !== "string") {
      this.fail(field, `${field} is a JSONPath such as $.order, not ${told(value)}.`);
      return undefined;
    }
    try {
      const query = pathQuery(value);
      if (mustBeReference && !isReference(query.path.steps)) {
        this.fail(field, `${field} names one place, by names and indexes alone; ${value} may find several.`);
      }
      return query;
    } catch (thrown) {
      if (!(thrown instanceof QuerySyntaxError)) throw thrown;
      this.fail(field, thrown.message);
      return undefined;
    }
  }

  /** A path that gives a value, as a template. */
  pathTemplate(field: string): Template | undefined {
    if (!this.has(field)) return undefined;
    const query = this.readPath(field, true);
    return query === undefined ? undefined : { kind: "query", query };
  }

  /** A path or an intrinsic function, as a template. */
  queryTemplate(field: string): Template | undefined {
    return this.has(field) ? readQuery(this.raw[field], this.place(field), this.problems) : undefined;
  }

  resultPath(): ResultPath | undefined {
    if (!this.has("ResultPath")) return undefined;
    if (this.raw.ResultPath === null) return null;
    const query = this.readPath("ResultPath", true);
    if (query === undefined || query.kind !== "path") return undefined;
    if (query.path.root.kind !== "input") {
      this.fail(
        "ResultPath",
        "ResultPath names a place in the state's input: it begins with $, not with $$ or a variable.",
      );
    }
    return { steps: query.path.steps, text: query.text };
  }

  assign(): Assignments | undefined {
    if (!this.has("Assign")) return undefined;
    const raw = this.raw.Assign;
    if (!isRecord(raw)) {
      this.fail("Assign", `Assign is an object of variables, not ${told(raw)}.`);
      return undefined;
    }
    const template = readTemplate(raw, this.language, this.place("Assign"), this.problems);
    const members: Assignments =
      template.kind === "object"
        ? template.members
        : Object.entries(raw).map(([name, value]) => [name, { kind: "literal", value: value as never }]);
    for (const [name] of members) {
      if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) || name.length > 80)
        this.fail(`Assign.${name}`, `${told(name)} is not a name for a variable: letters, digits and _, at most 80.`);
      if (name === "states") this.fail("Assign.states", "A variable cannot be called states: $states is reserved.");
    }
    return members;
  }

  /** A number, or with JSONata an expression that gives one. */
  numberOrExpression(field: string, least: number, most: number): Template | undefined {
    const value = this.raw[field];
    if (this.language === "JSONata" && isJsonataText(value)) return this.template(field);
    const given = this.number(field, least, most);
    return given === undefined ? undefined : { kind: "literal", value: given };
  }

  /** A number in `field`, or where to find it in `fieldPath` (JSONPath only). */
  numberOrPath(field: string, least: number, most: number): Template | undefined {
    const present = this.oneOf([field, `${field}Path`]);
    if (present === undefined) return undefined;
    return present === field ? this.numberOrExpression(field, least, most) : this.pathTemplate(present);
  }

  retriers(): readonly Retrier[] {
    return this.#list("Retry").flatMap((fields, index, all) => {
      fields.onlyFields([
        "ErrorEquals",
        "IntervalSeconds",
        "MaxAttempts",
        "BackoffRate",
        "MaxDelaySeconds",
        "JitterStrategy",
        "Comment",
      ]);
      const errors = fields.#errorNames(index === all.length - 1);
      const intervalSeconds = fields.whole("IntervalSeconds", 1) ?? 1;
      const maxAttempts = fields.whole("MaxAttempts", 0) ?? 3;
      const backoffRate = fields.number("BackoffRate", 1, 1_000) ?? 2;
      const maxDelaySeconds = fields.whole("MaxDelaySeconds", 1, 31_622_400);
      if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds)
        fields.fail("MaxDelaySeconds", "MaxDelaySeconds is greater than IntervalSeconds.");
      const jitter = fields.text("JitterStrategy") ?? "NONE";
      if (jitter !== "NONE" && jitter !== "FULL")
        fields.fail("JitterStrategy", `JitterStrategy is FULL or NONE, not ${told(jitter)}.`);
      const limit = maxDelaySeconds === undefined ? {} : { maxDelaySeconds };
      return [{ errors, intervalSeconds, maxAttempts, backoffRate, hasJitter: jitter === "FULL", ...limit }];
    });
  }

  catchers(): readonly Catcher[] {
    return this.#list("Catch").flatMap((fields, index, all) => {
      const own = this.language === "JSONata" ? ["Output"] : ["ResultPath"];
      fields.onlyFields(["ErrorEquals", "Next", "Assign", "Comment", ...own]);
      const errors = fields.#errorNames(index === all.length - 1);
      const next = fields.text("Next");
      if (next === undefined) {
        if (!fields.has("Next"))
          fields.fail("Next", "The catcher has no Next. Name the state that deals with the error.");
        return [];
      }
      const resultPath = fields.resultPath();
      const assign = fields.assign();
      const output = fields.template("Output");
      return [
        {
          errors,
          next,
          ...(resultPath !== undefined && { resultPath }),
          ...(assign !== undefined && { assign }),
          ...(output !== undefined && { output }),
        },
      ];
    });
  }

  #list(field: string): readonly Fields[] {
    if (!this.has(field)) return [];
    const list = this.raw[field];
    if (!Array.isArray(list)) {
      this.fail(field, `${field} is a list, not ${told(list)}.`);
      return [];
    }
    return list.flatMap((entry: unknown, index) => {
      if (isRecord(entry)) return [this.inside(entry, `${field}[${index}]`)];
      this.fail(`${field}[${index}]`, `An entry of ${field} is an object, not ${told(entry)}.`);
      return [];
    });
  }

  #errorNames(isLast: boolean): readonly string[] {
    const names = this.raw.ErrorEquals;
    if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== "string")) {
      this.fail("ErrorEquals", `ErrorEquals is a list of at least one error name, not ${told(names)}.`);
      return [];
    }
    if (names.includes("States.ALL")) {
      if (names.length > 1) this.fail("ErrorEquals", "States.ALL stands alone: it is every error already.");
      if (!isLast) this.fail("ErrorEquals", "States.ALL comes last: nothing after it could be reached.");
    }
    return names as string[];
  }

  /** Fields that do not exist are refused: a slip of the pen must not be lost. */
  onlyFields(known: readonly string[]): void {
    for (const field of Object.keys(this.raw)) {
      if (!known.includes(field))
        this.fail(field, `There is no field ${told(field)} here. Known are ${known.join(", ")}.`);
    }
  }

  /** JSONata in a state whose query language is JSONPath is a slip, too. */
  refuseForeignQueries(template: Template | undefined, field: string): void {
    if (template === undefined || this.language !== "JSONata") return;
    if (queriesIn(template).some((each) => each.kind === "query")) this.fail(field, "A JSONata state has no JSONPath.");
  }
}
