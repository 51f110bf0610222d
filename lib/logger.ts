import "server-only";
import { format, stripVTControlCharacters, types } from "node:util";
import pino, { type DestinationStream, type Logger } from "pino";
import { logLevels } from "@/lib/env";
import { getErrorMessage } from "@/lib/errors";
import { findRequestId } from "@/lib/http/request-context";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { singleton } from "@/lib/singleton";

/** The values of these fields are removed. */
const secretFields = ["password", "secret", "token", "key", "apiKey", "authorization", "cookie", "x-api-key"];

const secretPatterns: readonly [RegExp, string][] = [
  // The password of a connection URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi, `$1${removedPlaceholder}@`],
  // JSON web tokens.
  [/\beyJ[\w-]{10,}(?:\.[\w-]*){1,4}/g, removedPlaceholder],
  // Website secrets.
  [/\b[0-9a-f]{64}\b/gi, removedPlaceholder],
  // Random strings, such as invitation tokens.
  [/(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{40,}/g, removedPlaceholder],
];

const maxMessageLength = 2_000;
const maxCauses = 3;

type Options = { isReadable?: boolean; level?: string; inRequest?: boolean };

/**
 * Creates a logger that writes one JSON object a line, or readable text for development. Every line passes
 * `sanitizeLine`.
 */
export function createLogger(
  destination: DestinationStream,
  { isReadable = false, level = "info", inRequest = true }: Options = {},
): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => (inRequest ? { requestId: findRequestId() } : {}),
      serializers: { err: (error: unknown) => serializeError(error) },
      redact: {
        paths: secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
        censor: removedPlaceholder,
      },
      hooks: {
        streamWrite: (line) => (isReadable ? toReadable(sanitizeLine(line)) : sanitizeLine(line)),
      },
    },
    destination,
  );
}

/** Removes secrets, and escapes what JSON does not: C1 controls, bidi and invisible characters. */
function sanitizeLine(line: string): string {
  const entry = JSON.parse(line, (_, value) => (typeof value === "string" ? removeSecrets(value) : value));
  return `${escapeUnprintable(JSON.stringify(entry))}\n`;
}

function removeSecrets(text: string): string {
  return secretPatterns.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    redactText(text),
  );
}

function escapeUnprintable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index))).join(""),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** "10:15:00.000 ERROR A sentence. field=value", then the stack. Escapes again what parsing unescaped. */
function toReadable(line: string): string {
  const { time, level, msg, err, ...fields } = JSON.parse(line);
  const values = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const reason = err ? [`${err.type}: ${err.message}`] : [];
  const head = [time.slice(11, 23), level.toUpperCase(), msg, ...values, ...reason];
  const lines = [head.join(" "), ...(err?.stack ?? []).map((frame: string) => `    ${frame}`)];
  return `${lines.map(escapeUnprintable).join("\n")}\n`;
}

type LoggedError = {
  type: string;
  message: string;
  code?: string;
  digest?: string;
  stack?: string[];
  cause?: LoggedError;
};

/** Lists the logged fields: a database error also contains the values of its statement. */
function serializeError(error: unknown, causes = 0): LoggedError {
  if (!isError(error)) return { type: typeof error, message: cutMessage(String(error)) };
  const { code, digest, cause } = error as { code?: unknown; digest?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: cutMessage(getErrorMessage(error)),
    ...(code !== undefined && { code: String(code) }),
    ...(digest !== undefined && { digest: String(digest) }),
    stack: listFrames(error),
    ...(isError(cause) && causes < maxCauses && { cause: serializeError(cause, causes + 1) }),
  };
}

/** Without the message, which could imitate frames. */
function listFrames({ stack = "", message }: Error): string[] {
  const lines = stack.replace(message, "").split("\n");
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function cutMessage(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;
}

function createServerLogger(options: Options): Logger {
  const { NODE_ENV, LOG_LEVEL } = process.env;
  return createLogger(
    // Standard output is for the results of commands.
    { write: (line) => void process.stderr.write(line) },
    {
      isReadable: NODE_ENV === "development",
      // env() validates the level at boot, with a readable message. Do not fail at import.
      level: logLevels.find((level) => level === LOG_LEVEL),
      ...options,
    },
  );
}

/** The server's log. Messages are constant sentences; values go into fields. */
export const logger: Logger = singleton("logger", () => createServerLogger({}));

/** Without a request id: a timer inherits the request that set it. */
export const backgroundLogger: Logger = singleton("background logger", () =>
  createServerLogger({ inRequest: false }),
);

/** Sends console output of Next and libraries through the logger. */
export function redirectConsole(): void {
  // The program that reads the output may end first. Next prints uncaught errors: each failed write would cause another.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
  const print =
    (level: "info" | "warn" | "error") =>
    (...values: unknown[]) => {
      const err = values.find(isError);
      const text = stripVTControlCharacters(format(...values.filter((value) => value !== err)));
      // Next begins its messages with a symbol.
      const message = text.replace(/^[\s⨯⚠○▲✓»]+/u, "").trimEnd();
      logger[level](
        { source: "console", ...(err && { err }) },
        cutMessage(message || "An error was printed."),
      );
    };
  Object.assign(console, {
    log: print("info"),
    info: print("info"),
    debug: print("info"),
    warn: print("warn"),
    error: print("error"),
  });
}
