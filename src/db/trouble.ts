const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOSPC', 'EAI_AGAIN'])
// Connection, a transaction that lost against another, out of resources or disk, operator intervention (shutdown, cancelled by the deadline), system error.
const sqlClasses = new Set(['08', '40', '53', '57', '58'])
const driverWords = /timeout|terminated|Connection ended|not queryable|PGlite is closed/i

/** Whether a failure means that the database is away, full or too slow, so that trying again may help. */
export function isDatabaseTrouble(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (typeof code === 'string') return networkCodes.has(code) || (code.length === 5 && sqlClasses.has(code.slice(0, 2)))
  return driverWords.test(message ?? '')
}
