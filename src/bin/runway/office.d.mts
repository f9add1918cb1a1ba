/** What TypeScript tests see of office.mjs. */
export const needsOffice: string
export function findOffice(): string | undefined
export function hasPoppler(): boolean
