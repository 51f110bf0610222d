import type { IncomingMessage, RequestListener } from "node:http";
import type { AppError } from "@/lib/errors";
import { isFromRouter, serveConstantPage } from "@/lib/http/server/constant-page";
import { createPageLimit } from "@/lib/http/server/page-limit";
import { rejectWith } from "@/lib/http/server/reject";
import { guardServerActions } from "@/lib/http/server/server-actions";
import { serveFile, serveStaticFiles, staticPath } from "@/lib/http/server/static-files";
import { trackerHeaders } from "@/lib/http/server/tracker-headers";
import { acceptOrigin } from "@/lib/http/server/trusted-headers";
import { isAuthCall, isSessionCall } from "@/lib/http/url";

/** Chooses the answer to a request. */
export type ChooseAnswer = (request: IncomingMessage) => RequestListener;

export const apiMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);
const pageMethods = new Set(["GET", "HEAD", "POST"]);

type Options = {
  port: number;
  buildFolder: string;
  answerByNext: RequestListener;
  /** Answers in the API's envelope. */
  rejectByApi: (error: AppError) => RequestListener;
};

/** Answers pages, sign-in, server actions and streams by Next, within the limits, and files from disk or memory. */
export function createPageAnswers({ port, buildFolder, answerByNext, rejectByApi }: Options): ChooseAnswer {
  const findFile = createFileAnswers(buildFolder, answerByNext);
  const answerAction = guardServerActions(answerByNext, buildFolder);
  const limitPages = createPageLimit(rejectByApi);
  const allow = [...pageMethods].join(", ");
  const rejectMethod = rejectWith(405, `Method not allowed. Allowed: ${allow}.`, { allow });
  const rejectOrigin = rejectWith(403, "Only this site's own pages may send this request.");
  const servePage = (path: string) => serveConstantPage(`http://localhost:${port}${path}`, answerByNext);
  const publicPages = new Map([["/developers", servePage("/developers")]]);
  const signedOutPages = new Map(
    ["/sign-in", "/sign-up", "/forgot-password", "/reset-password"].map((path) => [path, servePage(path)]),
  );

  function chooseConstantAnswer(request: IncomingMessage): RequestListener {
    const { url = "/", headers } = request;
    const file = findFile(request);
    if (file) return file;
    if (isFromRouter(request)) return answerByNext;
    return publicPages.get(url) ?? (headers.cookie ? undefined : signedOutPages.get(url)) ?? answerByNext;
  }

  return (request) => {
    const { method = "GET", url = "/" } = request;
    const rejectPastLimit = limitPages(request);
    if (rejectPastLimit) return rejectPastLimit;
    if (isSessionCall(url) && apiMethods.has(method)) return answerByNext;
    if (!pageMethods.has(method)) return rejectMethod;
    if (method !== "POST") return chooseConstantAnswer(request);
    if (isAuthCall(url)) return answerByNext;
    return acceptOrigin(request) ? answerAction : rejectOrigin;
  };
}

/** Passes requests for pages on, and answers files itself. */
export function createForwardedAnswers(buildFolder: string, forward: RequestListener): ChooseAnswer {
  const findFile = createFileAnswers(buildFolder, forward);
  return (request) => findFile(request) ?? forward;
}

/** Finds the answer to a request for a file of the build or for the tracker. Files of another build go to `answerOthers`. */
function createFileAnswers(
  buildFolder: string,
  answerOthers: RequestListener,
): (request: IncomingMessage) => RequestListener | null {
  const answerByFiles = serveStaticFiles(buildFolder, answerOthers);
  const answerByTracker = serveFile("public/tracker.js", {
    ...trackerHeaders,
    "content-type": "text/javascript; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  return ({ method, url = "/" }) => {
    if (method !== "GET" && method !== "HEAD") return null;
    if (url.startsWith(staticPath)) return answerByFiles;
    return /^\/tracker\.js(?:\?|$)/.test(url) ? answerByTracker : null;
  };
}
