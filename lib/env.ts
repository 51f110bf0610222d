import { z } from "zod";
import { emailPattern } from "@/lib/text/email-pattern";

const Switch = z.enum(["on", "off"]).transform((value) => value === "on");
const Seconds = z.coerce.number().int().min(0).max(3600);
const Text = z.string().trim().min(1);
const DatabaseUrl = z.url({ protocol: /^postgres(ql)?$/ });

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** At most 64. "auto": one per core. */
const Workers = z
  .string()
  .regex(/^(?:auto|[1-9]|[1-5]\d|6[0-4])$/, "must be auto, or a number from 1 to 64")
  .transform((text) => (text === "auto" ? text : Number(text)));

/** Variables that must be set together. */
const pairs = [
  ["GITHUB_ID", "GITHUB_SECRET"],
  ["GOOGLE_ID", "GOOGLE_SECRET"],
  ["SMTP_URL", "EMAIL_FROM"],
] as const;

/** Credentials go into the URL; anything else, such as debugging that would log messages, cannot be set. */
const SmtpUrl = z
  .url({ protocol: /^smtps?$/, error: "must begin with smtp:// or smtps://" })
  .refine((url) => new URL(url).hostname !== "", "must have a host")
  .refine((url) => !/[?#]/.test(url), "must have no query");

/** A database by its number is all that the path can name. */
const RedisUrl = z
  .url({ protocol: /^rediss?$/, error: "must begin with redis:// or rediss://" })
  .refine((url) => /^(?:\/\d*)?$/.test(new URL(url).pathname), "must end with the host or a database number")
  .refine((url) => !/[?#]/.test(url), "must have no query");

/** "no-reply@example.com" or "API access <no-reply@example.com>". */
const EmailFrom = Text.transform((text, context) => {
  const [, name = "", email = ""] = /^(?:([^<>]*)<([^<>]+)>|[^<>]+)$/.exec(text) ?? [];
  const from = email
    ? { name: name.trim().replace(/^"(.*)"$/, "$1"), address: email.trim() }
    : { name: "", address: text };
  if (emailPattern.test(from.address) && !/\p{Cc}/u.test(from.name)) return from;
  context.addIssue({ code: "custom", message: "must be an email, or a name and an email in <>" });
  return z.NEVER;
});

/** The environment, as .env.example documents it. */
const Environment = z
  .object({
    DATABASE_URL: DatabaseUrl,
    LOG_DATABASE_URL: DatabaseUrl.optional(),
    DATABASE_REPLICA_URL: DatabaseUrl.optional(),
    NEXTAUTH_SECRET: Text.min(32, "must have at least 32 characters"),
    NEXTAUTH_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
    LOG_LEVEL: z.enum(logLevels).default("info"),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    SEED: z.enum(["demo", "none"]).optional(),
    DEMO_PASSWORD: Text.max(200, "must have at most 200 characters").optional(),
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(1800),
    PAGE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
    REDIS_URL: RedisUrl.optional(),
    METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/=-]{16,}$/, "must have at least 16 letters, digits or characters of ._~+/=-")
      .optional(),
    METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: "must begin with http:// or https://" })
      .optional(),
    OTEL_SERVICE_NAME: Text.default("api-access"),
    SESSION_IDLE_HOURS: z.coerce.number().int().min(1).max(720).default(168),
    TRUST_PROXY: Switch.default(false),
    REQUIRE_HTTPS: Switch.default(false),
    FAST_PATH: Switch.default(true),
    WORKERS: Workers.default(1),
    FRONT_DOOR: z.undefined("is now called FAST_PATH").optional(),
    KEEP_ALIVE_SECONDS: Seconds.min(1).default(75),
    DRAIN_SECONDS: Seconds.max(300).default(5),
    GITHUB_ID: Text.optional(),
    GITHUB_SECRET: Text.optional(),
    GOOGLE_ID: Text.optional(),
    GOOGLE_SECRET: Text.optional(),
    GITHUB_SECRET_SCANNING_KEYS_URL: z
      .url({ protocol: /^https?$/ })
      .default("https://api.github.com/meta/public_keys/secret_scanning"),
    SMTP_URL: SmtpUrl.optional(),
    EMAIL_FROM: EmailFrom.optional(),
  })
  .superRefine((environment, { addIssue }) => {
    for (const [id, secret] of pairs) {
      if (Boolean(environment[id]) === Boolean(environment[secret])) continue;
      const [set, missing] = environment[id] ? [id, secret] : [secret, id];
      addIssue({ code: "custom", path: [missing], message: `is missing, while ${set} is set` });
    }
  });

export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/** Returns the validated environment. Throws one sentence per invalid variable; boot calls it first. */
export function env(): Environment {
  if (parsed) return parsed;
  // .env files and CI systems write an unset variable as an empty one.
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const result = Environment.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Invalid environment (see .env.example). ${lines.join("; ")}`);
  }
  parsed = result.data;
  return parsed;
}
