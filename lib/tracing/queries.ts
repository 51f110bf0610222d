import "server-only";
import { context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import pg from "pg";

type Callback = (error: unknown, result?: unknown) => void;
type Submittable = { submit: unknown; callback?: Callback };
type Query = (config: unknown, values?: unknown, callback?: unknown) => unknown;
type Connect = (callback?: Callback) => unknown;

/**
 * Adds a span for each statement of a request: its name, or its first word, and never its text or values. Statements of
 * background jobs have none: polling would fill the collector. A transaction that several calls share is in the trace of the
 * call that began it.
 */
export function traceStatements(tracer: Tracer): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  client.query = function (this: unknown, config, values, callback) {
    if (!trace.getActiveSpan()) return query.call(this, config, values, callback);
    const name = nameStatement(config);
    const span = tracer.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: { "db.system.name": "postgresql", "db.query.summary": name },
    });
    const end = (done: Callback) => context.bind(context.active(), endBefore(span, done));
    if (isSubmittable(config)) {
      config.callback = end(config.callback ?? (() => undefined));
      return query.call(this, config, values, callback);
    }
    if (typeof values === "function") return query.call(this, config, end(values as Callback));
    if (typeof callback === "function") return query.call(this, config, values, end(callback as Callback));
    const result = query.call(this, config, values) as Promise<unknown>;
    const finish = endBefore(span, () => undefined);
    void result.then(() => finish(null), finish);
    return result;
  };
  const pool = pg.Pool.prototype as unknown as { connect: Connect };
  const { connect } = pool;
  // Otherwise a statement that waited for a connection would be in the trace of the request that released it.
  pool.connect = function (this: unknown, callback) {
    return connect.call(this, callback && context.bind(context.active(), callback));
  };
}

function isSubmittable(config: unknown): config is Submittable {
  return typeof (config as Partial<Submittable> | null)?.submit === "function";
}

function endBefore(span: Span, callback: Callback): Callback {
  return (error, result) => {
    if (error) {
      const { code } = Object(error) as { code?: unknown };
      span.setAttribute("error.type", typeof code === "string" ? code : "error");
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
    callback(error, result);
  };
}

function nameStatement(config: unknown): string {
  if (isSubmittable(config)) return "transaction";
  const { name, text } =
    typeof config === "string"
      ? { name: undefined, text: config }
      : (Object(config) as { name?: string; text?: string });
  return name ?? /^\s*(?:--[^\n]*\n\s*)*([a-z]+)/i.exec(text ?? "")?.[1]?.toUpperCase() ?? "statement";
}
