import { render } from '../../web/views.ts'
import type { PackChart } from './chart.ts'

/**
 * What team.css says of a drawing, for programs that read no style sheet beside it: shape as well as colour, and colours
 * that hold on white paper (the print colours of heard.css).
 */
const rules = `text{font:11px Arial,sans-serif;fill:#333}path,line,circle,rect{fill:none;stroke:none}
.axis{stroke:#bbb;stroke-width:1}.mean{stroke:#000;stroke-width:1.5}.limit{stroke:#666;stroke-width:1.5;stroke-dasharray:6 5}
.run{stroke:#333;stroke-width:1.5}.pt{fill:#fff;stroke:#333;stroke-width:2}.better,.new{fill:#1c2a6b}.worse{fill:#7a3010}
.when{stroke:#6b4500;stroke-width:2;stroke-dasharray:2 4}.bar{fill:#1c2a6b}.kept{stroke:#666;stroke-dasharray:2 3}
.join{fill:#e6e8f2}.span{stroke:#1c2a6b;stroke-width:2}`

/** The drawing of a chart as a file of its own. */
export function chartAsImage(chart: PackChart): { svg: string; width: number; height: number } {
  const drawn = chart.drawn as { width: number; height: number }
  const html = render(`summaries/charts/_${chart.kind}`, chart)
  const svg = html
    .slice(html.indexOf('<svg'), html.indexOf('</svg>') + '</svg>'.length)
    .replace('<svg', `<svg xmlns="http://www.w3.org/2000/svg" width="${drawn.width}" height="${drawn.height}"`)
    .replace(/(<svg[^>]*>)/, `$1<style>${rules}</style>`)
  return { svg, width: drawn.width, height: drawn.height }
}
