import { time } from "../runtime/compare.js";
import type { Machine, MapState, State, StateType, Task, Template, Wait } from "./definition.js";
import { readRules } from "./parse-choice.js";
import type { Fields } from "./parse-fields.js";
import { isRecord, told } from "./problems.js";
import { isJsonataText, readTemplate } from "./templates.js";

type Nested = (value: unknown, field: string) => Machine | undefined;

const COMMON = ["Type", "Comment", "QueryLanguage"];
const GOES = ["Next", "End"];
const FAILS = ["Retry", "Catch"];
/** What a state has in each query language, beside what it has in both. */
const FIELDS: Readonly<
  Record<
    StateType,
    { readonly both: readonly string[]; readonly path: readonly string[]; readonly jsonata: readonly string[] }
  >
> = {
  Pass: {
    both: [...GOES, "Assign"],
    path: ["InputPath", "OutputPath", "ResultPath", "Parameters", "Result"],
    jsonata: ["Output"],
  },
  Task: {
    both: [...GOES, ...FAILS, "Assign", "Resource", "TimeoutSeconds", "HeartbeatSeconds", "Credentials"],
    path: [
      "InputPath",
      "OutputPath",
      "ResultPath",
      "ResultSelector",
      "Parameters",
      "TimeoutSecondsPath",
      "HeartbeatSecondsPath",
    ],
    jsonata: ["Output", "Arguments"],
  },
  Choice: { both: ["Choices", "Default", "Assign"], path: ["InputPath", "OutputPath"], jsonata: ["Output"] },
  Wait: {
    both: [...GOES, "Assign", "Seconds", "Timestamp"],
    path: ["InputPath", "OutputPath", "SecondsPath", "TimestampPath"],
    jsonata: ["Output"],
  },
  Succeed: { both: [], path: ["InputPath", "OutputPath"], jsonata: ["Output"] },
  Fail: { both: ["Error", "Cause"], path: ["ErrorPath", "CausePath"], jsonata: [] },
  Parallel: {
    both: [...GOES, ...FAILS, "Assign", "Branches"],
    path: ["InputPath", "OutputPath", "ResultPath", "ResultSelector", "Parameters"],
    jsonata: ["Output", "Arguments"],
  },
  Map: {
    both: [
      ...[
        ...GOES,
        ...FAILS,
        "Assign",
        "ItemProcessor",
        "Iterator",
        "ItemSelector",
        "ItemBatcher",
        "ItemReader",
        "ResultWriter",
      ],
      ...["MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage", "Label"],
    ],
    path: [
      ...["InputPath", "OutputPath", "ResultPath", "ResultSelector", "Parameters", "ItemsPath"],
      ...["MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath"],
    ],
    jsonata: ["Output", "Items"],
  },
};

