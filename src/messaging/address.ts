/** A sender as a person sees it: `updates@example.org`, or `Updates <updates@example.org>`. */
export const senderPattern = /^(?:[^<>@"\n]{1,60} <[^\s<>@]+@[\w.-]+>|[^\s<>@]+@[\w.-]+)$/

/** A key of GOV.UK Notify: its name, the service and the secret, the last two as UUIDs. */
export const notifyKeyPattern = /^[\w .-]+-([0-9a-f-]{36})-([0-9a-f-]{36})$/i
