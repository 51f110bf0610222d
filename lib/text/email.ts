import { z } from "zod";
import { toAsciiDomain } from "@/lib/text/ascii-domain";
import { emailPattern, maxEmailLength } from "@/lib/text/email-pattern";

/** The email schema of people and contacts: case is ignored, and a host beyond ASCII is kept as the DNS spells it. */
export function EmailAddress(messages: { invalid: string; tooLong: string }) {
  return z
    .string()
    .overwrite(toAsciiHost)
    .check(z.email({ pattern: emailPattern, error: messages.invalid }))
    .max(maxEmailLength, messages.tooLong)
    .toLowerCase();
}

/** The email of somebody who signs in, as a form or a provider sends it. */
export const PersonEmail = z
  .string()
  .trim()
  .pipe(
    EmailAddress({
      invalid: "Enter a full email, such as ada@example.com.",
      tooLong: `Enter at most ${maxEmailLength} characters.`,
    }),
  );

/** Leaves everything but the host as it was sent. */
function toAsciiHost(email: string): string {
  const host = email.slice(email.lastIndexOf("@") + 1);
  if (!/[^\0-\x7f]/.test(host) || /\s/.test(host)) return email;
  return email.slice(0, email.length - host.length) + toAsciiDomain(host);
}