/** Reads one state. Undefined when too much is wrong with it to go on; the problems say what. */
export function readState(name: string, fields: Fields, nested: Nested): State | undefined {
  const type = fields.raw.Type;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) {
    fields.fail("Type", `Type is one of ${Object.keys(FIELDS).join(", ")}, not ${told(type)}.`);
    return undefined;
  }
  const known = type as StateType;
  checkFields(known, fields);
  const { language } = fields;
  const comment = fields.text("Comment");
  const inputPath = fields.pathSetting("InputPath");
  const outputPath = fields.pathSetting("OutputPath");
  const assign = fields.assign();
  const output = language === "JSONata" ? fields.template("Output") : undefined;
  const common = {
    name,
    at: fields.path,
    language,
    ...(comment !== undefined && { comment }),
    ...(inputPath !== undefined && { inputPath }),
    ...(outputPath !== undefined && { outputPath }),
    ...(assign !== undefined && { assign }),
    ...(output !== undefined && { output }),
  };
  switch (known) {
    case "Pass": {
      const goes = readGoes(fields);
      const result = fields.has("Result") ? { result: fields.raw.Result as never } : {};
      return { ...common, type: "Pass", ...goes, ...readResult(fields), ...result };
    }
    case "Task":
      return { ...common, ...readTask(fields) } as Task;
    case "Choice": {
      const rules = readRules(fields);
      const fallback = fields.text("Default");
      return { ...common, type: "Choice", rules, ...(fallback !== undefined && { default: fallback }) };
    }
    case "Wait": {
      const until = readUntil(fields);
      return until === undefined ? undefined : { ...common, type: "Wait", ...readGoes(fields), until };
    }
    case "Succeed":
      return { ...common, type: "Succeed" };
    case "Fail": {
      const read = (field: string): Template | undefined => {
        const present = fields.oneOf([field, `${field}Path`]);
        if (present === undefined) return undefined;
        if (present !== field) return fields.queryTemplate(present);
        const text = fields.text(field);
        if (text === undefined) return undefined;
        return readTemplate(text, language, fields.place(field), fields.problems);
      };
      const [error, cause] = [read("Error"), read("Cause")];
      return { ...common, type: "Fail", ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    }
    case "Parallel": {
      const raw = fields.raw.Branches;
      if (!Array.isArray(raw) || raw.length === 0) {
        fields.fail("Branches", `Branches is a list of at least one state machine, not ${told(raw)}.`);
        return undefined;
      }
      const branches = raw.flatMap((branch: unknown, index) => nested(branch, `Branches[${index}]`) ?? []);
      return {
        ...common,
        type: "Parallel",
        ...readGoes(fields),
        ...readResult(fields),
        ...readFails(fields),
        branches,
      };
    }
    case "Map": {
      const map = readMap(fields, nested);
      return map === undefined ? undefined : ({ ...common, ...map } as MapState);
    }
  }
}

function checkFields(type: StateType, fields: Fields): void {
  const { both, path, jsonata } = FIELDS[type];
  const [own, foreign, other] =
    fields.language === "JSONPath" ? [path, jsonata, "JSONata"] : [jsonata, path, "JSONPath"];
  for (const field of Object.keys(fields.raw)) {
    if (COMMON.includes(field) || both.includes(field) || own.includes(field)) continue;
    if (foreign.includes(field)) {
      fields.fail(
        field,
        `${field} belongs to ${other}, and the query language here is ${fields.language}. Change QueryLanguage, or the field.`,
      );
    } else {
      const everywhere = Object.values(FIELDS).some((each) =>
        [...each.both, ...each.path, ...each.jsonata].includes(field),
      );
      fields.fail(field, everywhere ? `A ${type} state has no ${field}.` : `There is no field ${told(field)}.`);
    }
  }
}

function readGoes(fields: Fields): { readonly next?: string } {
  const hasEnd = fields.has("End");
  if (hasEnd && typeof fields.raw.End !== "boolean") fields.fail("End", `End is true, not ${told(fields.raw.End)}.`);
  const ends = fields.raw.End === true;
  const next = fields.text("Next");
  if (ends && fields.has("Next")) fields.fail("Next", "The state has both Next and End. Keep one of them.");
  if (!ends && !fields.has("Next")) fields.fail("", "The state has neither Next nor End: true. Give it one of them.");
  return next === undefined ? {} : { next };
}

function readResult(fields: Fields) {
  const parameters = fields.template(fields.language === "JSONata" ? "Arguments" : "Parameters");
  const resultSelector = fields.language === "JSONPath" ? fields.template("ResultSelector") : undefined;
  const resultPath = fields.language === "JSONPath" ? fields.resultPath() : undefined;
  if (fields.has("ResultSelector") && !isRecord(fields.raw.ResultSelector))
    fields.fail("ResultSelector", "ResultSelector is an object.");
  return {
    ...(parameters !== undefined && { parameters }),
    ...(resultSelector !== undefined && { resultSelector }),
    ...(resultPath !== undefined && { resultPath }),
  };
}

const readFails = (fields: Fields) => ({ retry: fields.retriers(), catch: fields.catchers() });

