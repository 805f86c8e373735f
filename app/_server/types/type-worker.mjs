// The thread that checks types. TypeScript takes its time, so it takes it here: the server's own thread answers
// requests meanwhile. One text in, plain findings out.
import { parentPort } from "node:worker_threads";
import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

const FINDINGS_MAX = 500;
/** A tag beside a setting has room for less. */
const TYPE_CHARACTERS_MAX = 160;

const libraries = new Map(
  getLibFiles().map(({ fileName, text }) => [
    `${libFolderInMemoryPath}/${fileName}`,
    ts.ScriptSnapshot.fromString(text),
  ]),
);
const registry = ts.createDocumentRegistry();

/** What every check agrees on. Without strict nulls the same text shows what never fits. */
const optionsOf = (strictNullChecks) => ({
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts"],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowJs: true,
  noEmit: true,
  noImplicitAny: false,
  strictNullChecks,
  skipLibCheck: true,
});

/** The console of the sandbox, which is all that code has beside the language. */
const CONSOLE = `declare const console: { ${["debug", "trace", "log", "info", "warn", "error"].map((level) => `${level}(...values: any[]): void`).join("; ")} };`;
const AROUND = new Map([["/console.d.ts", ts.ScriptSnapshot.fromString(CONSOLE)]]);
for (const [name, snapshot] of libraries) AROUND.set(name, snapshot);

/** Each text has a number of its own. */
let texts = 0;

/**
 * One program after the other; what two have in common is read once. The services share what they have parsed, by the
 * name of the file: so each has a folder of its own.
 */
class Service {
  #files = new Map();
  #folder;
  #service;

  constructor(name, strictNullChecks) {
    this.#folder = `/${name}`;
    const options = optionsOf(strictNullChecks);
    const textOf = (name) => AROUND.get(name) ?? this.#files.get(name)?.snapshot;
    this.#service = ts.createLanguageService(
      {
        getCompilationSettings: () => options,
        getScriptFileNames: () => ["/console.d.ts", ...this.#files.keys()],
        getScriptVersion: (name) => String(this.#files.get(name)?.version ?? 1),
        getScriptSnapshot: textOf,
        getCurrentDirectory: () => "/",
        getDefaultLibFileName: () => `${libFolderInMemoryPath}/lib.es2024.d.ts`,
        fileExists: (name) => textOf(name) !== undefined,
        readFile: (name) => textOf(name)?.getText(0, textOf(name).getLength()),
      },
      registry,
    );
  }

  with(files) {
    const before = this.#files;
    this.#files = new Map(
      files.map(({ name, text }) => {
        const known = before.get(this.path(name));
        if (known?.text === text) return [this.path(name), known];
        texts += 1;
        return [this.path(name), { text, version: texts, snapshot: ts.ScriptSnapshot.fromString(text) }];
      }),
    );
    return this.#service;
  }

  path(name) {
    return `${this.#folder}/${name}`;
  }
}

const strict = new Service("strict", true);
const loose = new Service("loose", false);
/** For programs that suppose types: asked by turns with those that do not, each would push out what the other has read. */
const supposing = new Service("supposing", true);
const serviceOf = ({ supposes }) => (supposes ? supposing : strict);
const nameOf = ({ fileName }) => fileName.slice(fileName.lastIndexOf("/") + 1);

const keyOf = ({ file, start, code }) => `${nameOf(file)} ${start} ${code}`;

/** Of code also what does not parse; an expression that does not is no part of a program. */
function diagnosticsOf(service, files) {
  const asked = service.with(files);
  return files.flatMap(({ name }) => [
    ...(isCode(name) ? asked.getSyntacticDiagnostics(service.path(name)) : []),
    ...asked.getSemanticDiagnostics(service.path(name)),
  ]);
}

const isCode = (name) => name.startsWith("code-") && name.endsWith(".ts");

