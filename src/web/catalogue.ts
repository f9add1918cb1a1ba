import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Text by `part.key`, as it is written: one file for each part of the public site. */
export type Catalogue = Record<string, string>

export const catalogueFolder = join(import.meta.dirname, '../../views/languages')

/** Which pages a person has checked; kept beside the catalogue and no part of it. */
export const statusFile = 'status.json'

/** The keys and messages of one catalogue, as written: `file.name`, one file for each part of the public site. */
export function readCatalogue(code: string): Catalogue {
  const folder = join(catalogueFolder, code)
  if (!existsSync(folder)) return {}
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== statusFile)
  const parts = files.sort().map((file) => {
    const messages: Catalogue = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return Object.entries(messages).map(([key, text]) => [`${file.replace('.json', '')}.${key}`, text])
  })
  return Object.fromEntries(parts.flat())
}
