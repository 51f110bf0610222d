import { CodeTabs } from "@/components/ui/code-tabs";
import { listSetUpTabs } from "./set-up-snippets";

/** The first call, in each language that has an SDK. */
export function SetUpTabs({ apiUrl }: { apiUrl: string }) {
  return <CodeTabs label="Language" tabs={listSetUpTabs(apiUrl)} />;
}
