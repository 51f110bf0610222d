import { z } from "zod";
import { toAsciiDomain } from "@/lib/text/ascii-domain";
import { emailPattern, maxEmailLength } from "@/lib/text/email-pattern";

/** Creates the email schema of people and contacts. Lowercases, and converts an international host to Punycode. */
export function createEmailSchema(messages: { invalid: string; tooLong: string }) {
  return z
    .string()
    .overwrite(toAsciiHost)
    .check(z.email({ pattern: emailPattern, error: messages.invalid }))
    .max(maxEmailLength, messages.tooLong)
    .toLowerCase();
}

/** The email of a person, from a form or a provider. */
export const PersonEmail = z
  .string()
  .trim()
  .pipe(
    createEmailSchema({
      invalid: "Enter a full email, such as ada@example.com.",
      tooLong: `Enter at most ${maxEmailLength} characters.`,
    }),
  );

/** Converts only the host. */
function toAsciiHost(email: string): string {
  const host = email.slice(email.lastIndexOf("@") + 1);
  if (!/[^\0-\x7f]/.test(host) || /\s/.test(host)) return email;
  return email.slice(0, email.length - host.length) + toAsciiDomain(host);
}
