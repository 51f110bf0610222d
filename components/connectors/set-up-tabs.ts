import type { CodeTab } from "@/components/ui/code/code-tabs";
import { listSetupCode } from "@/lib/connectors/setup-code";

/** The code that sends a first message, by language. */
export function listConnectorTabs(target: Parameters<typeof listSetupCode>[0]): CodeTab[] {
  return listSetupCode(target).map(({ language, label, install, code, note }) => ({
    name: language,
    blocks: [
      ...(install === null ? [] : [{ label: `Installation for ${language}`, code: install }]),
      { label, code },
    ],
    note,
  }));
}
