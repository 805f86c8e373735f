export { type Drawing, jsonFile, readFile, yamlFile } from "./canonical-file.js";
export { mermaid } from "./mermaid.js";
export { svg } from "./svg.js";
export { type TypeScriptFile, typescriptFile } from "./typescript-file.js";
