"use client";

import { CodeBlock } from "@/components/ui/code-block";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { identifyCall, proofs } from "./proofs";

/** How a server proves who is visiting. */
export function ProofCode() {
  return (
    <section className="flex min-w-0 flex-col gap-1.5">
      <h3 className="font-medium">Compute the proof on your server, of the user or account id</h3>
      <Tabs defaultValue={proofs[0]?.language}>
        <TabsList aria-label="Language">
          {proofs.map(({ language }) => (
            <TabsTrigger key={language} value={language}>
              {language}
            </TabsTrigger>
          ))}
        </TabsList>
        {proofs.map(({ language, code }) => (
          <TabsContent key={language} value={language} className="pt-2">
            <CodeBlock label={`Proof in ${language}`} code={code} className="[&_pre]:text-xs" />
          </TabsContent>
        ))}
      </Tabs>
      <h3 className="pt-2.5 font-medium">Hand it to the page</h3>
      <CodeBlock label="Call with the proof" code={identifyCall} className="[&_pre]:text-xs" />
    </section>
  );
}
