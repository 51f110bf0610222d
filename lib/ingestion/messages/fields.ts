import { NewAccountId } from "@/lib/contacts/schema/account";
import { NewUserId } from "@/lib/contacts/schema/user";
import { Text } from "@/lib/text/text";

/** A JSON object of a sender. Its names are chosen by the sender: read fields with `getField`. */
export type MessageFields = Readonly<Record<string, unknown>>;

const none: MessageFields = {};

export function isObject(value: unknown): value is MessageFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object; empty if it is absent, or `[]`, PHP's encoding of an empty object. */
export function toFields(value: unknown): MessageFields {
  return isObject(value) ? value : none;
}

/** Undefined if the field is absent, null or "": Python and Ruby send those for "none". */
export function getField(fields: MessageFields, name: string): unknown {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return value === null || value === "" ? undefined : value;
}

/** The text of a string or number. Undefined for everything that has no obvious text. */
export function findText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "bigint" || Number.isFinite(value) ? String(value) : undefined;
}

/** The contacts and the device that a message names. */
export type Ids = {
  userId: string | undefined;
  anonymousId: string | undefined;
  groupId: string | undefined;
  /** The account of an activity. */
  contextGroupId: string | undefined;
  previousId: string | undefined;
};

const AnyId = Text(1, 255);

/** Undefined if an id is neither a text nor a number, or no id of a contact or device. */
export function readIds(message: MessageFields): Ids | undefined {
  const context = toFields(getField(message, "context"));
  const sent = [
    [NewUserId, getField(message, "userId")],
    [AnyId, getField(message, "anonymousId")],
    [NewAccountId, getField(message, "groupId")],
    [NewAccountId, getField(context, "groupId")],
    [AnyId, getField(message, "previousId")],
  ] as const;
  const ids = sent.map(([schema, value]) => (value === undefined ? undefined : toId(schema, value)));
  if (ids.includes(null)) return undefined;
  const [userId, anonymousId, groupId, contextGroupId, previousId] = ids.map((id) => id ?? undefined);
  return { userId, anonymousId, groupId, contextGroupId, previousId };
}

function toId(schema: typeof AnyId, value: unknown): string | null {
  return schema.safeParse(findText(value)).data ?? null;
}
