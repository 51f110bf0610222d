import { z } from "zod";
import {
  isSearchable,
  maxSearchLength,
  messageOutcomes,
  messageReasons,
  volumeRangeNames,
} from "@/lib/connectors/messages/rows";
import { messageTypes } from "@/lib/ingestion/message";

const Filter = z.strictObject({
  outcome: z.enum(messageOutcomes).nullable(),
  reason: z.enum(messageReasons).nullable(),
  type: z.enum(messageTypes).nullable(),
  search: z.string().max(maxSearchLength).refine(isSearchable, "This cannot be searched for."),
});

/** `before` is the cursor: the id of the last message that was read. */
export const OlderMessages = z.strictObject({ connectorId: z.ulid(), filter: Filter, before: z.ulid() });

export const NewMessages = z.strictObject({
  connectorId: z.ulid(),
  filter: Filter,
  /** The time of the last poll. */
  polledAt: z.int().nonnegative(),
  /** Whose counts to return; null: none. */
  range: z.enum(volumeRangeNames).nullable(),
});

export const MessageReference = z.strictObject({
  connectorId: z.ulid(),
  id: z.ulid(),
  /** Shows the values, and writes an audit entry. */
  reveal: z.boolean(),
});
