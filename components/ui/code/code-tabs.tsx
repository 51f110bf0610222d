"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/layout/tabs";
import { CodeBlock } from "./code-block";

export type CodeTab = {
  name: string;
  blocks: { label: string; code: string }[];
  /** Below the code: what to look out for. */
  note?: string | null;
};

interface CodeTabsProps {
  /** For screen readers: "Language". */
  label: string;
  tabs: CodeTab[];
  /** Receives the code that was copied by its button. */
  onCopied?: (code: string) => void;
  blockClassName?: string;
}

/** Code in several languages. */
export function CodeTabs({ label, tabs, onCopied, blockClassName }: CodeTabsProps) {
  return (
    <Tabs defaultValue={tabs[0]?.name}>
      <TabsList aria-label={label}>
        {tabs.map(({ name }) => (
          <TabsTrigger key={name} value={name}>
            {name}
          </TabsTrigger>
        ))}
      </TabsList>
      {tabs.map(({ name, blocks, note }) => (
        <TabsContent key={name} value={name} className="flex flex-col gap-2 pt-3">
          {blocks.map(({ label, code }) => (
            <CodeBlock
              key={label}
              label={label}
              code={code}
              wrap
              className={blockClassName}
              onCopied={() => onCopied?.(code)}
            />
          ))}
          {note && <p className="max-w-[70ch] text-muted text-sm">{note}</p>}
        </TabsContent>
      ))}
    </Tabs>
  );
}
