"use client";

import { CodeBlock } from "@/components/ui/code-block";
import { CodeTabs } from "@/components/ui/code-tabs";
import { identifyCall, verificationTabs } from "./snippets";

/** How a server proves who is visiting. */
export function ProofCode() {
  return (
    <section className="flex min-w-0 flex-col gap-1.5 [&_pre]:text-xs">
      <h3 className="font-medium">Compute the proof of the user id on your server</h3>
      <CodeTabs label="Language" tabs={verificationTabs} />
      <p className="text-muted text-sm">
        An account’s proof is of <code className="font-mono text-text">account:</code> and its id. The proof
        of a user without an id is of <code className="font-mono text-text">email:</code> and the email in
        lower case.
      </p>
      <h3 className="pt-2.5 font-medium">Hand it to the page</h3>
      <CodeBlock label="Call with the proof" code={identifyCall} />
    </section>
  );
}
