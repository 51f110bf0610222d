import type { ErrorCode } from "@/lib/errors";

const maxReasonLength = 300;

/** An error response from a proxy, or from the server before the application ran. */
export class RejectedRequestError extends Error {
  override readonly name = "RejectedRequestError";

  private constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  static async from(response: Response): Promise<RejectedRequestError> {
    const reason = (await readReason(response)) ?? describeStatus(response);
    return new RejectedRequestError(response.status, reason);
  }

  get code(): ErrorCode {
    if (this.status === 413) return "payload_too_large";
    if (this.status === 429) return "rate_limited";
    if (this.status === 401 || this.status === 403) return "forbidden";
    return this.status >= 500 ? "unavailable" : "bad_request";
  }

  /** After a proxy's timeout the server may still have done the work. */
  get isOutcomeUnknown(): boolean {
    return this.status === 502 || this.status === 504;
  }
}

/** The server answers JSON with a message, or plain text. A proxy's HTML page is ignored. */
async function readReason(response: Response): Promise<string | null> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json") && !type.startsWith("text/plain")) return null;
  const text = await response.text().catch(() => "");
  const reason = type.startsWith("text/plain") ? text : readMessage(text);
  const trimmed = reason.trim();
  return trimmed !== "" && trimmed.length <= maxReasonLength ? trimmed : null;
}

function readMessage(json: string): string {
  try {
    const { message } = JSON.parse(json);
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}

function describeStatus({ status, headers }: Response): string {
  if (status === 413) return "The request is too large. Shorten it and try again.";
  if (status === 429) return `Too many requests came from your network. ${describeWait(headers)}`;
  if (status === 401 || status === 403)
    return `The server or its proxy does not allow this request (${status}).`;
  if (status >= 500) return `The server is not available (${status}). Try again in a few seconds.`;
  return `The server or its proxy rejected this request (${status}).`;
}

function describeWait(headers: Headers): string {
  const seconds = Number(headers.get("retry-after"));
  if (!Number.isInteger(seconds) || seconds < 1) return "Wait a moment and try again.";
  return `Try again in ${seconds === 1 ? "1 second" : `${seconds.toLocaleString("en")} seconds`}.`;
}
