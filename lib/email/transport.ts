import "server-only";
import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { env } from "@/lib/env";
import { getIdTime } from "@/lib/ids";
import { minute, second } from "@/lib/time";
import type { DeliveryOutcome, DueEmail } from "./mutations";

/** Returns a function that sends an email by SMTP_URL, and reports failures in words of ours. */
export function createSender(): (email: DueEmail) => Promise<DeliveryOutcome> {
  const { EMAIL_FROM: from } = env();
  if (!from) throw new Error("EMAIL_FROM is missing.");
  const transport = createTransport({
    ...toConnection(),
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = from.address.slice(from.address.lastIndexOf("@") + 1);
  return async ({ id, toAddress, content }) => {
    try {
      await transport.sendMail({
        ...content,
        from,
        // An object is not parsed, so that it stays one recipient.
        to: { name: "", address: toAddress },
        messageId: `<${id.toLowerCase()}@${host}>`,
        date: getIdTime(id),
        // Keeps holiday notes from answering.
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      });
      return { failure: null, isPermanent: false };
    } catch (error) {
      return describeFailure(error);
    }
  };
}

/** The last answer may take long: a server that accepted the message must not get it again. */
const timeouts = {
  dnsTimeout: 10 * second,
  connectionTimeout: 10 * second,
  greetingTimeout: 10 * second,
  socketTimeout: 5 * minute,
};

function toConnection() {
  const url = new URL(env().SMTP_URL ?? "");
  const secure = url.protocol === "smtps:";
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    // The password must not cross a network in the clear.
    requireTLS: !secure && user !== "" && !isLoopback(url.hostname),
    ...(user && { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}

/**
 * Never the server's own text: it can contain parts of the message, and it would reach the log and a screen. A rejected
 * recipient or message is permanent. Rejected credentials and senders are not: the operator can correct them.
 */
function describeFailure(error: unknown): DeliveryOutcome {
  const { code, responseCode, command } = Object(error) as Record<string, unknown>;
  const isRejected = typeof responseCode === "number" && responseCode >= 500;
  if (isRejected && command === "RCPT TO")
    return { failure: `The mail server rejected the address (${responseCode}).`, isPermanent: true };
  if (isRejected && command === "DATA")
    return { failure: `The mail server rejected the message (${responseCode}).`, isPermanent: true };
  if (code === "EAUTH" || code === "ENOAUTH")
    return { failure: "The mail server rejected the sign-in.", isPermanent: false };
  if (code === "ETLS")
    return { failure: "The mail server does not encrypt the connection.", isPermanent: false };
  if (typeof responseCode === "number")
    return { failure: `The mail server answered ${responseCode}.`, isPermanent: false };
  return { failure: `The mail server could not be reached (${toCode(code)}).`, isPermanent: false };
}

function toCode(code: unknown): string {
  return typeof code === "string" && /^[A-Z0-9_]{1,40}$/.test(code) ? code : "unknown";
}
