// Copies what the browser must load from its own address: the layout worker.
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "./build-steps.mjs";

mkdirSync(path.join(root, "public"), { recursive: true });
copyFileSync(path.join(root, "node_modules/elkjs/lib/elk-worker.min.js"), path.join(root, "public/elk-worker.min.js"));
