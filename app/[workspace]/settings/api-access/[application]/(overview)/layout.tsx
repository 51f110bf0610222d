import { requireApplication } from "../require-application";

/** Looks the application up outside of the loading state: a page that has begun to stream can no longer answer 404. */
export default async function ApplicationLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/api-access/[application]">) {
  const { workspace, application } = await params;
  await requireApplication(workspace, application);
  return children;
}
