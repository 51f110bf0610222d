"use client";

import { CodeBlock } from "@/components/ui/code-block";
import { CodeTabs } from "@/components/ui/code-tabs";
import { identifyCall, verificationTabs } from "./snippets";

/** How a server proves who is visiting. */
export function ProofCode() {
  return (
    <section className="flex min-w-0 flex-col gap-1.5 [&_pre]:text-xs">
      <h3 className="font-medium">Compute the proof on your server, of the user or account id</h3>
      <CodeTabs label="Language" tabs={verificationTabs} />
      <h3 className="pt-2.5 font-medium">Hand it to the page</h3>
      <CodeBlock label="Call with the proof" code={identifyCall} />
    </section>
  );
}
