import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { render } from '../../web/views.ts'
import { byItself, runQuietly } from './chromium.ts'
import { howOf } from './definitions.ts'
import type { Pack } from './pack.ts'

const styles = join(import.meta.dirname, '../../../public')
/** A pack takes one to five seconds; a machine that is busy, longer. */
const LONGEST_MS = 120_000

/** The pack as one page without a site around it: what the PDF is made of, and what says whether one still fits. */
export function packAsPaper(pack: Pack): string {
  return render('summaries/pack/paper', { pack, how: howOf })
}

/**
 * Prints a page into a PDF with a real browser, which tags headings, tables, lists, drawings and the language; bookmarks
 * come from the headings. It asks no network, the page's own rules let no script run (switching scripts off would
 * switch off what prints), and what is written for it is taken away afterwards.
 * @param chromium its program
 * @throws when it does not work in two minutes
 */
export async function printPdf(html: string, chromium: string, signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-pack-'))
  try {
    for (const name of ['heard.css', 'team.css']) await copyFile(join(styles, name), join(folder, name))
    const [page, pdf] = [join(folder, 'pack.html'), join(folder, 'pack.pdf')]
    await writeFile(page, html)
    const args = [
      ...byItself(folder),
      ...['--no-pdf-header-footer', '--generate-pdf-document-outline', `--print-to-pdf=${pdf}`],
      pathToFileURL(page).href,
    ]
    await runQuietly(chromium, args, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]))
    return await readFile(pdf)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
