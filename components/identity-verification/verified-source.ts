import type { ReactNode } from "react";

/** What verifies identities: a website or a browser connector, with the code of its set-up. */
export interface VerifiedSource {
  name: string;
  noun: "website" | "connector";
  /** The environment variable of the secret. */
  variable: string;
  /** How proofs of other identities than a user id are made. */
  otherProofs: ReactNode;
  /** Runs on the page, with the proof from the server. */
  pageCode: string;
}
