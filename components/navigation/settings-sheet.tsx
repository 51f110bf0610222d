"use client";

import { Menu } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Sheet, SheetContent, SheetTrigger } from "@/components/ui/overlay/sheet";
import { SettingsPanel, type SettingsPanelProps } from "./settings-panel";

/** The settings' navigation on a phone. */
export function SettingsSheet(props: SettingsPanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <IconButton label="Menu">
          <Menu />
        </IconButton>
      </SheetTrigger>
      <SheetContent side="left" title="Settings">
        <SettingsPanel {...props} onFollow={() => setOpen(false)} />
      </SheetContent>
    </Sheet>
  );
}
