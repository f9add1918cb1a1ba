import { join } from 'node:path'
import { Eta } from 'eta'

export const viewsFolder = join(import.meta.dirname, '../../views')

const eta = new Eta({
  views: viewsFolder,
  cache: true,
  autoEscape: true,
  // Without this an absent value prints as the word "undefined".
  autoFilter: true,
  filterFunction: (value: unknown) => (value === null || value === undefined ? '' : value) as string,
})

/**
 * @param name a file under views/ without its ending, such as `feedback/sent`
 * @returns HTML; every value in it is escaped
 */
export function render(name: string, data: object): string {
  return eta.render(name, data)
}
