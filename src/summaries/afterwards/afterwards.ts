import type { Afterwards } from '../../changes/heard.ts'
import { boardReads } from './board-reads.ts'
import { afterwardsChart } from './chart.ts'
import { compareAfterwards } from './comparing.ts'
import { whoAnswered } from './who-answered.ts'

/** What the room of changes is handed, since it lies left of this one. */
export const afterwards: Afterwards = { compare: compareAfterwards, whoAnswered, chart: afterwardsChart, boardReads }
