import { requireLoggedApplication } from "../require-application";

/** Looks the application up outside of the loading state: a page that has begun to stream can no longer answer 404. */
export default async function ApplicationLogsLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/api-access/[application]/logs">) {
  const { workspace, application } = await params;
  await requireLoggedApplication(workspace, application);
  return children;
}
