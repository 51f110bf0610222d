import type { CodeTab } from "@/components/ui/code/code-tabs";

/** What the website's own Content-Security-Policy must allow. */
export function createContentSecurityPolicy(origin: string): string {
  return `Content-Security-Policy:
  script-src 'nonce-…' ${origin}/tracker.js;
  connect-src ${origin}/collect;`;
}

/** HMAC-SHA256 of "user:" and the id, in hex, for each language that has an SDK. */
export const proofTabs: CodeTab[] = [
  {
    name: "Node.js",
    blocks: [
      {
        label: "Verification with Node.js",
        code: `import { createHmac } from "node:crypto";

const secret = process.env.WEBSITE_SECRET;
const verification = createHmac("sha256", secret)
  .update("user:" + userId)
  .digest("hex");`,
      },
    ],
  },
  {
    name: "PHP",
    blocks: [
      {
        label: "Verification with PHP",
        code: `$secret = getenv("WEBSITE_SECRET");
$verification = hash_hmac("sha256", "user:$userId", $secret);`,
      },
    ],
  },
  {
    name: "Python",
    blocks: [
      {
        label: "Verification with Python",
        code: `import hashlib
import hmac
import os

secret = os.environ["WEBSITE_SECRET"].encode()
claim = f"user:{user_id}".encode()
proof = hmac.new(secret, claim, hashlib.sha256)
verification = proof.hexdigest()`,
      },
    ],
  },
];

/** Runs on the page, with the proof from the server. */
export const identifyCall = `journy("identify", { userId, verification });`;
