import { readFileSync } from "node:fs";
import { IncomingMessage, type RequestListener } from "node:http";
import { join } from "node:path";
import { areActionArguments } from "@/lib/http/server/action-arguments";
import { rejectWith } from "@/lib/http/server/reject";

/** Screens send less. next.config.ts sets the same limit. */
export const maxActionBytes = 256 * 1024;

const rejectForm = rejectWith(405, "This page does not accept forms.", { allow: "GET, HEAD" });
const rejectId = rejectWith(400, "Invalid server action.");
const rejectType = rejectWith(415, "Send server action arguments as text/plain.");
const rejectSize = rejectWith(413, "The input exceeds 256 KiB.", { connection: "close" });
const rejectArguments = rejectWith(400, "Invalid server action arguments.");
/** With this header Next's client reports a page of another build. */
const rejectUnknown = rejectWith(409, "This page is out of date. Reload it.", {
  "x-nextjs-action-not-found": "1",
});

/** Passes server action calls on to Next, and rejects those that Next fails at. */
export function guardServerActions(answerByNext: RequestListener, buildFolder: string): RequestListener {
  const manifest = join(buildFolder, "server", "server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(manifest, "utf8")) as { node: Record<string, unknown> };
  return async (request, response) => {
    const { "next-action": id, "content-type": type = "" } = request.headers;
    if (typeof id !== "string") return rejectForm(request, response);
    if (!/^[0-9a-f]{42}$/.test(id)) return rejectId(request, response);
    if (!Object.hasOwn(node, id)) return rejectUnknown(request, response);
    if (!/^text\/plain\s*(?:;|$)/i.test(type)) return rejectType(request, response);
    const body = await readBody(request);
    if (body === "incomplete") return;
    if (body === "too large") return rejectSize(request, response);
    if (!areActionArguments(body.toString())) return rejectArguments(request, response);
    answerByNext(withBody(request, body), response);
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "incomplete"> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxActionBytes) return "too large";
      chunks.push(chunk);
    }
  } catch {
    return "incomplete";
  }
  return Buffer.concat(chunks);
}

/** A copy of the request with an unread body. */
function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const copy = new IncomingMessage(request.socket);
  Object.assign(copy, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  Object.assign(copy, { headers, rawHeaders });
  copy.push(body);
  copy.push(null);
  return copy;
}
