import { type Activity, aslActivities, httpRequest, type SecretSource } from "@dacapo/engine";
import { cryptoHash } from "./crypto-hash";
import { cryptoHmac } from "./crypto-hmac";
import { csvParse } from "./csv-parse";
import { csvPrint } from "./csv-print";
import type { FileRoots } from "./file-roots";
import { filesList } from "./files-list";
import { filesRead } from "./files-read";
import { filesWrite } from "./files-write";
import { filesWriteJson } from "./files-write-json";
import { helloSay } from "./hello-say";
import { imagesColors } from "./images-colors";
import { imagesList } from "./images-list";
import { imagesMetadata } from "./images-metadata";
import { imagesThumbnail } from "./images-thumbnail";
import { jsonParse } from "./json-parse";
import { jsonPrint } from "./json-print";
import { mailSend } from "./mail-send";
import type { MailServer } from "./mail-server";
import { randomNumber } from "./random-number";
import { randomUuid } from "./random-uuid";
import { sqlQuery } from "./sql-query";
import type { SqliteProcesses } from "./sqlite-processes";
import { textBase64 } from "./text-base64";
import { textCountWords } from "./text-count-words";
import { textMergeCounts } from "./text-merge-counts";
import { textSplit } from "./text-split";

/** What the activities may see of the world. */
export interface ActivitySurroundings {
  readonly roots: FileRoots;
  /** What may be asked by HTTP besides public addresses. */
  readonly httpAllow: readonly string[];
  readonly secrets: SecretSource;
  /** Who takes mails that name no server. */
  readonly mailServer?: MailServer | undefined;
  /** What asks SQLite files; to be closed by whoever made it. */
  readonly sqlite: SqliteProcesses;
  /** Made by whoever loads the engine: it starts threads from the engine's own files. */
  readonly codeRun: Activity;
}

/** Every activity that a workflow may name, in the order of the palette. */
export function createActivities(surroundings: ActivitySurroundings): readonly Activity[] {
  const { roots, httpAllow, secrets, mailServer, sqlite, codeRun } = surroundings;
  return [
    httpRequest({ allow: httpAllow, secrets }),
    codeRun,
    helloSay,
    filesRead(roots),
    filesWrite(roots),
    filesWriteJson(roots),
    filesList(roots),
    csvParse,
    csvPrint,
    jsonParse,
    jsonPrint,
    randomNumber,
    randomUuid,
    cryptoHash,
    cryptoHmac(secrets),
    textBase64,
    mailSend({ secrets, httpAllow, ownServer: mailServer }),
    sqlQuery({ secrets, roots, processes: sqlite }),
    imagesList(roots),
    imagesMetadata(roots),
    imagesThumbnail(roots),
    imagesColors(roots),
    textSplit(roots),
    textCountWords(roots),
    textMergeCounts,
    ...aslActivities,
  ];
}
