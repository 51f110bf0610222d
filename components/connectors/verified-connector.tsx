import type { VerifiedSource } from "@/components/identity-verification/verified-source";
import { proofMiddleware } from "@/lib/connectors/setup-code";

/** The environment variable of the secret. */
export const connectorSecretVariable = "CONNECTOR_SECRET";

/** Texts and code of the connector's identity verification. */
export function toVerifiedConnector(name: string): VerifiedSource {
  return {
    name,
    noun: "connector",
    variable: connectorSecretVariable,
    otherProofs: (
      <>
        Without a user id: <code className="font-mono text-text">email:</code> and the email in lower case, or
        else <code className="font-mono text-text">account:</code> and the group id.
      </>
    ),
    pageCode: proofMiddleware,
  };
}
