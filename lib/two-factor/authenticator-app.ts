import "server-only";
import { generateSecret, generateURI, verifySync } from "otplib";
import { encode } from "uqr";
import type { NewApp } from "@/lib/two-factor/schema";

/** Seconds in which a code is shown. */
const period = 30;
const issuer = "API access";

/** Creates the secret of a new app: 160 random bits, as RFC 4226 recommends. */
export function createApp(email: string): NewApp {
  const secret = generateSecret();
  const { size, data } = encode(generateURI({ issuer, label: email, secret }), { ecc: "M", border: 2 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { secret, qrCode: { size, path } };
}

/** Returns the step of the code, which may be one step early or late, or null for a wrong code. */
export function findStep(secret: string, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const epoch = Math.floor(now / 1000);
  const result = verifySync({ secret, token: code, epoch, epochTolerance: period });
  return result.valid ? Math.floor(epoch / period) + result.delta : null;
}
