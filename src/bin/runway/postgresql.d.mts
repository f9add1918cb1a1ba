/** What TypeScript tests see of postgresql.mjs. */
export function findPostgresql(): string | undefined