function readTask(fields: Fields) {
  const resource = fields.text("Resource");
  if (!fields.has("Resource") || resource === "")
    fields.fail("Resource", "The Task has no Resource, which says what is to be done.");
  const timeout = fields.numberOrPath("TimeoutSeconds", 1, 99_999_999);
  const heartbeat = fields.numberOrPath("HeartbeatSeconds", 1, 99_999_999);
  const number = (template: Template | undefined) => (template?.kind === "literal" ? template.value : undefined);
  const [limit, beat] = [number(timeout), number(heartbeat)];
  if (typeof limit === "number" && typeof beat === "number" && beat >= limit)
    fields.fail("HeartbeatSeconds", "HeartbeatSeconds is less than TimeoutSeconds.");
  if (fields.has("Credentials"))
    readTemplate(fields.raw.Credentials, fields.language, fields.place("Credentials"), fields.problems);
  return {
    type: "Task",
    ...readGoes(fields),
    ...readResult(fields),
    ...readFails(fields),
    resource: resource ?? "",
    ...(timeout !== undefined && { timeout }),
    ...(heartbeat !== undefined && { heartbeat }),
    hasCredentials: fields.has("Credentials"),
  };
}

function readUntil(fields: Fields): Wait["until"] | undefined {
  const present = fields.oneOf(["Seconds", "Timestamp", "SecondsPath", "TimestampPath"]);
  switch (present) {
    case "Seconds": {
      const value = fields.numberOrExpression("Seconds", 0, 99_999_999);
      return value === undefined ? undefined : { kind: "seconds", value };
    }
    case "Timestamp": {
      const given = fields.raw.Timestamp;
      const isExpression = fields.language === "JSONata" && isJsonataText(given);
      if (!isExpression && Number.isNaN(time(given))) {
        fields.fail("Timestamp", `Timestamp is a time such as "2024-08-18T17:33:00Z", not ${told(given)}.`);
        return undefined;
      }
      return { kind: "timestamp", value: fields.template("Timestamp") ?? { kind: "literal", value: null } };
    }
    case "SecondsPath":
    case "TimestampPath": {
      const value = fields.pathTemplate(present);
      return value === undefined ? undefined : { kind: present === "SecondsPath" ? "seconds" : "timestamp", value };
    }
    default:
      fields.fail("", "The Wait state has none of Seconds, Timestamp, SecondsPath and TimestampPath. Give it one.");
      return undefined;
  }
}

