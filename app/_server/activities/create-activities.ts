import { type Activity, httpRequest } from "@dacapo/engine";
import type { FileRoots } from "./file-roots";
import { filesWriteJson } from "./files-write-json";
import { helloSay } from "./hello-say";
import { imagesColors } from "./images-colors";
import { imagesList } from "./images-list";
import { imagesMetadata } from "./images-metadata";
import { imagesThumbnail } from "./images-thumbnail";
import { textCountWords } from "./text-count-words";
import { textMergeCounts } from "./text-merge-counts";
import { textSplit } from "./text-split";

/** Every activity that a workflow may name, in the order of the palette. */
export function createActivities(roots: FileRoots): readonly Activity[] {
  return [
    httpRequest,
    helloSay,
    imagesList(roots),
    imagesMetadata(roots),
    imagesThumbnail(roots),
    imagesColors(roots),
    filesWriteJson(roots),
    textSplit(roots),
    textCountWords(roots),
    textMergeCounts,
  ];
}
