import { maxEventNameLength, maxIdLength, maxVerificationLength } from "@/lib/collector/limits";
import { describePage } from "./page";
import { readField, toEmail, toId, toName, toProperty, toRecord, toScalar } from "./sanitize";

export type Fields = Record<string, unknown>;

/** Verifications by account id, for later screens and events of the account. */
const accountVerifications: Record<string, string | undefined> = Object.create(null);

/** The fields of a message by its type. Undefined without a valid name or id. */
const fieldReaders: Record<string, (options: unknown) => Fields | undefined> = {
  pageview: () => ({ page: describePage() }),
  screen: (options) => {
    const name = readName(options);
    return name === undefined ? undefined : { name, ...readAccount(options), page: describePage() };
  },
  event: (options) => {
    const name = readName(options);
    const metadata = toRecord(readField(options, "metadata"), toScalar);
    return name === undefined ? undefined : { name, ...readAccount(options), metadata };
  },
  identify: (options) => {
    const userId = readId(options, "userId");
    const email = toEmail(readField(options, "email"));
    if (userId === undefined && email === undefined) return undefined;
    return { userId, email, verification: readVerification(options), properties: readProperties(options) };
  },
  account: (options) => {
    const accountId = readId(options, "accountId");
    if (accountId === undefined) return undefined;
    const verification = readVerification(options);
    accountVerifications[accountId] = verification;
    return { accountId, verification, properties: readProperties(options) };
  },
};

export function isMessageType(name: string): boolean {
  return Object.keys(fieldReaders).includes(name);
}

/** The message without its id and device, or undefined for one that the collector would reject. */
export function createMessage(type: string, options: unknown): Fields | undefined {
  const fields = fieldReaders[type]?.(options);
  if (!fields) console.warn(`journy: "${type}" needs a valid name or id.`);
  return fields && { type, ...fields };
}

function readAccount(options: unknown): Fields {
  const accountId = readId(options, "accountId");
  if (accountId === undefined) return {};
  return { accountId, verification: readVerification(options) ?? accountVerifications[accountId] };
}

function readName(options: unknown): string | undefined {
  return toName(readField(options, "name"), maxEventNameLength);
}

function readId(options: unknown, name: string): string | undefined {
  return toId(readField(options, name), maxIdLength);
}

function readVerification(options: unknown): string | undefined {
  return toId(readField(options, "verification"), maxVerificationLength);
}

function readProperties(options: unknown): Fields | undefined {
  return toRecord(readField(options, "properties"), toProperty);
}
