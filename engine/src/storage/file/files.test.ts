import { faultyFiles } from "../../../test/support/faulty-files.js";
import { temporaryDirectory } from "../../../test/support/temporary-directory.js";
import { memoryFiles } from "../memory/memory-files.js";
import { filesConformance } from "./files-conformance.js";
import { nodeFiles } from "./node-files.js";

filesConformance("the real file system", () => {
  const { path, remove } = temporaryDirectory("files");
  return { files: nodeFiles, directory: path, finish: (begun) => begun, remove };
});

filesConformance("a real file system that may be told to fail", () => {
  const { path, remove } = temporaryDirectory("files");
  return { files: faultyFiles().files, directory: path, finish: (begun) => begun, remove };
});

filesConformance("a file system in memory", () => {
  const files = memoryFiles();
  files.makeDirectory("/place");
  return { files, directory: "/place", finish: (begun) => begun, remove: () => undefined };
});
