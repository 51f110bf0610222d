import { NotFoundMessage } from "@/components/not-found-message";

export const metadata = { title: "Not found" };

export default function SettingsNotFound() {
  return (
    <div>
      <NotFoundMessage />
    </div>
  );
}
