import { unreachable } from "../../model/index.js";
import type { NodeOf } from "../graph.js";
import { arrowResult, call, entityId } from "./calls.js";
import { bracketed, type Doc, named } from "./doc.js";
import { countSetting, expression, nameText, object, objectOf, setting, text } from "./values.js";

/** What stands before and behind the body of a container whose body is a function. */
export interface Frame {
  readonly head: Doc;
  readonly foot: Doc;
}

/** `restIsCancelled`: somebody may go on when it has failed, so that nothing of it may be left running. */
export function frameOf(node: NodeOf<"forEach" | "lock" | "timeout">, restIsCancelled: boolean): Frame {
  const rest = restIsCancelled ? text("cancel") : undefined;
  switch (node.type) {
    case "forEach":
      return { head: loopHead(node, rest), foot: "})" };
    case "lock": {
      const entities = node.config.entities.map(({ entity, key }) => entityId(entity, key));
      return {
        head: ["ctx.locked(", bracketed("[", entities, "]"), ", function* (ctx) {"],
        foot: ["}, ", objectOf({ node: nameText(node.name), rest }), ")"],
      };
    }
    case "timeout": {
      const options = objectOf({ node: nameText(node.name) });
      return { head: ["ctx.timeout(", setting(node.config.limitMs), ", ", options, ", function* (ctx) {"], foot: "})" };
    }
    default:
      return unreachable(node, "container");
  }
}

function loopHead(node: NodeOf<"forEach">, rest: Doc | undefined): Doc {
  const { config } = node;
  const options = objectOf({
    node: nameText(node.name),
    maxConcurrency: countSetting(config.maxConcurrency),
    onFailure: config.onFailure === undefined ? undefined : text(config.onFailure),
    toleratedFailures: countSetting(config.toleratedFailures),
    toleratedPercent: countSetting(config.toleratedPercent),
    rest,
  });
  const { itemName, indexName } = config;
  const parameters: Doc = ["ctx, ", named(itemName), ...(indexName === undefined ? [] : [", ", named(indexName)])];
  return ["ctx.forEach(", expression(config.items), ", ", options, ", function* (", parameters, ") {"];
}

export function raceHead(node: NodeOf<"race">): Doc {
  const first = node.config.first === undefined ? undefined : text(node.config.first);
  return ["ctx.firstOf(", objectOf({ node: nameText(node.name), first }), ", {"];
}

/** The handle of a loop's rounds. */
export function roundsOf(node: NodeOf<"while">): Doc {
  const { maxRounds } = node.config;
  const limit = objectOf({ maxRounds: maxRounds === undefined ? undefined : String(maxRounds) });
  return call("ctx.rounds", [nameText(node.name), ...(maxRounds === undefined ? [] : [limit])]);
}

/** The variables of a loop at its end. */
export const variablesOf = (node: NodeOf<"while">): Doc =>
  object(node.config.variables.map(({ name }) => [name, named(name)]));

/** The next values of a loop's variables: all of them are made before any of them changes. */
export function nextVariables(node: NodeOf<"while">): Doc | undefined {
  const changing = node.config.variables.flatMap(({ name, next }) => (next === undefined ? [] : [{ name, next }]));
  const [only] = changing;
  if (only === undefined) return undefined;
  if (changing.length === 1) return [named(only.name), " = ", expression(only.next), ";"];
  const names = bracketed(
    "[",
    changing.map(({ name }) => named(name)),
    "]",
  );
  return [
    names,
    " = ",
    bracketed(
      "[",
      changing.map(({ next }) => expression(next)),
      "]",
    ),
    ";",
  ];
}

/** What a catch makes of what was thrown: the failure, unless it is none of its own. */
export function caughtBy(node: NodeOf<"catch">, thrown: Doc): Doc {
  const { codes, condition, errorName } = node.config;
  const options = objectOf({
    codes: codes === undefined ? undefined : bracketed("[", codes.map(text), "]"),
    when: condition === undefined ? undefined : ["(", named(errorName), ") => ", arrowResult(condition)],
  });
  const isAny = codes === undefined && condition === undefined;
  return call("ctx.caught", [nameText(node.name), thrown, ...(isAny ? [] : [options])]);
}

/** A switch's cases, each asked only when none before it holds. */
export function choiceOf(node: NodeOf<"switch">): Doc {
  const cases = node.config.cases.map(({ id, label, condition }) =>
    objectOf({ port: text(id), value: text(label), when: ["() => ", arrowResult(condition)] }),
  );
  return call("ctx.choose", [nameText(node.name), bracketed("[", cases, "]")]);
}
