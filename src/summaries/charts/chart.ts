/** The table behind a chart: it says everything that the drawing says. */
export type ChartTable = { caption: string; columns: string[]; rows: { name: string; cells: string[] }[] }

/**
 * A chart as a page shows it: a sentence, the drawing, and the table. `views/summaries/charts/_figure.eta` shows one;
 * each kind of drawing has a file of its own beside it (`_xmr`, `_interval`, `_bar`, `_funnel`), which needs only `id`,
 * `title`, `described` and `drawn`.
 */
export type Chart = {
  kind: 'xmr' | 'interval' | 'bar' | 'funnel'
  /** Once on a page. */
  id: string
  /** The message, ten words at most, and no cause. */
  headline: string
  /** Period, where it comes from and of how many people. */
  under: string
  /** For who does not see the drawing: its name, and what it shows in words. */
  title: string
  described: string
  drawn: object
  table: ChartTable
  /** What its shapes mean, only those that occur. */
  key?: { shape: 'ring' | 'up' | 'down' | 'square' | 'dotted'; tone: Tone; words: string }[]
}

/** Usual is pencil, better is ink, worse is clay; new is neither better nor worse. It is never the colour alone. */
export type Tone = 'usual' | 'better' | 'worse' | 'new'
