export const serverFlags: string[]
export function findNode(): string
