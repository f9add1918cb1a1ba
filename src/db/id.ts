/** Whether a text from a form or an address can be looked up as an id at all: PostgreSQL throws at anything but a UUID. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
