import "server-only";
import { recordAuditEntryOnce } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { getDenialReason, may } from "@/lib/auth/permissions";
import {
  countMessages,
  getMessage,
  listMessages,
  listNewMessages,
  messagesPerPage,
} from "@/lib/connectors/messages/queries";
import type {
  MessageDetail,
  MessageFilter,
  MessageListPage,
  MessagePoll,
  MessageView,
  VolumeRange,
} from "@/lib/connectors/messages/rows";
import { getConnector } from "@/lib/connectors/queries";
import { AppError } from "@/lib/errors";
import { hiddenPlaceholder, maskBody } from "@/lib/logs/redact/mask";
import { second } from "@/lib/time";

/** A page of the list with the values that the actor may see. */
export async function viewMessages(
  actor: Actor,
  connectorId: string,
  filter: MessageFilter,
  { before, limit = messagesPerPage }: { before?: string; limit?: number } = {},
): Promise<MessageListPage> {
  const page = await listMessages(actor.workspaceId, connectorId, filter, {
    before,
    limit,
    searchesSubjects: may(actor.role, "viewLogValues"),
  });
  return { ...page, rows: showRows(actor, page.rows) };
}

/** A message is stored once its transaction commits: each poll reads the last seconds again, and the client merges them. */
const maxStoringDelay = 15 * second;
const maxNewMessages = 200;

export async function pollMessages(
  actor: Actor,
  connectorId: string,
  filter: MessageFilter,
  last: { polledAt: number; range: VolumeRange | null },
): Promise<MessagePoll> {
  const { workspaceId } = actor;
  const polledAt = Date.now();
  const since = new Date(Math.min(last.polledAt, polledAt) - maxStoringDelay);
  const [rows, volume] = await Promise.all([
    listNewMessages(workspaceId, connectorId, filter, {
      since,
      limit: maxNewMessages,
      searchesSubjects: may(actor.role, "viewLogValues"),
    }),
    last.range && countMessages(workspaceId, connectorId, last.range),
  ]);
  return { polledAt, rows: showRows(actor, rows), isGap: rows.length === maxNewMessages, volume };
}

/** One message in full. Revealing its values writes an audit entry first, once per reader and connector in half an hour. */
export async function viewMessage(
  actor: Actor,
  connectorId: string,
  id: string,
  { reveal }: { reveal: boolean },
): Promise<MessageView> {
  const mayReveal = may(actor.role, "viewLogValues");
  if (reveal && !mayReveal) throw new AppError("forbidden", getDenialReason("viewLogValues"));
  const message = await getMessage(actor.workspaceId, connectorId, id);
  if (!reveal) return { ...maskMessageDetail(message, mayReveal), masked: true, mayReveal };
  const { name } = await getConnector(actor.workspaceId, connectorId);
  await recordAuditEntryOnce(actor, "connector.view", name, {
    subjectId: connectorId,
    detail: `first message ${id}`,
  });
  return { ...message, masked: false, mayReveal };
}

type Identified = Pick<MessageDetail, "type" | "name" | "subject">;

/** Ids are values: without access to values they are hidden, and not searched. */
function showRows<Row extends Identified>(actor: Actor, rows: Row[]): Row[] {
  return may(actor.role, "viewLogValues") ? rows : rows.map(maskIds);
}

/** The group of a "group" call is the id of an account. */
function maskIds<Row extends Identified>(row: Row): Row {
  const hide = (id: string) => (id === "" ? "" : hiddenPlaceholder);
  return { ...row, subject: hide(row.subject), name: row.type === "group" ? hide(row.name) : row.name };
}

/** Hides the values of the payload except those that the list shows. */
function maskMessageDetail(message: MessageDetail, showsIds: boolean): MessageDetail {
  const shown = new Set(["type", "event", "messageId"]);
  const payload = maskBody(message.payload, Number.POSITIVE_INFINITY, ([name = "", ...rest], value) =>
    rest.length === 0 && shown.has(name) ? value : null,
  );
  return { ...(showsIds ? message : maskIds(message)), payload };
}
