/** What TypeScript tests see of java.mjs. */
export function findJava(): string | undefined
export const needsJava: string
