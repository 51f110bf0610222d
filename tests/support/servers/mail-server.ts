import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { type ParsedMail, parseMail } from "@/tests/support/matchers/parse-mail";

export type ReceivedMail = ParsedMail & { envelope: { from: string; to: string[] } };

/** Rejects a command: with 4xx for the time being, with 5xx for good. */
export type Rejection = { command: "MAIL FROM" | "RCPT TO" | "DATA"; code: number };

export type MailServer = {
  /** For SMTP_URL. */
  url: string;
  /** What it accepted, oldest first. */
  mails: ReceivedMail[];
  /** Rejects all mails until it is called with null. */
  reject: (rejection: Rejection | null) => void;
  /** Called for a complete mail before it is acknowledged. Null removes it. */
  hold: (beforeReply: ((mail: ReceivedMail) => Promise<unknown>) | null) => void;
  stop: () => Promise<void>;
};

type Options = {
  port?: number;
  /** Each accepted mail is also written to this file, one JSON object a line, for other processes. */
  file?: string;
};

/** Starts a real SMTP server on loopback. */
export async function startMailServer({ port = 0, file }: Options = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let rejection: Rejection | null = null;
  let beforeReply: ((mail: ReceivedMail) => Promise<unknown>) | null = null;
  const findError = (command: Rejection["command"]) =>
    rejection?.command === command
      ? Object.assign(new Error("Rejected: see https://mail.example/secret-link"), {
          responseCode: rejection.code,
        })
      : null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    // Their responses would wait for a name server.
    disableReverseLookup: true,
    logger: false,
    onMailFrom: (_, __, callback) => callback(findError("MAIL FROM")),
    onRcptTo: (_, __, callback) => callback(findError("RCPT TO")),
    onData: async (stream, { envelope }, callback) => {
      const source = await text(stream);
      const error = findError("DATA");
      if (error) return callback(error);
      const from = envelope.mailFrom ? envelope.mailFrom.address : "";
      const mail = {
        ...parseMail(source),
        envelope: { from, to: envelope.rcptTo.map(({ address }) => address) },
      };
      mails.push(mail);
      if (file) appendFileSync(file, `${JSON.stringify(mail)}\n`);
      await beforeReply?.(mail);
      callback();
    },
  });
  // A client that is killed resets its connection.
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    reject: (next) => {
      rejection = next;
    },
    hold: (next) => {
      beforeReply = next;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Reads the mails to an address from the file of a server in another process, oldest first. */
export function readMails(file: string, to: string): ReceivedMail[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines
    .map((line): ReceivedMail => JSON.parse(line))
    .filter(({ envelope }) => envelope.to.includes(to));
}
