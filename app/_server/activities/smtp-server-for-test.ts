import { createServer, type Server, type Socket } from "node:net";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message as it came, dots undone. */
  readonly data: string;
}

/** What the server says to a command, or to the end of the data (`.`): `undefined` is the usual, `hang` nothing at all. */
export type SmtpAnswers = (line: string) => string | "hang" | "close" | undefined;

/** As little of an SMTP server as a mailer needs. For tests alone. */
export class SmtpServerForTest {
  readonly mails: ReceivedMail[] = [];
  /** Every line that was said to it, but for data. */
  readonly lines: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  answers: SmtpAnswers = () => undefined;
  extensions: readonly string[] = ["SMTPUTF8", "AUTH PLAIN LOGIN"];

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let from = "";
    let to: string[] = [];
    let data: string[] | undefined;
    const say = (line: string, usual: string): string => {
      const answer = this.answers(line) ?? usual;
      if (answer === "close") socket.destroy();
      else if (answer !== "hang") socket.write(`${answer}\r\n`);
      return answer;
    };
    const take = (line: string): void => {
      if (data !== undefined) {
        if (line !== ".") return void data.push(line.replace(/^\./, ""));
        const mail = { from, to, data: data.join("\r\n") };
        data = undefined;
        if (say(".", "250 Taken").startsWith("250")) this.mails.push(mail);
        return;
      }
      this.lines.push(line);
      const address = /<(.*?)>/.exec(line)?.[1] ?? "";
      if (line.startsWith("EHLO"))
        say(
          line,
          ["test", ...this.extensions]
            .map((each, at, all) => `250${at === all.length - 1 ? " " : "-"}${each}`)
            .join("\r\n"),
        );
      else if (line === "STARTTLS") say(line, "502 What?");
      else if (line.startsWith("AUTH")) say(line, "235 Come in");
      else if (line.startsWith("MAIL FROM")) [from, to] = [address, []];
      else if (line.startsWith("RCPT TO") && say(line, "250 Good").startsWith("250")) to.push(address);
      else if (line === "DATA" && say(line, "354 Go on").startsWith("354")) data = [];
      else if (line === "QUIT") socket.end("221 Bye\r\n");
      if (line.startsWith("MAIL FROM")) say(line, "250 Good");
    };
    let rest = "";
    socket.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString("utf8")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    });
    say("", "220 test ESMTP");
  }
}
