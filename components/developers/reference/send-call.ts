import type { RepeatableCall } from "@/components/logs/detail/call-snippets";

export type CallResponse =
  /** Nothing was sent, or no response came. */
  { status: null; reason: string } | { status: number; milliseconds: number; headers: string; body: string };

/** Sends a call from the browser. Without cookies: only the key authenticates it. */
export async function sendCall(
  { method, apiUrl, target, contentType, body }: RepeatableCall,
  apiKey: string,
  headers: Record<string, string>,
): Promise<CallResponse> {
  const sentHeaders = toHeaders({ ...headers, "x-api-key": apiKey, "content-type": contentType ?? "" });
  if (!sentHeaders)
    return { status: null, reason: "The key or a header has characters that HTTP cannot send." };
  const start = performance.now();
  try {
    const response = await fetch(apiUrl + target, {
      method,
      headers: sentHeaders,
      body: body || undefined,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
    const text = await response.text();
    return {
      status: response.status,
      milliseconds: performance.now() - start,
      headers: Array.from(response.headers, ([name, value]) => `${name}: ${value}`).join("\n"),
      body: formatJson(text),
    };
  } catch {
    return {
      status: null,
      reason: "The server could not be reached. Check the connection, then send again.",
    };
  }
}

/** Leaves out empty values. Returns null if HTTP cannot carry one. */
function toHeaders(values: Record<string, string>): Headers | null {
  try {
    return new Headers(Object.entries(values).filter(([, value]) => value));
  } catch {
    return null;
  }
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