function check({ files, supposes }) {
  const seen = new Set();
  const found = diagnosticsOf(serviceOf({ supposes }), files).filter(
    (each) => each.file !== undefined && each.start !== undefined && !seen.has(keyOf(each)) && seen.add(keyOf(each)),
  );
  if (found.length === 0) return [];
  const always = new Set(diagnosticsOf(loose, files).map(({ file, start }) => `${file && nameOf(file)} ${start}`));
  return found.slice(0, FINDINGS_MAX).map(({ file, start, length, messageText }) => ({
    file: nameOf(file),
    from: start,
    to: start + (length ?? 1),
    message: ts.flattenDiagnosticMessageText(messageText, " "),
    isOfNothing: !always.has(`${nameOf(file)} ${start}`),
  }));
}

function typeAt({ files, supposes, file, offset }) {
  const asked = serviceOf({ supposes });
  const service = asked.with(files);
  const info = service.getQuickInfoAtPosition(asked.path(file), offset);
  if (info === undefined) return undefined;
  const { start, length } = info.textSpan;
  const parts = info.displayParts ?? [];
  // The program's own names for types say nothing to the person who draws: what they stand for does.
  const ownName =
    parts.at(-1)?.kind === "aliasName" ? typeInFull(service.getProgram(), asked.path(file), start) : undefined;
  const shown = ownName === undefined ? parts : [...parts.slice(0, -1), { text: ownName, kind: "text" }];
  return { from: start, to: start + length, text: ts.displayPartsToString(shown) };
}

const FULL = ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

function typeInFull(program, path, start) {
  const checker = program?.getTypeChecker();
  const node = nodeAt(program?.getSourceFile(path), start, () => false);
  return checker && node && checker.typeToString(checker.getTypeAtLocation(node), node, FULL);
}

/** The innermost node there, or the outermost that will do. */
function nodeAt(file, offset, willDo) {
  let node = file;
  for (let inner = node; inner !== undefined; ) {
    node = inner;
    if (willDo(node)) return node;
    inner = ts.forEachChild(node, (child) => (child.getStart() <= offset && offset < child.end ? child : undefined));
  }
  return node;
}

/** The types of whole expressions, each of which stands in parentheses. */
function typesOf({ files, supposes, expressions }) {
  const asked = serviceOf({ supposes });
  const program = asked.with(files).getProgram();
  const checker = program?.getTypeChecker();
  return expressions.map(({ file, from }) => {
    const begin = from - "(\n".length;
    const node = nodeAt(
      program?.getSourceFile(asked.path(file)),
      begin,
      (each) => ts.isParenthesizedExpression(each) && each.getStart() === begin,
    );
    if (checker === undefined || node === undefined || !ts.isParenthesizedExpression(node)) return "any";
    const type = checker.getTypeAtLocation(node.expression);
    const isOne = type.isLiteral() || (type.flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const text = checker.typeToString(isOne ? checker.getBaseTypeOfLiteralType(type) : type, node, FULL);
    return text.length > TYPE_CHARACTERS_MAX ? `${text.slice(0, TYPE_CHARACTERS_MAX - 1)}…` : text;
  });
}

const MEMBER_KINDS = new Set(["property", "method", "getter"]);

function membersAt({ files, supposes, file, offset }) {
  const asked = serviceOf({ supposes });
  const service = asked.with(files);
  const found = service.getCompletionsAtPosition(asked.path(file), offset, {});
  if (found === undefined || !found.isMemberCompletion) return [];
  return found.entries
    .filter(({ kind }) => MEMBER_KINDS.has(kind))
    .slice(0, 200)
    .map(({ name, kind }) => {
      const details = service.getCompletionEntryDetails(
        asked.path(file),
        offset,
        name,
        undefined,
        undefined,
        undefined,
        undefined,
      );
      return {
        name,
        kind: kind === "method" ? "method" : "property",
        type: ts.displayPartsToString(details?.displayParts),
      };
    });
}

const ANSWERS = { check, type: typeAt, types: typesOf, members: membersAt };

parentPort?.on("message", ({ id, ask, ...question }) => {
  try {
    parentPort?.postMessage({ id, answer: ANSWERS[ask](question) });
  } catch (thrown) {
    parentPort?.postMessage({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
