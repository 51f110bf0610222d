import { guideSections } from "./guide";

/** What is on the page, beside the guide. */
export function GuideContents() {
  return (
    <nav aria-label="On this page">
      <ul className="flex flex-col gap-0.5">
        {guideSections.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="flex h-control items-center rounded-control px-2 text-muted transition-colors duration-150 hover:bg-hover hover:text-text"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
