"use client";

import { Globe, Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { useWebsites } from "./websites";

/** What stands in the list's place before there is anything to list. */
export function NoWebsites() {
  const { refusal, begin } = useWebsites();
  return (
    <EmptyState
      icon={<Globe />}
      title="No websites yet"
      description="A website's pages tell who visits them, what brought them there and what they do, once they have its snippet. What somebody did before signing in joins what they do after."
      action={
        <Button
          disabledReason={refusal}
          onClick={({ currentTarget }) => begin({ kind: "add" }, currentTarget)}
        >
          <Plus />
          Add your first website
        </Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        <p className="text-muted">Page views then come by themselves. The rest is a line each:</p>
        <CodeBlock label="Calls of a page" code={calls} />
      </div>
    </EmptyState>
  );
}

const calls = `journy("identify", { userId: "20" });
journy("event", { name: "report exported" });`;
