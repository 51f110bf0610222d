"use client";

import { Code } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { WebsiteRow } from "@/lib/websites/schema";
import { useWebsites } from "./websites";

export function SnippetButton({ website }: { website: WebsiteRow }) {
  const { begin } = useWebsites();
  return (
    <Button onClick={({ currentTarget }) => begin({ kind: "snippet", website }, currentTarget)}>
      <Code />
      Snippet
    </Button>
  );
}