function readMap(fields: Fields, nested: Nested) {
  const present = fields.oneOf(["ItemProcessor", "Iterator"]);
  if (present === undefined) {
    fields.fail("ItemProcessor", "The Map has no ItemProcessor, which says what is done with each item.");
    return undefined;
  }
  const raw = fields.raw[present];
  const processor = nested(raw, present);
  if (processor === undefined) return undefined;
  const mode = processorMode(raw, fields, present);
  fields.oneOf(["Parameters", "ItemSelector"]);
  const { parameters, ...result } = readResult(fields);
  const selector = fields.template("ItemSelector") ?? parameters;
  const items = fields.language === "JSONata" ? readItems(fields) : fields.pathTemplate("ItemsPath");
  const maxConcurrency = fields.numberOrPath("MaxConcurrency", 0, 99_999_999);
  const toleratedCount = fields.numberOrPath("ToleratedFailureCount", 0, 99_999_999);
  const toleratedPercentage = fields.numberOrPath("ToleratedFailurePercentage", 0, 100);
  const batcher = readBatcher(fields);
  const reader = readElsewhere(fields, "ItemReader");
  const writer = readElsewhere(fields, "ResultWriter");
  return {
    type: "Map",
    ...readGoes(fields),
    ...result,
    ...readFails(fields),
    processor,
    isDistributed: mode === "DISTRIBUTED",
    ...(items !== undefined && { items }),
    ...(selector !== undefined && { selector }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(toleratedCount !== undefined && { toleratedCount }),
    ...(toleratedPercentage !== undefined && { toleratedPercentage }),
    ...(batcher !== undefined && { batcher }),
    ...(reader !== undefined && { reader }),
    ...(writer !== undefined && { writer }),
  };
}

function processorMode(raw: unknown, fields: Fields, field: string): "INLINE" | "DISTRIBUTED" {
  const config = isRecord(raw) ? raw.ProcessorConfig : undefined;
  if (config === undefined) return "INLINE";
  if (!isRecord(config)) {
    fields.fail(`${field}.ProcessorConfig`, `ProcessorConfig is an object, not ${told(config)}.`);
    return "INLINE";
  }
  const inside = fields.inside(config, `${field}.ProcessorConfig`);
  inside.onlyFields(["Mode", "ExecutionType"]);
  const mode = inside.text("Mode") ?? "INLINE";
  if (mode !== "INLINE" && mode !== "DISTRIBUTED")
    inside.fail("Mode", `Mode is INLINE or DISTRIBUTED, not ${told(mode)}.`);
  const kind = inside.text("ExecutionType");
  if (kind !== undefined && kind !== "STANDARD" && kind !== "EXPRESS")
    inside.fail("ExecutionType", `ExecutionType is STANDARD or EXPRESS, not ${told(kind)}.`);
  if (mode === "DISTRIBUTED" && kind === undefined)
    inside.fail("ExecutionType", "A distributed Map says its ExecutionType, STANDARD or EXPRESS.");
  return mode === "DISTRIBUTED" ? "DISTRIBUTED" : "INLINE";
}

function readItems(fields: Fields): Template | undefined {
  const given = fields.raw.Items;
  if (given === undefined) return undefined;
  if (Array.isArray(given) || isRecord(given) || isJsonataText(given)) return fields.template("Items");
  fields.fail("Items", `Items is a list or a JSONata expression, not ${told(given)}.`);
  return undefined;
}

function readBatcher(fields: Fields): MapState["batcher"] {
  const raw = fields.raw.ItemBatcher;
  if (raw === undefined) return undefined;
  if (!isRecord(raw)) {
    fields.fail("ItemBatcher", `ItemBatcher is an object, not ${told(raw)}.`);
    return undefined;
  }
  const inside = fields.inside(raw, "ItemBatcher");
  inside.onlyFields([
    ...["MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"],
    ...(fields.language === "JSONPath" ? ["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"] : []),
  ]);
  const itemsMax = inside.numberOrPath("MaxItemsPerBatch", 1, 100_000_000);
  const bytesMax = inside.numberOrPath("MaxInputBytesPerBatch", 1, 262_144);
  const input = inside.template("BatchInput");
  if (itemsMax === undefined && bytesMax === undefined)
    inside.fail("", "The ItemBatcher says MaxItemsPerBatch or MaxInputBytesPerBatch, or both.");
  return {
    ...(itemsMax !== undefined && { itemsMax }),
    ...(bytesMax !== undefined && { bytesMax }),
    ...(input !== undefined && { input }),
  };
}

function readElsewhere(fields: Fields, field: string): MapState["reader"] {
  const raw = fields.raw[field];
  if (raw === undefined) return undefined;
  if (!isRecord(raw)) {
    fields.fail(field, `${field} is an object, not ${told(raw)}.`);
    return undefined;
  }
  const inside = fields.inside(raw, field);
  inside.onlyFields(["Resource", "Parameters", "Arguments", "ReaderConfig", "WriterConfig"]);
  const resource = inside.text("Resource");
  // A ResultWriter may be only a format; an ItemReader says where from.
  if (resource === undefined && field === "ItemReader") inside.fail("Resource", `The ${field} has no Resource.`);
  const { Resource: _, ...rest } = raw;
  return {
    resource: resource ?? "",
    template: readTemplate(rest, fields.language, fields.place(field), fields.problems),
  };
}
