import type { RejectionReason } from "@/lib/ingestion/outcomes";

/** One message of the transaction cannot be stored: it is rolled back, and stored again without the message. */
export class MessageRejected extends Error {
  constructor(readonly reason: RejectionReason) {
    super(reason);
  }
}
