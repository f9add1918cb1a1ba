/** The same text in every form that a program may write it down. */
export function formsOf(text: string): { name: string; bytes: Buffer }[] {
  const utf8 = Buffer.from(text)
  const escaped = JSON.stringify(text).slice(1, -1)
  const asJson = Array.from(text, (sign) =>
    sign.charCodeAt(0) < 128 ? sign : Array.from({ length: sign.length }, (_, n) => unit(sign.charCodeAt(n))).join(''),
  ).join('')
  const forms: [string, string | Buffer][] = [
    ['UTF-8', utf8],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['hexadecimal', utf8.toString('hex')],
    ['HEXADECIMAL', utf8.toString('hex').toUpperCase()],
    ['an address', encodeURIComponent(text)],
    ['a form', new URLSearchParams([['', text]]).toString().slice(1)],
    ['JSON', escaped],
    ['JSON in ASCII', asJson],
    ...[0, 1, 2].map((shift): [string, string] => [`base64 from ${shift}`, insideBase64(utf8, shift)]),
  ]
  return forms.map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes as string) }))
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`

/** The part of a base64 text that is the same whatever stands before and after. */
function insideBase64(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
  const from = shift === 0 ? 0 : 4
  return text.slice(from, from + Math.floor((bytes.length + shift - (shift === 0 ? 0 : 3)) / 3) * 4)
}
