import type { UseFormRegisterReturn } from "react-hook-form";
import { CheckboxField } from "@/components/ui/checkbox";

interface WebsiteOptionsProps {
  register: (name: "allowsAnyDomain" | "honorsOptOut") => UseFormRegisterReturn;
}

export function WebsiteOptions({ register }: WebsiteOptionsProps) {
  return (
    <div>
      <CheckboxField
        label="Allow any domain"
        help="Takes what pages of other domains send too, for trying the snippet out on localhost."
        {...register("allowsAnyDomain")}
      />
      <CheckboxField
        label="Respect Do Not Track and Global Privacy Control"
        help="Leaves browsers alone that ask not to be tracked."
        {...register("honorsOptOut")}
      />
    </div>
  );
}
