import { AccountMenu, type AccountMenuProps } from "@/components/people/account-menu";
import { ThemeSwitch } from "@/components/ui/theme/theme-switch";
import { WorkspaceSwitcher, type WorkspaceSwitcherProps } from "@/components/workspaces/workspace-switcher";
import { SettingsLinks } from "./settings-links";

export type SettingsPanelProps = WorkspaceSwitcherProps & AccountMenuProps & { onFollow?: () => void };

/** Which workspace, which page of its settings, and who is looking: beside the page, or in the phone's sheet. */
export function SettingsPanel({ current, workspaces, person, onFollow }: SettingsPanelProps) {
  return (
    <div className="flex h-full flex-col gap-4">
      <WorkspaceSwitcher current={current} workspaces={workspaces} />
      <SettingsLinks slug={current.slug} onFollow={onFollow} />
      <div className="mt-auto flex items-center gap-1">
        <AccountMenu person={person} />
        <ThemeSwitch />
      </div>
    </div>
  );
}
