/** The line of an .env file that holds a website's secret. */
export function secretLine(secret: string): string {
  return `WEBSITE_SECRET=${secret}`;
}

/** The proof of an id, hex HMAC-SHA256, in each language that has an SDK. */
export const proofs = [
  {
    language: "Node.js",
    code: `import { createHmac } from "node:crypto";

const secret = process.env.WEBSITE_SECRET;
const verification = createHmac("sha256", secret)
  .update(userId)
  .digest("hex");`,
  },
  {
    language: "PHP",
    code: `$secret = getenv("WEBSITE_SECRET");
$verification = hash_hmac("sha256", $userId, $secret);`,
  },
  {
    language: "Python",
    code: `import hashlib, hmac, os

secret = os.environ["WEBSITE_SECRET"].encode()
proof = hmac.new(secret, user_id.encode(), hashlib.sha256)
verification = proof.hexdigest()`,
  },
];

/** What a page says once it has the proof. */
export const identifyCall = `journy("identify", { userId, verification });`;
