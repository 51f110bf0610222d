import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createProxyServer } from "httpxy";
import { AppError } from "@/lib/errors";
import { rejectWith } from "@/lib/http/server/reject";
import { backgroundLogger } from "@/lib/logger";

type Options = {
  /** The Unix socket of the page process at this moment. */
  findSocket: () => string | undefined;
  /** Whether this process is stopping: it then closes its connections. */
  isStopping: () => boolean;
  /** Answers in the API's envelope. */
  rejectByApi: (error: AppError) => RequestListener;
};

const retryHeaders = { "retry-after": "2" };
const rejectPage = rejectWith(
  503,
  "Pages are not available at the moment. Reload in a few seconds.",
  retryHeaders,
);

/**
 * Passes requests on to the page process with the headers that this process has checked. Each request has a connection of
 * its own: on a Unix socket it costs less than a page by far, and none is idle when the page process ends.
 */
export function createForwarder({ findSocket, isStopping, rejectByApi }: Options): RequestListener {
  const proxy = createProxyServer({ agent: false });
  proxy.on("proxyRes", ({ headers }) => {
    // The header is about the connection to the page process.
    headers.connection = isStopping() ? "close" : "keep-alive";
    delete headers["keep-alive"];
  });
  // The client has left.
  proxy.on("econnreset", () => undefined);
  proxy.on("error", (error, request, response) => fail(error, request, response as ServerResponse));

  function fail(error: Error, request?: IncomingMessage, response?: ServerResponse): void {
    if (!request || !response || response.destroyed) return;
    if (!isAway(error)) backgroundLogger.warn({ err: error }, "The page process did not answer a request.");
    // A cut response must not look complete.
    if (response.headersSent) return void response.destroy();
    choose(request)(request, response);
  }

  function choose({ url = "/" }: IncomingMessage): RequestListener {
    if (!url.startsWith("/api/")) return rejectPage;
    return rejectByApi(
      new AppError("unavailable", "The server is restarting. Retry.", { headers: retryHeaders }),
    );
  }

  return (request, response) => {
    const socketPath = findSocket();
    if (socketPath === undefined) return choose(request)(request, response);
    // This process has told the client to send the body.
    delete request.headers.expect;
    request.url = toPath(request.url ?? "/");
    void proxy.web(request, response, { target: { socketPath } });
  };
}

/** HTTP allows an absolute URL as the target. */
function toPath(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/, "") || "/";
}

/** The supervisor logs why no process listens. */
function isAway(error: Error & { code?: string }): boolean {
  return error.code === "ECONNREFUSED" || error.code === "ENOENT";
}
