import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewsFolder } from './views.ts'

/** Pages whose name in the list of what was checked is not that of their view. Numbers to call are on every page. */
const viewsOf: Record<string, string[]> = {
  failures: ['failures/situation'],
  layout: ['layout/public', 'layout/_help-now'],
  // With the card that leads to it.
  'feedback/link': ['feedback/link', 'feedback/_card'],
}

/** Pages with words of a part that no view names: a theme's name comes with the theme. */
const alsoFrom: Record<string, string> = {
  'changes/what-changed': 'themes.',
  'feedback/way': 'themes.',
  'themes/not-meant': 'themes.',
}

const cut = (view: string) => readFileSync(join(viewsFolder, `${view}.eta`), 'utf8')

/**
 * The keys of the words that a page may show: those that its view and the view's parts name, those of the same rooms that
 * no view names, because code does, and for a page of questions those of its set.
 * @param page such as `front/home` or `feedback/form 8-11.1`
 * @param keys all keys there are
 */
export function keysOn(page: string, keys: string[]): string[] {
  const [name = '', set] = page.split(' ')
  const own = patternsIn((viewsOf[name] ?? [name]).flatMap((view) => withParts(view)))
  const rooms = new Set(own.map((pattern) => pattern.split('.')[0]))
  const onPage = matcher(own)
  const onAny = namedAnywhere()
  const starts = [...(set ? [`questions.${set}.`, 'questions.scale.'] : []), alsoFrom[name] ?? []].flat()
  return keys.filter((key) => {
    const fromCode = rooms.has(key.split('.')[0]) && !onAny.test(key)
    return onPage.test(key) || fromCode || starts.some((start) => key.startsWith(start))
  })
}

/** A view with all that it includes; the frame of every page is a page of its own. */
function withParts(view: string, seen = new Set<string>()): string[] {
  seen.add(view)
  for (const [, part = ''] of cut(view).matchAll(/include\('\/([^'$]+)'/g)) {
    if (!seen.has(part) && (view.startsWith('layout/') || !part.startsWith('layout/'))) withParts(part, seen)
  }
  return [...seen]
}

/** Keys as views write them, `room.key`; what is left open stands for any letters. */
function patternsIn(views: string[]): string[] {
  return views.flatMap((view) =>
    [...cut(view).matchAll(/(['"`])([a-z]+\.(?:(?!\1)[^\s\n]|\$\{[^}]*\})+)\1/g)].map(([, , key = '']) => key),
  )
}

let any: RegExp | undefined

function namedAnywhere(): RegExp {
  const views = () => readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' })
  any ??= matcher(
    patternsIn(
      views()
        .filter((file) => file.endsWith('.eta'))
        .map((file) => file.replace('.eta', '')),
    ),
  )
  return any
}

function matcher(keys: string[]): RegExp {
  const parts = [...new Set(keys)].map((key) =>
    key
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[^\w-]/g, '\\$&'))
      .join('[\\w-]*'),
  )
  return new RegExp(`^(?:${parts.join('|') || '-'})$`)
}
