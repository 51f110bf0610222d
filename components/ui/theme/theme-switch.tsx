"use client";

import { Monitor, Moon, Sun, SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import { flushSync } from "react-dom";
import { IconButton } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";

const themes = [
  { value: "system", label: "System", Icon: Monitor },
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
];

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton label="Theme">
          <SunMoon />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuRadioGroup
          value={theme}
          onValueChange={(value) => withoutTransitions(() => setTheme(value))}
        >
          {themes.map(({ value, label, Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/**
 * Changes the theme of all elements in one frame: those with a transition would follow the others. The option of
 * next-themes does it on every page load as well, which restyles the whole page twice.
 */
function withoutTransitions(changeTheme: () => void) {
  const root = document.documentElement;
  root.setAttribute("data-changing-theme", "");
  // next-themes sets the theme in an effect.
  flushSync(changeTheme);
  // Reading a style applies the new theme before transitions are back.
  getComputedStyle(document.body).getPropertyValue("color");
  root.removeAttribute("data-changing-theme");
}
