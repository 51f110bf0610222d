import type { CodeTab } from "@/components/ui/code-tabs";
import { createSnippet } from "@/lib/websites/snippet";

/** Each call of the browser's `journy`, and what it is for. */
export const trackingCalls = [
  {
    name: "init",
    text: "{ trackerId, domain? }",
    more: "Once on each page, first. The cookie is set on the website’s registrable domain, or on 'domain'.",
  },
  {
    name: "pageview",
    text: "no options",
    more: "The page that is seen now. Call it again where a page changes its address without loading.",
  },
  { name: "screen", text: "{ name, accountId? }", more: "A screen of your product, such as “Report”." },
  {
    name: "identify",
    text: "{ userId?, email?, verification?, properties? }",
    more: "Who is signed in. What the browser did before becomes theirs, once.",
  },
  {
    name: "account",
    text: "{ accountId, verification?, properties? }",
    more: "The account that they work in. Whoever is identified becomes a member of it.",
  },
  {
    name: "event",
    text: "{ name, accountId?, verification?, metadata? }",
    more: "Anything else that happens.",
  },
];

export function exampleSnippet(origin: string): string {
  return createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", origin);
}

export const callsExample = `journy("identify", {
  userId: "20180",
  email: "kim@northwind.com",
  verification: "…", // see below
  properties: { plan: "Business" },
});
journy("account", { accountId: "1001", verification: "…" });
journy("event", { name: "report exported", accountId: "1001", metadata: { format: "pdf" } });`;

/** Fetching the snippet, and linking the browser of whoever signs in, with the client of the set-up. */
export const backendTabs: CodeTab[] = [
  {
    name: "Node.js",
    blocks: [
      {
        label: "Snippet and link with Node.js",
        code: `const result = await client.getTrackingSnippet({ domain: "acme-inc.com" });
const snippet = result.success ? result.data.snippet : "";

// When somebody signs in:
await client.link({ deviceId: request.cookies["__journey"], userId: "20180" });`,
      },
    ],
  },
  {
    name: "PHP",
    blocks: [
      {
        label: "Snippet and link with PHP",
        code: `$call = $client->getTrackingSnippet("acme-inc.com");
$snippet = $call->succeeded() ? $call->result()->getSnippet() : "";

// When somebody signs in:
$client->link(["deviceId" => $_COOKIE["__journey"], "userId" => "20180"]);`,
      },
    ],
  },
  {
    name: "Python",
    blocks: [
      {
        label: "Snippet and link with Python",
        code: `from journyio.user_identified import UserIdentified

result = client.get_tracking_snippet("acme-inc.com")
snippet = result.data.snippet if isinstance(result, Success) else ""

# When somebody signs in:
client.link(UserIdentified.by_user_id("20180"), request.cookies["__journey"])`,
      },
    ],
  },
];
