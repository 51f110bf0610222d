import "server-only";
import { isPartitionMissing } from "@/lib/db/day-partitions";
import { isDataError } from "@/lib/db/errors";
import { isRetryable, transactSets } from "@/lib/db/transact";
import { fairQueue } from "@/lib/http/fair-queue";
import { createId } from "@/lib/ids";
import { MessageRejected } from "@/lib/ingestion/effects/message-rejected";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import { recordMessages, toMessageRow } from "@/lib/ingestion/effects/message-rows";
import { prepareMessages } from "@/lib/ingestion/effects/prepare";
import { storeEffects } from "@/lib/ingestion/effects/store-effects";
import type { ReadMessage } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import type { RejectionReason } from "@/lib/ingestion/outcomes";
import { messagePartitions } from "@/lib/ingestion/retention/mutations";
import { logger } from "@/lib/logger";

/** The request that brought the messages. */
export type MessageRequest = {
  /** For the server's log. */
  requestId?: string;
  /** `toIpBlock` of its IP address. */
  client: string;
  /** How often the library had sent it before. */
  retryCount: number;
  /** Throws if the key was revoked while the messages waited. */
  authorize?: () => unknown;
};

/** Messages of one transaction. */
const maxTogether = 100;

/**
 * Stores the effects of messages in their order, each message once within 7 days. Returns after the commit. Throws after
 * a transient error: the earlier messages of the request may be stored then, and are duplicates when it is sent again.
 */
export async function storeMessages(
  source: MessageSource,
  messages: readonly ReadMessage[],
  request: MessageRequest,
): Promise<MessageResult[]> {
  const results: MessageResult[] = [];
  for (let start = 0; start < messages.length; start += maxTogether) {
    const chunk = messages.slice(start, start + maxTogether);
    const bytes = chunk.reduce((sum, { payload }) => sum + payload.length, 0);
    const store = async (hasWaited: boolean) => {
      if (hasWaited) await request.authorize?.();
      return storeChunk(source, chunk, request);
    };
    results.push(...(await fairQueue.run(`${source.workspaceId} connectors`, store, bytes)));
  }
  return results;
}

/** Halves a chunk that fails until the message that cannot be stored is alone, and rejected. */
async function storeChunk(
  source: MessageSource,
  messages: readonly ReadMessage[],
  request: MessageRequest,
): Promise<MessageResult[]> {
  try {
    return await storeTogether(source, messages, request);
  } catch (error) {
    const reason = findReason(error);
    if (!reason) throw error;
    if (messages.length > 1) {
      const middle = Math.ceil(messages.length / 2);
      const first = await storeChunk(source, messages.slice(0, middle), request);
      return [...first, ...(await storeChunk(source, messages.slice(middle), request))];
    }
    if (reason === "not_storable")
      logger.error(
        { err: error, requestId: request.requestId, sourceId: source.id },
        "The database rejected a message.",
      );
    return storeTogether(
      source,
      messages.map((message) => toRejected(message, reason)),
      request,
    );
  }
}

function toRejected({ effect, exclusion, ...message }: ReadMessage, rejection: RejectionReason): ReadMessage {
  return { ...message, rejection };
}

/** Undefined for a transient error, which asks the library to send the request again. */
function findReason(error: unknown): RejectionReason | undefined {
  if (error instanceof MessageRejected) return error.reason;
  return isDataError(error) && !isRetryable(error) ? "not_storable" : undefined;
}

/** One transaction: effects, rows of the debugger and counts. */
async function storeTogether(
  source: MessageSource,
  messages: readonly ReadMessage[],
  { client, retryCount }: MessageRequest,
): Promise<MessageResult[]> {
  const prepared = await prepareMessages(source, messages, client);
  const rows = source.type === "application" ? [] : messages.map((each) => toMessageRow(createId(), each));
  const store = () =>
    transactSets(async (connection) => {
      const results = await storeEffects(connection, source, prepared);
      if (source.type === "application") return results;
      await recordMessages(connection, source, rows, results, retryCount);
      return results;
    });
  try {
    return await store();
  } catch (error) {
    if (!isPartitionMissing(error)) throw error;
    await messagePartitions.createFor(rows.map(({ id }) => id));
    return store();
  }
}
