import t from 'tap'
import { releasesDue } from '../src/demonstration/releases.ts'
import { dayOf } from '../src/site.ts'
import { mayRelease } from '../src/summaries/releases/may-release.ts'
import type { Release } from '../src/summaries/releases/release.ts'
import { findReleasePeriod } from '../src/summaries/releases/release-period.ts'

t.test(
  'whenever the demonstration is made, its releases keep the days between them that every release keeps',
  async (t) => {
    let years = 0
    for (let month = 0; month < 24; month += 1) {
      const earlier: Pick<Release, 'kind' | 'key' | 'from' | 'until' | 'number' | 'frozenOn'>[] = []
      const due = releasesDue(new Date(Date.UTC(2026, month, 14)))
      for (const { key, at } of due.sort((a, b) => a.at.getTime() - b.at.getTime())) {
        const next = { ...findReleasePeriod(key)!, frozenOn: dayOf(at) }
        t.same(
          mayRelease(earlier, next, () => 10),
          { ok: true },
          `${key} on ${next.frozenOn}`,
        )
        earlier.push({ ...next, number: earlier.length + 1 })
        if (next.kind === 'year') years += 1
      }
    }
    t.ok(years >= 24)
  },
)
