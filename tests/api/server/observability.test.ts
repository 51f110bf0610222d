import { afterAll, beforeAll, expect, it } from "vitest";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";
import { startTraceReceiver, type TraceReceiver } from "@/tests/support/servers/trace-receiver";

const token = "token-of-the-metrics-of-this-test";
let server: TestServer;
let receiver: TraceReceiver;
let application: TestApplication;

beforeAll(async () => {
  application = await createApplicationIn();
  receiver = await startTraceReceiver();
  server = await startServer({
    databaseUrl: process.env.DATABASE_URL ?? "",
    env: {
      METRICS_TOKEN: token,
      TRUST_PROXY: "on",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: "50",
    },
  });
});
afterAll(async () => {
  await server.stop();
  receiver.stop();
});

const call = (path: string, options: Parameters<ReturnType<typeof callOverHttp>>[1] = {}) =>
  callOverHttp(server.url)(path, { key: application.key, ...options });

const readMetrics = (authorization?: string) =>
  fetch(`${server.url}/metrics`, { headers: { ...(authorization && { authorization }) } });

type Sample = { name: string; labels: Record<string, string>; value: number };

/** Parses the text format of Prometheus; a line that is none fails. */
function parseMetrics(text: string): Sample[] {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name = "", labels = "", value = ""] = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    expect(name, line).not.toBe("");
    const pairs = Array.from(labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, key, text]) => [key, text]);
    return { name, labels: Object.fromEntries(pairs), value: Number(value) };
  });
}

