import { z } from "zod";
import type { RepeatedCall } from "./call-snippets";

const Identifier = z.string().min(1).optional();
const UserIdentification = z.strictObject({ userId: Identifier, email: Identifier });
const AccountIdentification = z.strictObject({ accountId: Identifier, domain: Identifier });
/** The SDK sends every value as a text, so only a call whose values are texts is sent as it was. */
const Properties = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional();

const UserUpsert = z.strictObject({ identification: UserIdentification, properties: Properties });
const AccountUpsert = z.strictObject({ identification: AccountIdentification, properties: Properties });
const Link = z.strictObject({ deviceId: z.string().min(1), identification: UserIdentification });

/** What the SDK's methods take for a call; null where the method would not send that very call. */
const methods: Record<string, (call: RepeatedCall) => string | null> = {
  "GET /validate": ({ target }) => (target === "/validate" ? "getApiKeyDetails()" : null),
  "GET /tracking/snippet": ({ target }) => {
    const domain = new URLSearchParams(target.split("?")[1]).get("domain");
    const isAll = domain && target === `/tracking/snippet?domain=${encodeURIComponent(domain)}`;
    return isAll ? `getTrackingSnippet(${writeArguments({ domain })})` : null;
  },
  "POST /users/upsert": ({ body }) =>
    withBody(
      UserUpsert,
      body,
      ({ identification, properties }) => `upsertUser(${writeArguments({ ...identification, properties })})`,
    ),
  "POST /accounts/upsert": ({ body }) =>
    withBody(
      AccountUpsert,
      body,
      ({ identification, properties }) =>
        `upsertAccount(${writeArguments({ ...identification, properties })})`,
    ),
  "POST /link": ({ body }) =>
    withBody(
      Link,
      body,
      ({ deviceId, identification }) => `link(${writeArguments({ deviceId, ...identification })})`,
    ),
};

/** The call in the words of our Node.js SDK; null where it has none for it. */
export function writeSdkCall(call: RepeatedCall): string | null {
  if (call.body.includes("__proto__")) return null;
  const made = methods[`${call.method} ${call.route}`]?.(call);
  if (!made) return null;
  return `import { HttpClientNode } from "@journyio/http";
import { Client } from "@journyio/sdk";

const client = new Client(new HttpClientNode(5000), {
  apiKey: process.env.API_KEY,
  rootUrl: ${JSON.stringify(call.apiUrl)},
});

console.log(await client.${made});`;
}

function withBody<Body extends { identification: object }>(
  schema: z.ZodType<Body>,
  text: string,
  write: (body: Body) => string,
): string | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success || Object.keys(parsed.data.identification).length === 0) return null;
  return write(parsed.data);
}

function writeArguments(values: object): string {
  return JSON.stringify(values, null, 2);
}
