import type { CodeTab } from "@/components/ui/code/code-tabs";
import { listSetupCode, type SetupTarget } from "@/lib/connectors/setup-code";

/** The code that sends a first message, by language. */
export function listConnectorTabs(target: SetupTarget): CodeTab[] {
  return listSetupCode(target).map(({ language, label, install, code, note }) => ({
    name: language,
    blocks: [
      ...(install === null ? [] : [{ label: `Installation for ${language}`, code: install }]),
      { label, code },
    ],
    note,
  }));
}
