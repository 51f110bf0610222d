import "server-only";
import { AppError } from "@/lib/errors";
import { authenticateSender, RejectedSender, type Sender } from "@/lib/ingestion/http/authenticate";
import type { SdkRequest } from "@/lib/ingestion/http/sdk-request";
import { countInvalidKey } from "@/lib/ingestion/http/sender-rules";

/** Finds the sender of a request. An invalid key counts against the client. */
export async function identifySender(call: SdkRequest, key: string | undefined): Promise<Sender> {
  try {
    return await authenticateSender(key, call.ipAddress);
  } catch (error) {
    if (error instanceof RejectedSender) call.sender = error.sender;
    else if (error instanceof AppError && error.code === "unauthorized")
      await countInvalidKey(call.ipAddress);
    throw error;
  }
}
