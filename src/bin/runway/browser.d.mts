/** What TypeScript tests see of browser.mjs. */
export function findBrowser(): string | undefined
