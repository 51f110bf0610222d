import type { VerifiedSource } from "@/components/identity-verification/verified-source";
import { identifyCall, websiteSecretVariable } from "@/components/websites/website-snippets";

/** Texts and code of the website's identity verification. */
export function toVerifiedWebsite(domain: string): VerifiedSource {
  return {
    name: domain,
    noun: "website",
    variable: websiteSecretVariable,
    otherProofs: (
      <>
        For an account, use <code className="font-mono text-text">account:</code> and its id. For a user
        without an id, use <code className="font-mono text-text">email:</code> and the email in lower case.
      </>
    ),
    pageCode: identifyCall,
  };
}
