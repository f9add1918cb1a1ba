/** What XML 1.0 may not hold, however it is written: control characters, halves of letters. */
const never = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu

/** A text without what no XML file may hold. */
export function plain(text: string): string {
  return text.replace(never, '')
}

/** A text as it stands in an XML file, in an element or an attribute. */
export function xml(text: string): string {
  return plain(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}
