/**
 * What stands in the sandbox before a person's code: a console, and how the result becomes JSON. It is a script for the
 * sandbox's own engine, evaluated once for each run; what it needs later it takes now, before the code could replace it.
 * Its value is an object of functions that only the host holds.
 *
 * `say(level, text)` is the host's. `encode(value)` gives `{ text }`, `{ path, what }` for what JSON cannot carry, or throws
 * what a `toJSON` of the code's throws.
 */
export const PRELUDE = String.raw`(function (say, linesMax, charactersMax) {
  "use strict";
  const { stringify, parse } = JSON;
  const { isFinite: finite } = Number;
  const { keys, prototype, assign, create } = Object;
  const tagOf = Function.prototype.call.bind(prototype.toString);
  const has = Function.prototype.call.bind(Map.prototype.has);
  const get = Function.prototype.call.bind(Map.prototype.get);
  const set = Function.prototype.call.bind(Map.prototype.set);
  const sliced = Function.prototype.call.bind(String.prototype.slice);
  const tested = Function.prototype.call.bind(RegExp.prototype.test);
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const text = String;
  const NewMap = Map;

  let said = 0;
  const shown = (value) => {
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null) {
      if (tagOf(value) === "[object Error]") return value.stack ? value.name + ": " + value.message : text(value);
      try {
        const json = stringify(value);
        if (json !== undefined) return json;
      } catch {}
    }
    return typeof value === "symbol" || typeof value === "function" ? "[" + typeof value + "]" : text(value);
  };
  const line = (level) => (...values) => {
    if (said >= linesMax) return;
    said += 1;
    let all = "";
    for (let at = 0; at < values.length && all.length <= charactersMax; at++) {
      let one;
      try { one = shown(values[at]); } catch { one = "[unreadable]"; }
      all += (at === 0 ? "" : " ") + one;
    }
    say(level, all.length > charactersMax ? sliced(all, 0, charactersMax) + "…" : all);
  };
  globalThis.console = {
    debug: line("debug"), trace: line("debug"), log: line("info"), info: line("info"),
    warn: line("warn"), error: line("error"),
  };

  const EMPTIED = assign(create(null), {
    Map: "a Map; use Object.fromEntries(map), or [...map]",
    Set: "a Set; use [...set]",
    WeakMap: "a WeakMap; nothing can be read from it",
    WeakSet: "a WeakSet; nothing can be read from it",
    RegExp: "a RegExp; use its source, a text",
    Error: "an Error; throw it, or use its message",
    Promise: "a Promise; wait for it",
    ArrayBuffer: "an ArrayBuffer; use a text, in base64 say",
  });
  const kindOf = (value) => sliced(tagOf(value), 8, -1);
  const isObject = (value) => typeof value === "object" && value !== null;
  const problemOf = (original, part) => {
    if (typeof part === "number") return finite(part) ? undefined : part + "; use null, or a text";
    if (typeof part === "bigint") return "a BigInt; use a text, or a number if it is small";
    if (isObject(original) && kindOf(original) === "Date" && part === null) return "a Date that is no time; use null";
    if (!isObject(part)) return undefined;
    if (isView(part)) return "a " + kindOf(part) + "; use a text, in base64 say";
    return keys(part).length === 0 ? EMPTIED[kindOf(part)] : undefined;
  };
  const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
  const pathOf = (at, holder, key) => {
    if (at === undefined) return "";
    if (isArray(holder)) return at + "[" + key + "]";
    if (!tested(IDENTIFIER, key)) return at + "[" + stringify(key) + "]";
    return at === "" ? key : at + "." + key;
  };
  const encode = (root) => {
    const paths = new NewMap();
    const holders = new NewMap();
    let found;
    const FOUND = {};
    const within = (part, holder) => {
      for (let above = holder; above !== undefined; above = get(holders, above)) if (above === part) return true;
      return false;
    };
    try {
      const json = stringify(root, function (key, part) {
        const path = pathOf(get(paths, this), this, key);
        const what = isObject(part) && within(part, this)
          ? "an object that holds itself; name what it refers to by an id"
          : problemOf(this[key], part);
        if (what !== undefined) {
          found = { path, what };
          throw FOUND;
        }
        if (isObject(part)) {
          set(paths, part, path);
          set(holders, part, this);
        }
        return part;
      });
      return { text: json };
    } catch (thrown) {
      if (found !== undefined && thrown === FOUND) return found;
      throw thrown;
    }
  };

  const describe = (thrown) => {
    const read = (name) => { try { return thrown[name]; } catch { return undefined; } };
    const isError = isObject(thrown) && (tagOf(thrown) === "[object Error]" || typeof read("message") === "string");
    if (!isError) return { message: typeof thrown === "string" ? thrown : "threw " + shown(thrown), isError: false };
    const word = (value) => (typeof value === "string" ? value : undefined);
    let details;
    try { const json = stringify(read("details")); if (json !== undefined && json.length < 65536) details = parse(json); } catch {}
    return {
      isError: true, name: word(read("name")), message: word(read("message")), stack: word(read("stack")),
      code: word(read("code")), nonRetriable: read("nonRetriable") === true, details,
    };
  };
  /* The run's one door: gives JSON text of how it ended to settled(text). */
  const start = (run, names, inputs, settled) => {
    const values = parse(inputs);
    const given = names.map((name) => (prototype.hasOwnProperty.call(values, name) ? values[name] : undefined));
    const failed = (thrown) => {
      let told;
      try { told = stringify({ thrown: describe(thrown) }); } catch { told = '{"thrown":{"isError":false,"message":"threw something that cannot be read"}}'; }
      settled(told);
    };
    const ended = (value) => {
      let encoded;
      try { encoded = encode(value); } catch (thrown) { return failed(thrown); }
      if (encoded.what !== undefined) settled(stringify({ uncarried: encoded }));
      else settled(encoded.text === undefined ? "" : "=" + encoded.text);
    };
    const then = Function.prototype.call.bind(Promise.prototype.then);
    then(run(...given), ended, failed);
  };
  return start;
})`;
