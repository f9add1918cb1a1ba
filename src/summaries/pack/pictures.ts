import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { render } from '../../web/views.ts'
import { chartAsImage } from './chart-image.ts'
import { byItself, outputOf } from './chromium.ts'
import type { Pack } from './pack.ts'

/** Charts by their id and small drawings by their name, as PNG in base 64: for programs that know no drawings. */
export type Pictures = Record<string, string>

type Drawing = { svg: string; width: number; height: number }

/** A page is printed with two points of a picture for each of its own. */
const SHARPER = 2
const LONGEST_MS = 60_000

/** What look.md says of a drawing, for a picture that has no style sheet: ink on white, its fill the colour of a lamp. */
const drawingRules =
  'svg{fill:none;stroke:#2b3d8f;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}.fill{fill:#f8dd9c;stroke:none}'

/**
 * Draws the pictures of a pack with a real browser, all in one go: the same drawings as on the page.
 * @param chromium its program
 * @returns nothing for what it did not draw
 * @throws when it does not work in a minute
 */
export async function drawPictures(pack: Pack, chromium: string, signal: AbortSignal): Promise<Pictures> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-pictures-'))
  try {
    const page = join(folder, 'pictures.html')
    await writeFile(page, drawingPage(drawingsOf(pack)))
    const args = [...byItself(folder), '--virtual-time-budget=20000', '--dump-dom', pathToFileURL(page).href]
    const html = await outputOf(chromium, args, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]))
    const [, drawn] = /<pre>([^<]*)<\/pre>/.exec(html) ?? []
    return drawn ? z.record(z.string(), z.base64()).parse(JSON.parse(drawn)) : {}
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function drawingsOf(pack: Pack): Record<string, Drawing> {
  const blocks = pack.sections.flatMap((section) => section.blocks)
  return Object.fromEntries(
    blocks.flatMap((block): [string, Drawing][] => {
      if (block.kind === 'chart') return [[block.chart.id, chartAsImage(block.chart)]]
      return block.kind === 'picture' ? [[block.drawing, smallDrawing(block.drawing)]] : []
    }),
  )
}

function smallDrawing(name: string): Drawing {
  const svg = render(`drawings/${name}`, {})
  const [, wide = '64', high = '64'] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  const marked = svg.replace(/<svg([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg"$1><style>${drawingRules}</style>`)
  return { svg: marked, width: Number(wide), height: Number(high) }
}

/** It holds our own drawings and one script, which puts each on a canvas and writes down what is there then. */
function drawingPage(drawings: Record<string, Drawing>): string {
  const given = JSON.stringify(drawings).replaceAll('<', '\\u003c')
  return `<!doctype html><meta charset="utf-8"><title>Pictures</title><pre></pre><script>
const drawings = ${given}
const draw = ({ svg, width, height }) => new Promise((resolve, reject) => {
  const image = new Image(width * ${SHARPER}, height * ${SHARPER})
  image.onerror = reject
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    const paper = canvas.getContext('2d')
    paper.fillStyle = '#fff'
    paper.fillRect(0, 0, image.width, image.height)
    paper.drawImage(image, 0, 0, image.width, image.height)
    resolve(canvas.toDataURL('image/png').split(',')[1])
  }
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg)
})
Promise.all(Object.entries(drawings).map(async ([name, one]) => [name, await draw(one)])).then((all) => {
  document.querySelector('pre').textContent = JSON.stringify(Object.fromEntries(all))
})
</script>`
}
