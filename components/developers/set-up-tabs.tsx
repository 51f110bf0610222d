import { CodeTabs } from "@/components/ui/code-tabs";
import { listSetUps } from "./set-up-snippets";

/** The first call, in each language that has an SDK. */
export function SetUpTabs({ apiUrl }: { apiUrl: string }) {
  const tabs = listSetUps(apiUrl).map(({ name, install, code }) => ({
    name,
    blocks: [
      ...(install ? [{ label: `Installation for ${name}`, code: install }] : []),
      { label: `First call with ${name}`, code },
    ],
  }));
  return <CodeTabs label="Language" tabs={tabs} />;
}
