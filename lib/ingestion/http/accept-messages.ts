import "server-only";
import { AppError } from "@/lib/errors";
import { toIpBlock } from "@/lib/http/client-ip";
import type { EncodedResponse } from "@/lib/http/error-response";
import { toAppError } from "@/lib/http/unexpected-error";
import { createVerifier } from "@/lib/identity-verification/verify";
import { connectorCounters } from "@/lib/ingestion/counters";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import { storeMessages } from "@/lib/ingestion/effects/store-messages";
import {
  authenticateSender,
  RejectedSender,
  readBasicKey,
  type Sender,
} from "@/lib/ingestion/http/authenticate";
import { readMessageBytes } from "@/lib/ingestion/http/body";
import { identifySender } from "@/lib/ingestion/http/identify-sender";
import { readEnvelopeInTurn, readMessagesInTurns } from "@/lib/ingestion/http/read-in-turns";
import { recordRequest } from "@/lib/ingestion/http/record-request";
import { encodeRejectedMessage, encodeSdkError, encodeSuccess } from "@/lib/ingestion/http/response";
import { toRoutePattern } from "@/lib/ingestion/http/route";
import type { SdkRequest } from "@/lib/ingestion/http/sdk-request";
import {
  enforceSenderLimits,
  findExclusion,
  RequestRejected,
  requireOrigin,
} from "@/lib/ingestion/http/sender-rules";
import { readUnknownBody } from "@/lib/ingestion/http/unknown-bodies";
import type { MessageType } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import type { Envelope } from "@/lib/ingestion/messages/read-envelope";
import type { MessageRules } from "@/lib/ingestion/messages/read-messages";
import type { RejectionReason } from "@/lib/ingestion/outcomes";
import type { ConnectorSettings } from "@/lib/ingestion/queries";

/** Answers a request with messages, and logs it if an API key sent it. */
export async function answerMessages(
  call: SdkRequest,
  accepts: MessageType | "batch",
): Promise<EncodedResponse> {
  let response: EncodedResponse;
  try {
    response = await acceptMessages(call, accepts);
  } catch (error) {
    const rejection = error instanceof RejectedSender ? error.rejection : error;
    const { route, request } = call;
    response = encodeSdkError(
      call.id,
      toAppError(rejection, call.id, `${request.method} ${toRoutePattern(route)}`),
    );
  }
  await recordRequest(call, response);
  return response;
}

async function acceptMessages(call: SdkRequest, accepts: MessageType | "batch"): Promise<EncodedResponse> {
  const { request, context } = call;
  const key = readBasicKey(request.headers);
  if (key !== undefined) await admitSender(call, key);
  const read = () => readMessageBytes(request, context.incoming);
  call.body =
    key === undefined
      ? await readUnknownBody(toIpBlock(call.ipAddress), read)
      : await read().catch(countTooLarge(call));
  const envelope = await readEnvelopeInTurn(call.body, accepts);
  const writeKey = "problem" in envelope ? undefined : envelope.writeKey;
  if (key === undefined) await admitSender(call, writeKey);
  // A slow body can take minutes: the key may be revoked and the rules changed since.
  if (key !== undefined) call.sender = await authorizeAgain(call, key);
  const { sender } = call;
  if (!sender) throw new TypeError("The sender is missing.");
  const exclusion = findExclusion(sender, request.headers);
  if (exclusion) {
    if (sender.connector) connectorCounters.countExcluded(sender.source, exclusion);
    return encodeSuccess(call.id);
  }
  if ("problem" in envelope) throw toBodyError(envelope.problem, sender);
  const results = await store(call, sender, envelope, key ?? writeKey);
  const [only] = results;
  if (accepts !== "batch" && only?.outcome === "rejected" && only.reason !== null)
    return encodeRejectedMessage(call.id, only.reason as RejectionReason);
  return encodeSuccess(call.id, results);
}

async function store(
  call: SdkRequest,
  { source, connector }: Sender,
  envelope: Envelope,
  key: string | undefined,
): Promise<MessageResult[]> {
  const rules = connector ? toRules(source, connector) : {};
  const messages = await readMessagesInTurns(envelope, rules);
  return storeMessages(source, messages, {
    requestId: call.id,
    client: toIpBlock(call.ipAddress),
    retryCount: readRetryCount(call.request.headers),
    authorize: () => authorizeAgain(call, key),
  });
}

function toRules(
  { verifiesIdentities }: MessageSource,
  { encryptedSecret, renamesReservedTraits }: ConnectorSettings,
): MessageRules {
  return { verify: createVerifier({ verifiesIdentities, encryptedSecret }), renamesReservedTraits };
}

/** Identifies the sender and applies the rules of its type and its limits. Counts rejected requests of connectors. */
async function admitSender(call: SdkRequest, key: string | undefined): Promise<void> {
  const sender = await identifySender(call, key);
  call.sender = sender;
  try {
    requireOrigin(sender, call.request.headers);
    await enforceSenderLimits(sender, call.ipAddress);
  } catch (error) {
    if (error instanceof RequestRejected && sender.connector)
      connectorCounters.countRejected(sender.source, error.reason);
    throw error;
  }
}

/** The key may be revoked or restricted while the body arrives or the messages wait. */
async function authorizeAgain(call: SdkRequest, key: string | undefined): Promise<Sender> {
  const sender = await authenticateSender(key, call.ipAddress);
  requireOrigin(sender, call.request.headers);
  return sender;
}

/** Bytes past the limit are found before the messages are. */
function countTooLarge({ sender }: SdkRequest): (error: unknown) => never {
  return (error) => {
    if (error instanceof AppError && error.code === "payload_too_large" && sender?.connector)
      connectorCounters.countRejected(sender.source, "body_too_large");
    throw error;
  };
}

function toBodyError(problem: "invalid_body" | "body_too_large", { connector, source }: Sender): AppError {
  if (connector) connectorCounters.countRejected(source, problem);
  return problem === "invalid_body"
    ? new AppError("bad_request", "Send JSON: a message, or 'batch' with a list of messages.")
    : new AppError("payload_too_large", "Send at most 2,500 messages in one request.");
}

/** `X-Retry-Count`: how often the library sent the request before. */
function readRetryCount(headers: Headers): number {
  const text = headers.get("x-retry-count") ?? "";
  return /^\d{1,4}$/.test(text) ? Number(text) : 0;
}
