import { encode } from 'uqr'

/** A QR code as one path in a square of `size` modules, with the four quiet ones around it that the standard asks for. */
export type Qr = { size: number; path: string }

/**
 * Level M: it can be read with 15 of 100 parts missing, so that a crease through a card does no harm.
 * @param text a short address
 */
export function drawQr(text: string): Qr {
  const { data, size } = encode(text, { ecc: 'M', boostEcc: false, border: 4 })
  const rows = data.map((row, y) => {
    const line = row.map((dark) => (dark ? '#' : ' ')).join('')
    return Array.from(
      line.matchAll(/#+/g),
      ({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`,
    ).join('')
  })
  return { size, path: rows.join('') }
}
