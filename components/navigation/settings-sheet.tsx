"use client";

import { Sheet, SheetContent } from "@/components/ui/overlay/sheet";
import { SettingsPanel, type SettingsPanelProps } from "./settings-navigation";

interface SettingsSheetProps extends SettingsPanelProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The panel on phones. */
export function SettingsSheet({ open, onOpenChange, ...panel }: SettingsSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent side="left" title="Settings">
        <SettingsPanel {...panel} onFollow={() => onOpenChange(false)} />
      </SheetContent>
    </Sheet>
  );
}
