import { z } from "zod";
import { CurrentPassword } from "@/lib/people/schema";
import { FactorCode, PasskeyAnswer } from "@/lib/two-factor/schema";

/** How a signed-in person proves who they are. */
export const Proof = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("password"), password: CurrentPassword.min(1, "Enter your password.") }),
  z.strictObject({ by: z.literal("code"), code: FactorCode }),
  z.strictObject({ by: z.literal("passkey"), answer: PasskeyAnswer }),
]);
export type Proof = z.infer<typeof Proof>;
