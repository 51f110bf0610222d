// @ts-check
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { ApiError, connect } from "./api.js";
import { accountPage, accountsPage, errorPage } from "./pages.js";

const { ROOT_URL = "http://localhost:3000/api", API_KEY, PORT = "4000" } = process.env;
if (!API_KEY) fail("Set API_KEY to the key of an application with the permissions of the README.");

const api = connect({ rootUrl: ROOT_URL.replace(/\/$/, ""), apiKey: API_KEY ?? "" });
const permissions = await api.getPermissions().catch((/** @type {Error} */ { message }) => fail(message));
const missing = ["ReadContacts", "ReadProperties", "ReadSegments"].filter((id) => !permissions?.includes(id));
if (missing.length > 0) fail(`The API key needs these permissions: ${missing.join(", ")}.`);
const mayLog = permissions?.includes("TrackData") ?? false;
const style = readFileSync(new URL("style.css", import.meta.url));

const server = createServer(async (request, response) => {
  try {
    await answer(request, response);
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 502;
    const message = status === 404 ? "There is no such account." : "The data could not be read. Try again.";
    if (status !== 404) process.stderr.write(`${error}\n`);
    send(response, status === 404 ? 404 : 502, errorPage(message));
  }
});
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : PORT;
  process.stdout.write(`The dashboard is at http://localhost:${port}\n`);
});

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function answer(request, response) {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const [, accountId] = /^\/accounts\/([^/]+)$/.exec(pathname) ?? [];
  if (request.method === "POST" && accountId !== undefined && mayLog) {
    // A form of another website must not write.
    if (request.headers.origin !== `http://${request.headers.host}`)
      return send(response, 403, errorPage("Send the form from its own page."));
    const note = new URLSearchParams(await text(request)).get("note")?.trim().slice(0, 200);
    if (note) await api.logCall(decodeURIComponent(accountId), note);
    return response.writeHead(303, { location: pathname }).end();
  }
  if (request.method !== "GET") return send(response, 405, errorPage("This page is read with GET."));
  if (pathname === "/style.css") return response.writeHead(200, { "content-type": "text/css" }).end(style);
  if (pathname === "/") return send(response, 200, accountsPage(await api.listAccounts()));
  if (accountId === undefined) return send(response, 404, errorPage("There is no such page."));
  const overview = await api.getOverview(decodeURIComponent(accountId));
  return send(response, 200, accountPage(overview, { mayLog }));
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {string} page
 */
function send(response, status, page) {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
  response.writeHead(status, headers).end(page);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