it("shows metrics to requests with the token only", async () => {
  expect((await readMetrics()).status).toBe(401);
  expect((await readMetrics("Bearer wrong")).status).toBe(401);
  expect((await readMetrics(`Bearer ${token}x`)).status).toBe(401);
  const response = await readMetrics(`Bearer ${token}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

it("counts requests by route pattern, method and class of status, and names no path, key, tenant or address", async () => {
  const userId = "a-user-of-the-metrics-test";
  await call(`/users/${userId}`);
  await call("/validate");
  await call("/validate", { key: "jny_unknownkeyofthistest" });
  await call("/a-path-of-the-metrics-test");
  await call("/track", {
    method: "POST",
    body: JSON.stringify({ identification: { user: { userId } }, name: "of_the_metrics_test" }),
  });
  await (await fetch(`${server.url}/sign-in?a-page-of-the-metrics-test`)).text();
  const text = await (await readMetrics(`Bearer ${token}`)).text();
  const samples = parseMetrics(text);
  const count = (route: string, method: string, status: string) =>
    samples.find(
      ({ name, labels }) =>
        name === "api_access_request_duration_seconds_count" &&
        labels.route === route &&
        labels.method === method &&
        labels.status === status,
    )?.value;
  expect(count("/validate", "GET", "2xx")).toBe(1);
  expect(count("/validate", "GET", "4xx")).toBe(1);
  expect(count("unknown", "GET", "4xx")).toBe(1);
  expect(count("/track", "POST", "2xx")).toBe(1);
  expect(count("page", "GET", "2xx")).toBe(1);
  const { key, workspaceId, id } = application;
  for (const secret of [
    key,
    workspaceId,
    id,
    userId,
    "of-the-metrics-test",
    "of_the_metrics_test",
    "10.0.0.",
  ])
    expect(text).not.toContain(secret);
  const known = [
    "process",
    "route",
    "method",
    "status",
    "le",
    "pool",
    "state",
    "database",
    "driver",
    "queue",
    "policy",
  ];
  const ours = samples.filter(({ name }) => name.startsWith("api_access_"));
  expect(ours.flatMap(({ labels }) => Object.keys(labels)).filter((label) => !known.includes(label))).toEqual(
    [],
  );
});

it("reports pools, databases, the log buffer, the limiter, queues, the event loop and the process", async () => {
  const samples = parseMetrics(await (await readMetrics(`Bearer ${token}`)).text());
  const find = (name: string, labels: Record<string, string> = {}) =>
    samples.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )?.value;
  for (const state of ["total", "idle", "waiting"])
    expect(find("api_access_database_pool_connections", { pool: "main", state })).toBeGreaterThanOrEqual(0);
  expect(find("api_access_database_up", { database: "main" })).toBe(1);
  expect(find("api_access_log_buffer_rows")).toBeGreaterThanOrEqual(0);
  expect(find("api_access_log_buffer_bytes")).toBeGreaterThanOrEqual(0);
  expect(find("api_access_log_rows_dropped_total")).toBe(0);
  expect(find("api_access_rate_limiter_degraded", { driver: "memory" })).toBe(0);
  for (const queue of ["computations", "email"]) {
    expect(find("api_access_queue_length", { queue })).toBeGreaterThanOrEqual(0);
    expect(find("api_access_queue_oldest_seconds", { queue })).toBeGreaterThanOrEqual(0);
  }
  expect(find("nodejs_eventloop_lag_p99_seconds", { process: "server" })).toBeGreaterThan(0);
  expect(find("process_resident_memory_bytes")).toBeGreaterThan(1e7);
});

it("tells where the time of a call goes if the request asks and its key is accepted", async () => {
  const timed = { "x-server-timing": "1" };
  const read = await call("/validate", { headers: timed });
  expect(read.headers.get("server-timing")).toMatch(
    /^auth;dur=[\d.]+, limit;dur=[\d.]+, body;dur=[\d.]+, handler;dur=[\d.]+, commit;dur=[\d.]+, total;dur=[\d.]+$/,
  );
  const body = JSON.stringify({ identification: { user: { userId: "timed" } }, name: "timed" });
  const write = await call("/track", { method: "POST", headers: timed, body });
  expect(write.headers.get("server-timing")).toContain("commit;dur=");
  expect((await call("/validate")).headers.get("server-timing")).toBeNull();
  const rejected = await call("/validate", { key: "unknown", headers: timed });
  expect(rejected.headers.get("server-timing")).toBeNull();
});

it("continues the client's trace, with spans of authentication, limit, handler, commit and statements", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const email = "a-person-of-the-trace-test@example.com";
  const body = JSON.stringify({ identification: { user: { email } }, name: "of_the_trace_test" });
  const response = await call("/track", { method: "POST", headers, body });
  expect(response.status).toBe(201);
  await call(`/users?email=${email}`, { headers });
  const listOwn = () => receiver.spans.filter((span) => span.traceId === traceId);
  const isReceived = (name: string) => listOwn().some((span) => span.name === name);
  await expect.poll(() => isReceived("POST /track") && isReceived("GET /users")).toBe(true);
  const spans = listOwn();
  const request = spans.find(({ name }) => name === "POST /track");
  expect(request).toMatchObject({
    parentSpanId: "00f067aa0ba902b7",
    attributes: {
      "api_access.request_id": response.headers.get("x-request-id"),
      "http.request.method": "POST",
      "http.response.status_code": "201",
      "http.route": "/track",
    },
  });
  const children = spans
    .filter(({ parentSpanId }) => parentSpanId === request?.spanId)
    .map(({ name }) => name);
  expect(children).toEqual(expect.arrayContaining(["authentication", "rate limit", "handler"]));
  const statements = spans.filter(({ attributes }) => attributes["db.system.name"] === "postgresql");
  expect(statements.length).toBeGreaterThan(2);
  for (const { name } of statements) expect(name).toMatch(/^[A-Za-z0-9 -]+$/);
});

it("sends no path, key, tenant, value or address in a trace, of pages neither", async () => {
  const { key, workspaceId, id } = application;
  await call("/a-path-of-the-trace-test", { headers: { "user-agent": "agent-of-the-trace-test" } });
  await (await fetch(`${server.url}/invite/token-of-the-trace-test`)).text();
  await expect.poll(() => receiver.spans.some(({ scope }) => scope === "next.js")).toBe(true);
  await expect.poll(() => receiver.spans.some(({ name }) => name === "GET unknown")).toBe(true);
  const text = receiver.texts.join("\n");
  for (const secret of [
    key,
    workspaceId,
    id,
    "of-the-trace-test",
    "of_the_trace_test",
    "example.com",
    "10.0.0.",
    'SELECT "',
  ])
    expect(text).not.toContain(secret);
});
